// Waiting for a job of the daemon: a crawl, or settings that are announced.
#pragma once

#include <functional>
#include <string>

#include "daemon/cli/commands.h"

namespace objsync::cli {

[[nodiscard]] bool is_over(const json::Value& job);
// "listing: 1,000 objects, 3 scopes"; with a bar where it is known how many there are.
[[nodiscard]] std::string progress_text(const json::Value& job);

// Asks until the job has ended, and shows how far it is; returns its last state. Ctrl-C ends the
// waiting and not the job: throws Failure{kInterrupted} that says how to go on, or to cancel it.
// `on_interrupt`: does something else first; what it returns is the failure then.
[[nodiscard]] json::Value wait_for_job(Context& context, const std::string& id,
                                       const std::function<Failure()>& on_interrupt = {});

} // namespace objsync::cli
