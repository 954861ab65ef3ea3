#include "daemon/host/run.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <thread>

#include "daemon/host/host.h"
#include "daemon/host/host_table.h"
#include "daemon/host/load.h"
#include "daemon/host/values.h"

namespace objsync::host {

namespace {

// Nothing that a plugin said waits longer than this for the buffer to fill.
constexpr auto kFlushEvery = std::chrono::milliseconds(200);

wire::Job read_job(Input& input, std::vector<Path>& done_scopes) {
    for (;;) {
        const wire::Frame frame = input.read();
        if (frame.type == wire::Type::job) return wire::decode<wire::Job>(frame.payload);
        if (frame.type == wire::Type::cancel) _exit(EXIT_SUCCESS);
        if (frame.type != wire::Type::done_scopes) continue;
        for (Path& p : wire::decode<wire::DoneScopes>(frame.payload).scopes) {
            done_scopes.push_back(std::move(p));
        }
    }
}

[[noreturn]] void read_frames(Input& input, Answers& answers, Cancel& cancel) {
    try {
        for (;;) {
            const wire::Frame frame = input.read();
            if (frame.type == wire::Type::cancel) {
                answers.cancel();
                cancel.trigger();
            } else {
                answers.put(frame);
            }
        }
    } catch (const std::exception&) { // the daemon speaks another language: nobody to talk to
    }
    _exit(EXIT_FAILURE);
}

// A C++ plugin may throw; the frames in between are C.
int call_plugin(const objsync_plugin& plugin, const wire::Job& job, Host& host) {
    const objsync_host table = make_table(host);
    const JobView view(job);
    const auto function = job.mode == wire::Mode::check    ? plugin.check
                          : job.mode == wire::Mode::lookup ? plugin.lookup
                                                           : plugin.crawl;
    if (function == nullptr) {
        host.fail_for({wire::ErrorClass::bug, "", "the plugin has no lookup()", 0});
        return OBJSYNC_FAILED;
    }
    std::string why = "an exception that is no std::exception";
    try {
        return function(&table, view.get());
    } catch (const std::exception& e) {
        why = e.what();
    } catch (...) {
    }
    host.fail_for({wire::ErrorClass::bug, "", "the plugin let an exception escape: " + why, 0});
    return OBJSYNC_FAILED;
}

[[noreturn]] void run_job(Input& input, Output& output, const wire::Job& job,
                          Selection& selection) {
    const Plugin plugin = load_plugin(job.plugin_file);
    if (job.mode == wire::Mode::describe) {
        encode(output.buffer(), plugin.description);
        encode(output.buffer(), wire::Done::ok);
        output.flush();
        _exit(EXIT_SUCCESS);
    }
    Answers answers;
    Cancel cancel;
    Host host(output, answers, cancel, job, plugin.description, selection);
    // Both run until _exit, which everything here outlives.
    std::thread([&] { read_frames(input, answers, cancel); }).detach();
    std::thread([&] {
        for (;;) {
            std::this_thread::sleep_for(kFlushEvery);
            host.flush();
        }
    }).detach();
    host.finish(call_plugin(*plugin.functions, job, host));
    _exit(EXIT_SUCCESS);
}

} // namespace

void run_worker(int fd) {
    Input input(fd);
    Output output(fd);
    wire::encode_number(output.buffer(), wire::Type::hello, wire::kProtocol);
    output.flush();
    wire::ErrorInfo error{wire::ErrorClass::bug, "", "", 0};
    try {
        std::vector<Path> done_scopes;
        const wire::Job job = read_job(input, done_scopes);
        Selection selection(job);
        selection.add_done(done_scopes);
        std::vector<Path>().swap(done_scopes);
        run_job(input, output, job, selection);
    } catch (const std::exception& e) {
        error.text = e.what();
    }
    wire::encode_fail(output.buffer(), error);
    encode(output.buffer(), wire::Done::failed);
    output.flush();
    _exit(EXIT_SUCCESS);
}

} // namespace objsync::host
