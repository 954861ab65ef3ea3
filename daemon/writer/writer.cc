#include "daemon/writer/writer.h"

#include <algorithm>
#include <chrono>

#include "core/store/outbox.h"

namespace objsync::daemon {

namespace {

// A transaction grows with the time for which something has been coming, with pauses no longer than
// the longest: so events come soon, and in a long crawl, a slow one too, an fsync and the pages of
// indexes that are written at random are shared by many. Shorter where somebody waits.
constexpr int64_t kLeastMs = 100;
constexpr int64_t kMostMs = 1000;
constexpr int64_t kMostWaitMs = 250;
// A log that is worth a checkpoint while there is nothing else to do.
constexpr int64_t kLogPages = 1000;
// Rows written in one step of applying: a transaction of well under a second.
constexpr int64_t kWorkBudget = 5000;
// Until what could not be written is tried again: a full disk stays full for a while.
constexpr int64_t kTryAgainMs = 1000;
constexpr int64_t kNever = INT64_MAX;

int64_t wall_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

int64_t mono_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

bool harmless(const Error& e) {
    return e.kind() == ErrorKind::input || e.kind() == ErrorKind::config;
}

} // namespace

Writer::Writer(const std::string& file, Hooks hooks)
    : lock_(std::make_unique<store::StoreLock>(file)),
      db_(store::open_store(file, wall_ms())),
      engine_(std::make_unique<sync::Engine>(*db_)),
      hooks_(std::move(hooks)),
      epoch_(store::read_epoch(*db_)) {
    run_now([this](sync::Engine& engine, int64_t now) { interrupted_ = engine.recover(now); });
}

Writer::Writer(std::unique_ptr<store::Database> db, Hooks hooks)
    : db_(std::move(db)),
      engine_(std::make_unique<sync::Engine>(*db_)),
      hooks_(std::move(hooks)),
      epoch_(store::read_epoch(*db_)),
      last_position_(store::OutboxReader(*db_).last()) {}

Writer::~Writer() {
    stop();
}

void Writer::run_now(const Task& task) {
    store::Transaction transaction(*db_);
    task(*engine_, wall_ms());
    engine_->before_commit();
    transaction.commit();
    engine_->committed();
    store::OutboxReader outbox(*db_);
    last_position_ = outbox.last();
}

void Writer::start() {
    thread_ = std::thread([this] { run(); });
}

void Writer::post(Task task, Done done) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back({std::move(task), std::move(done)});
    }
    wake_.notify_one();
}

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Writer::flush() {
    std::unique_lock lock(mutex_);
    busy_ = flush_ = true;
    wake_.notify_one();
    idle_.wait(lock, [this] { return !busy_ && queue_.empty(); });
}

int64_t Writer::last_position() const {
    const std::lock_guard lock(mutex_);
    return last_position_;
}

// True: there is an item. False: none for now, or the transaction has grown old enough.
bool Writer::wait(bool in_transaction) {
    std::unique_lock lock(mutex_);
    const int64_t commit_after = std::clamp((opened_mono_ms_ - busy_since_mono_ms_) / 4, kLeastMs,
                                            dones_.empty() ? kMostMs : kMostWaitMs);
    if (!queue_.empty()) return !in_transaction || mono_ms() - opened_mono_ms_ < commit_after;
    const int64_t due = work_due_in();
    if (due == 0 || stop_ || !dones_.empty()) return false;
    if (in_transaction) {
        // A slow crawl says little at a time, and each word would cost an fsync.
        const int64_t left = commit_after - (mono_ms() - opened_mono_ms_);
        if (left <= 0) return false;
        wake_.wait_for(lock, std::chrono::milliseconds(left),
                       [this] { return !queue_.empty() || stop_ || flush_; });
        return !queue_.empty();
    }
    if (due != kNever) {
        wake_.wait_for(lock, std::chrono::milliseconds(due),
                       [this] { return !queue_.empty() || stop_; });
        return !queue_.empty();
    }
    busy_ = flush_ = false;
    idle_.notify_all();
    if (db_->log_pages() >= kLogPages) {
        lock.unlock();
        checkpoint();
        lock.lock();
    }
    const int64_t idle_since = mono_ms();
    wake_.wait(lock, [this] { return !queue_.empty() || stop_ || busy_; });
    if (mono_ms() - idle_since > kMostMs) busy_since_mono_ms_ = mono_ms();
    return !queue_.empty();
}

