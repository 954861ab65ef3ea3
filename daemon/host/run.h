// The life of a crawl child: hello, job, the plugin's function, done.
#pragma once

namespace objsync::host {

// `fd` is the frame socket. Ends the process: after `done` nothing of the plugin or of its drivers
// runs any more, not even their clean-up at exit, which is known to crash.
[[noreturn]] void run_worker(int fd);

} // namespace objsync::host
