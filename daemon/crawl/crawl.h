// One crawl from its start to its end: the run in the store, the child that lists, and, after a
// crash or stall, up to three more that go on where it stopped. Loop thread.
//
//   starting -> listing -> (lost -> listing)* -> ending -> applying -> done
//
// Frames go to the writer in batches. When it is behind, the child's pipe is not read, so that the
// plugin's emit blocks: memory stays bounded.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/sync/engine.h"
#include "daemon/loop/loop.h"
#include "daemon/loop/timer.h"
#include "daemon/worker/worker.h"
#include "daemon/writer/writer.h"

namespace objsync::daemon {

struct CrawlSpec {
    std::string crawl_program;
    sync::RunRequest request;
    sync::DefaultTags default_tags; // for a dry run; the store's engine has its own
    WorkerLimits limits;
    // Anew for each child: secrets are read again. Throws Error{config}.
    std::function<wire::Job()> make_job;
    // A secret option read again; throws Error{config}.
    std::function<std::string(const std::string& option)> read_secret;
};

struct CrawlResult {
    sync::RunSummary summary;
    bool cancelled = false;
    bool worth_retry = true; // false: nothing changes until a person changes something
};

class Crawl final : private WorkerListener {
public:
    enum class State { starting, listing, ending, applying, done };
    // Both are called on the loop; `done` is the last, once.
    struct Hooks {
        std::function<void(const CrawlResult&)> done;
        std::function<void(wire::Level, const std::string& text)> log;
    };

    Crawl(Loop& loop, Writer& writer, CrawlSpec spec, Hooks hooks);
    ~Crawl() override;

    void start();
    void cancel();
    // The writer has finished this run, or has lost it.
    void finished(const sync::RunSummary& summary);
    void store_broken(const std::string& error);
    // Ends at once, as failed.
    void give_up(const std::string& error);

    [[nodiscard]] State state() const noexcept { return state_; }
    [[nodiscard]] int64_t run() const noexcept { return run_; }
    [[nodiscard]] int64_t objects() const noexcept { return objects_; }
    [[nodiscard]] int64_t scopes() const noexcept { return scopes_; }

private:
    struct Batch; // frames on their way to the writer

    void on_frame(const wire::Frame& frame) override;
    void on_log(wire::Level level, const std::string& text) override;
    void on_count(wire::Counter what, uint64_t n) override;
    void on_ended(const WorkerEnd& end) override;

    void on_started(int64_t run, bool found_nothing);
    void spawn();
    void flush();
    void tell(const std::vector<std::string>& warnings);
    void taken(size_t bytes);
    void on_begin(const wire::Frame& frame);
    void ask_store(const wire::Frame& frame);
    void ask_secret(const wire::Frame& frame);
    void stop_child(const std::string& error);
    void go_on(const WorkerEnd& end);
    void end();
    // Runs `fn` on the loop, unless this crawl is gone by then.
    void later(std::function<void()> fn);

    Loop& loop_;
    Writer& writer_;
    CrawlSpec spec_;
    Hooks hooks_;
    State state_ = State::starting;
    int64_t run_ = 0;
    std::vector<Path> done_scopes_;
    bool nothing_stored_ = false;
    sync::RunEnding ending_;
    bool worth_retry_ = true;
    int64_t objects_ = 0, scopes_ = 0;
    std::unique_ptr<Batch> batch_;
    size_t in_flight_ = 0; // bytes that the writer has not taken yet
    bool paused_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    Timer flush_timer_;
    std::unique_ptr<Worker> worker_;
};

} // namespace objsync::daemon
