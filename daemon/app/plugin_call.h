// One short call into a plugin, in a child of its own: what it declares, or what it finds when it
// checks a connection. Loop thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/wire/description.h"
#include "core/wire/job.h"
#include "daemon/loop/loop.h"
#include "daemon/worker/worker.h"

namespace objsync::daemon {

struct PluginAnswer {
    std::optional<wire::Description> description;
    std::vector<wire::Report> reports;
    std::vector<std::string> log; // what it said on the way, at most some lines
    WorkerEnd end;
};

class PluginCall final : private WorkerListener {
public:
    using Done = std::function<void(const PluginAnswer&)>;
    // A secret option as it is now. Throws Error.
    using ReadSecret = std::function<std::string(const std::string& option)>;

    // `done` comes on the loop, once, never from within the constructor; also when the child could
    // not be started. Without `read_secret` no secret is told again.
    PluginCall(Loop& loop, const std::string& crawl_program, const wire::Job& job,
               const std::string& label, Done done, ReadSecret read_secret = {});
    ~PluginCall() override;

private:
    void on_frame(const wire::Frame& frame) override;
    void on_log(wire::Level level, const std::string& text) override;
    void on_count(wire::Counter what, uint64_t n) override;
    void on_ended(const WorkerEnd& end) override;
    void tell_secret(const std::string& option);

    Loop& loop_;
    Done done_;
    ReadSecret read_secret_;
    PluginAnswer answer_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<Worker> worker_;
};

} // namespace objsync::daemon