void Writer::checkpoint() {
    try {
        db_->checkpoint();
    } catch (const Error&) {
        // Nothing is lost: it stands in the log. What is wrong shows when that is written.
    }
}

// Milliseconds; kNever: there is none.
int64_t Writer::work_due_in() const {
    if (!work_left_) return kNever;
    if (again_mono_ms_ == 0) return 0;
    return std::max<int64_t>(0, again_mono_ms_ - mono_ms());
}

void Writer::run() {
    busy_since_mono_ms_ = mono_ms();
    for (;;) {
        const bool item = wait(false);
        {
            // What was decided but not applied yet goes on after the next start.
            const std::lock_guard lock(mutex_);
            if (stop_ && queue_.empty()) break;
        }
        if (!item && work_due_in() > 0) continue;
        {
            const std::lock_guard lock(mutex_);
            busy_ = true;
        }
        try {
            transact();
        } catch (...) {
            fail(std::current_exception());
        }
    }
    try {
        store::mark_clean_shutdown(*db_);
    } catch (const Error&) {
        // The next start looks through the whole file, which is what the mark saves.
    }
}

void Writer::transact() {
    transaction_ = std::make_unique<store::Transaction>(*db_);
    opened_mono_ms_ = mono_ms();
    const bool tries_again = again_mono_ms_ != 0 && work_due_in() == 0;
    if (!tries_again) take_items();
    if (tries_again && recover_left_) (void)engine_->recover(wall_ms());
    // What follows from the items is asked for once, at their end: a transaction that ended for it
    // would end whenever a slow crawl has nothing to say for a moment.
    work_left_ |= std::exchange(item_done_, false);
    if (tries_again || (again_mono_ms_ == 0 && work_left_))
        work_left_ = engine_->work(wall_ms(), kWorkBudget);
    commit();
    if (!tries_again) return;
    again_mono_ms_ = 0;
    recover_left_ = false;
}

void Writer::take_items() {
    while (wait(true)) {
        Item item;
        {
            const std::lock_guard lock(mutex_);
            item = std::move(queue_.front());
            queue_.pop_front();
        }
        do_item(item);
    }
}

void Writer::do_item(Item& item) {
    std::exception_ptr error;
    try {
        item.task(*engine_, wall_ms());
        item_done_ = true;
    } catch (const Error& e) {
        if (!harmless(e)) {
            if (item.done) dones_.emplace_back(std::move(item.done), nullptr);
            throw;
        }
        error = std::current_exception();
    }
    if (item.done) dones_.emplace_back(std::move(item.done), error);
}

void Writer::commit() {
    engine_->before_commit();
    const bool told = engine_->appended();
    transaction_->commit();
    transaction_.reset();
    engine_->committed();
    int64_t last = 0;
    if (told) {
        store::OutboxReader outbox(*db_);
        last = outbox.last();
        const std::lock_guard lock(mutex_);
        last_position_ = last;
    }
    for (auto& [done, error] : std::exchange(dones_, {}))
        done(error);
    if (told && hooks_.committed) hooks_.committed(last);
    auto finished = engine_->take_finished();
    if (!finished.empty() && hooks_.finished) hooks_.finished(std::move(finished));
}

void Writer::fail(const std::exception_ptr& error) {
    transaction_.reset();
    std::string text = "unknown error";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        text = e.what();
    }
    engine_->rolled_back();
    engine_->drop_live_runs();
    (void)engine_->take_finished();
    for (auto& [done, harmless_error] : std::exchange(dones_, {}))
        done(error);
    again_mono_ms_ = mono_ms() + kTryAgainMs;
    if (hooks_.broken) hooks_.broken(text);
    work_left_ = recover_left_ = true;
    // At once if it can be, so that runs that were cut short are seen to be over.
    try {
        run_now([](sync::Engine& engine, int64_t now) { (void)engine.recover(now); });
        recover_left_ = false;
    } catch (const std::exception&) {
        engine_->rolled_back(); // with the next try
    }
}

} // namespace objsync::daemon
