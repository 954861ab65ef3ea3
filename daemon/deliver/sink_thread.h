// One sink and the thread that feeds it: from its cursor on, each batch until it is accepted.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "daemon/deliver/feed.h"
#include "daemon/sinks/sink.h"

namespace objsync::daemon {

struct DeliverPace {
    std::chrono::milliseconds min_retry{100}; // doubles with each failure
    std::chrono::milliseconds max_retry{30'000};
    std::chrono::milliseconds save_every{1000}; // what a kill repeats at most, if events flow
    size_t batch_bytes = 8 * 1024 * 1024;       // of rendered lines; a sink syncs once for each
};

// Both are called on the sinks' threads.
struct DeliverHooks {
    // Asks the writer to persist the cursor; must not block for long.
    std::function<void(const std::string& sink, int64_t pos)> save;
    // For the log: a sink began to fail, works again, refused an event, missed dropped events.
    std::function<void(const std::string& sink, const std::string& text)> report;
};

struct SinkState {
    std::string name;
    int64_t position = 0;                    // in the outbox: all up to and with it were accepted
    int64_t lag = 0;                         // events after it, as far as the sink was notified
    int64_t delivered = 0;                   // events, since the start
    int64_t rejected = 0;                    // given up, since the start
    std::optional<int64_t> failing_since_ms; // wall clock
    std::string error;                       // while it fails
};

class SinkThread {
public:
    using Clock = std::chrono::steady_clock;

    SinkThread(std::string store_file, std::string name, std::unique_ptr<Sink> sink,
               DeliverHooks hooks, DeliverPace pace);
    ~SinkThread(); // stops
    SinkThread(const SinkThread&) = delete;
    SinkThread& operator=(const SinkThread&) = delete;

    // From any thread.
    void notify(int64_t last);
    void reopen();
    [[nodiscard]] SinkState state() const;
    // Waits until all up to `target` is accepted. Gives up on a sink that has failed for all of
    // `patience`: its error then.
    [[nodiscard]] std::optional<std::string> wait_for(int64_t target,
                                                      std::chrono::milliseconds patience);
    void stop();

private:
    void run();
    void feed_sink();
    void start_position(Feed& feed);
    [[nodiscard]] bool open_sink();
    [[nodiscard]] bool send(const Batch& batch);
    [[nodiscard]] bool send_one_by_one(const Batch& batch);
    [[nodiscard]] bool pause();
    [[nodiscard]] std::optional<int64_t> wait_for_events();
    [[nodiscard]] bool take_reopen();
    [[nodiscard]] bool stopping() const;
    void advance(int64_t pos);
    void save_position();
    void works(size_t delivered);
    void fails(const std::string& error);

    const std::string store_file_;
    const std::string name_;
    const std::unique_ptr<Sink> sink_;
    const DeliverHooks hooks_;
    const DeliverPace pace_;

    // Of the thread only.
    std::optional<int64_t> saved_;
    Clock::time_point saved_at_{};
    std::chrono::milliseconds retry_{0};

    mutable std::mutex mutex_;         // for all below
    std::condition_variable wake_;     // the thread waits for work
    std::condition_variable progress_; // others wait for the thread
    SinkState state_;
    Clock::time_point failing_since_{};
    bool started_ = false; // the position is known
    int64_t last_ = 0;
    bool stop_ = false;
    bool reopen_ = false;
    bool hurry_ = false; // no more pauses before the next try

    std::thread thread_; // last: begins when all else is there
};

} // namespace objsync::daemon
