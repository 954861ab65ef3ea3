// The one thread that writes the store. Others post tasks; several share a transaction, which is
// committed when the queue is empty or the transaction has grown old enough. Between tasks it
// applies what crawls have decided.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/store/open.h"
#include "core/sync/engine.h"

namespace objsync::daemon {

class Writer {
public:
    // Inside a transaction, on the writer's thread. It may throw Error{input|config} only before
    // it changed anything; any other exception rolls the whole transaction back.
    using Task = std::function<void(sync::Engine& engine, int64_t now_ms)>;
    // On the writer's thread, after the commit; null, or why the task's effects are not there.
    using Done = std::function<void(std::exception_ptr)>;

    struct Hooks {
        // After a commit that added events; the outbox position of the newest.
        std::function<void(int64_t last)> committed;
        // Runs that are over, with all that followed from them committed.
        std::function<void(std::vector<sync::RunSummary>)> finished;
        // The store could not be written: what was under way is lost, live runs are dropped.
        std::function<void(const std::string& error)> broken;
    };

    // Opens (creates, migrates, recovers) the store; throws Error. The thread starts with start().
    Writer(const std::string& file, Hooks hooks);
    // On a database of its own that nobody else opens, such as a scratch copy.
    Writer(std::unique_ptr<store::Database> db, Hooks hooks);
    ~Writer(); // stops
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Before start(): what the last daemon left unfinished.
    [[nodiscard]] const std::vector<sync::RunSummary>& interrupted() const { return interrupted_; }
    [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }
    // Before start(), on the caller's thread: one task in a transaction of its own. Throws.
    void run_now(const Task& task);

    void start();
    // From any thread.
    void post(Task task, Done done = nullptr);
    // Does what was posted before, then the thread ends. What follows from it and is not applied
    // yet goes on after the next start.
    void stop();
    // Blocks until everything posted before and all work is committed. Not on the writer's thread.
    void flush();
    [[nodiscard]] int64_t last_position() const; // of the newest committed event

private:
    struct Item {
        Task task;
        Done done;
    };

    void run();
    [[nodiscard]] bool wait(bool in_transaction);
    [[nodiscard]] int64_t work_due_in() const;
    void take_items();
    void checkpoint();
    void transact();
    void do_item(Item& item);
    void commit();
    void fail(const std::exception_ptr& error);

    std::unique_ptr<store::StoreLock> lock_;
    std::unique_ptr<store::Database> db_;
    std::unique_ptr<sync::Engine> engine_;
    Hooks hooks_;
    std::string epoch_;
    std::vector<sync::RunSummary> interrupted_;

    // Of the writer's thread only.
    bool work_left_ = true;
    bool item_done_ = false; // in this transaction: there may be work, too
    // After a failure: when work is tried again, alone, so that what others ask for is kept
    // meanwhile. 0: all is well.
    int64_t again_mono_ms_ = 0;
    bool recover_left_ = false; // of a failure
    int64_t opened_mono_ms_ = 0;
    int64_t busy_since_mono_ms_ = 0;
    std::vector<std::pair<Done, std::exception_ptr>> dones_;
    std::unique_ptr<store::Transaction> transaction_;

    mutable std::mutex mutex_;
    std::condition_variable wake_, idle_;
    std::deque<Item> queue_;
    bool stop_ = false;
    bool busy_ = false;
    bool flush_ = false; // somebody waits until nothing is under way
    int64_t last_position_ = 0;
    std::thread thread_;
};

} // namespace objsync::daemon
