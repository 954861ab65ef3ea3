#include "daemon/app/plugin_call.h"

namespace objsync::daemon {

namespace {
constexpr int64_t kWallMs = 6 * 60'000; // a Snowflake login alone may take five minutes
constexpr uint64_t kMemoryBytes = 1u << 30;
constexpr size_t kLogLines = 20;
} // namespace

PluginCall::PluginCall(Loop& loop, const std::string& crawl_program, const wire::Job& job,
                       const std::string& label, Done done, ReadSecret read_secret)
    : loop_(loop), done_(std::move(done)), read_secret_(std::move(read_secret)) {
    WorkerLimits limits;
    limits.memory_bytes = kMemoryBytes;
    limits.wall_ms = kWallMs;
    try {
        worker_ = std::make_unique<Worker>(loop, crawl_program, job, limits, label,
                                           static_cast<WorkerListener&>(*this));
    } catch (const Error& e) {
        WorkerEnd end;
        end.error = {wire::ErrorClass::bug, "", e.what(), 0};
        loop.post([this, alive = alive_, end] {
            if (*alive) on_ended(end);
        });
    }
}

PluginCall::~PluginCall() {
    *alive_ = false;
}

void PluginCall::on_frame(const wire::Frame& frame) {
    if (frame.type == wire::Type::description)
        answer_.description = wire::decode<wire::Description>(frame.payload);
    if (frame.type == wire::Type::report)
        answer_.reports.push_back(wire::decode<wire::Report>(frame.payload));
    // A question that stays open would hold the plugin until its time is over.
    if (frame.type == wire::Type::ask_secret) tell_secret(std::string(frame.payload));
}

void PluginCall::tell_secret(const std::string& option) {
    wire::Secret answer;
    try {
        if (!read_secret_) throw Error(ErrorKind::input, "secrets are not told in this call");
        answer.text = read_secret_(option);
    } catch (const Error& e) {
        answer.error = e.what();
    }
    worker_->send_secret(answer);
}

void PluginCall::on_log(wire::Level, const std::string& text) {
    if (answer_.log.size() < kLogLines) answer_.log.push_back(text);
}

void PluginCall::on_count(wire::Counter, uint64_t) {}

void PluginCall::on_ended(const WorkerEnd& end) {
    answer_.end = end;
    // The owner may drop this object in `done`, so nothing of it is touched after.
    loop_.post([alive = alive_, done = std::move(done_), answer = std::move(answer_)] {
        if (*alive) done(answer);
    });
}

} // namespace objsync::daemon
