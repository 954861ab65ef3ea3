#include "daemon/deliver/sink_thread.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace objsync::daemon {

namespace {

int64_t wall_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

SinkThread::SinkThread(std::string store_file, std::string name, std::unique_ptr<Sink> sink,
                       DeliverHooks hooks, DeliverPace pace)
    : store_file_(std::move(store_file)),
      name_(std::move(name)),
      sink_(std::move(sink)),
      hooks_(std::move(hooks)),
      pace_(pace) {
    state_.name = name_;
    thread_ = std::thread([this] { run(); });
}

SinkThread::~SinkThread() {
    stop();
}

void SinkThread::notify(int64_t last) {
    const std::lock_guard lock(mutex_);
    last_ = std::max(last_, last);
    wake_.notify_one();
}

void SinkThread::reopen() {
    const std::lock_guard lock(mutex_);
    reopen_ = true;
    wake_.notify_one();
}

SinkState SinkThread::state() const {
    const std::lock_guard lock(mutex_);
    SinkState state = state_;
    state.lag = std::max<int64_t>(0, last_ - state.position);
    return state;
}

std::optional<std::string> SinkThread::wait_for(int64_t target,
                                                std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    const Clock::time_point begun = Clock::now();
    hurry_ = true;
    wake_.notify_one();
    while (!(started_ && state_.position >= target) && !stop_) {
        if (state_.error.empty()) {
            progress_.wait(lock);
            continue;
        }
        const Clock::time_point deadline = std::max(begun, failing_since_) + patience;
        if (Clock::now() >= deadline) return state_.error;
        progress_.wait_until(lock, deadline);
    }
    return std::nullopt;
}

void SinkThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        wake_.notify_one();
        progress_.notify_all();
    }
    sink_->interrupt();
    if (thread_.joinable()) thread_.join();
}

void SinkThread::run() {
    do {
        try {
            feed_sink();
        } catch (const std::exception& e) {
            // The store could not be read; a fresh connection may do better.
            fails(e.what());
        }
    } while (pause());
    save_position();
}

// Until it is stopped.
void SinkThread::feed_sink() {
    Feed feed(store_file_);
    start_position(feed);
    if (!open_sink()) return;
    for (int64_t pos = state().position;;) {
        const std::optional<int64_t> committed = wait_for_events();
        if (!committed) return;
        if (take_reopen() && !open_sink()) return;
        const Batch& batch = feed.after(pos, pace_.batch_bytes);
        if (batch.count != 0 && !send(batch)) return;
        // Nothing up to what was committed before the read: those events were dropped.
        pos = batch.count != 0 ? feed.end() : *committed;
        advance(pos);
        if (Clock::now() - saved_at_ >= pace_.save_every) save_position();
    }
}

void SinkThread::start_position(Feed& feed) {
    const int64_t before_first = feed.first() - 1;
    const int64_t last = feed.last();
    int64_t pos = 0;
    {
        const std::lock_guard lock(mutex_);
        last_ = std::max(last_, last);
        if (started_) return;
        saved_ = feed.saved_position(name_);
        saved_at_ = Clock::now();
        pos = saved_.value_or(before_first); // a new sink gets all that is kept
        state_.position = std::max(pos, before_first);
        started_ = true;
        progress_.notify_all();
    }
    if (pos < before_first) {
        hooks_.report(name_, "events after position " + std::to_string(pos) + " and up to " +
                                 std::to_string(before_first) +
                                 " were dropped by retention before this sink had them; its "
                                 "readers should load the present state (export)");
    }
}

bool SinkThread::open_sink() {
    for (;;) {
        const Result result = sink_->open();
        if (result.answer == Answer::accepted) return true;
        fails(result.error);
        if (!pause()) return false;
    }
}

bool SinkThread::send(const Batch& batch) {
    for (;;) {
        if (take_reopen() && !open_sink()) return false;
        const Result result = sink_->deliver(batch);
        switch (result.answer) {
            case Answer::accepted:
                works(batch.count);
                return true;
            case Answer::retry:
                if (stopping()) return false;
                fails(result.error);
                if (!pause()) return false;
                break;
            case Answer::rejected:
                if (batch.count > 1) return send_one_by_one(batch);
                hooks_.report(name_, "event refused and given up: " + result.error + ": " +
                                         std::string(batch.lines.substr(0, 500)));
                const std::lock_guard lock(mutex_);
                state_.rejected++;
                return true;
        }
    }
}

bool SinkThread::send_one_by_one(const Batch& batch) {
    std::string_view left = batch.lines;
    while (!left.empty()) {
        const size_t size = left.find('\n') + 1;
        if (!send({left.substr(0, size), 1})) return false;
        left.remove_prefix(size);
    }
    return true;
}

// Before the next try. False: stop.
bool SinkThread::pause() {
    retry_ = retry_.count() == 0 ? pace_.min_retry : std::min(retry_ * 2, pace_.max_retry);
    std::unique_lock lock(mutex_);
    const bool hurried = hurry_;
    wake_.wait_for(lock, hurried ? pace_.min_retry : retry_,
                   [&] { return stop_ || reopen_ || hurry_ != hurried; });
    return !stop_;
}

// Returns the position of the newest event when there is one to deliver or the sink must be opened
// anew, nothing to stop. Saves the position meanwhile.
std::optional<int64_t> SinkThread::wait_for_events() {
    const auto ready = [&] { return stop_ || reopen_ || last_ > state_.position; };
    std::unique_lock lock(mutex_);
    if (!ready()) {
        lock.unlock();
        works(0); // opened, and nothing that it could fail at
        lock.lock();
        if (saved_ != state_.position &&
            !wake_.wait_until(lock, saved_at_ + pace_.save_every, ready)) {
            lock.unlock();
            save_position();
            lock.lock();
        }
        wake_.wait(lock, ready);
    }
    if (stop_) return std::nullopt;
    return std::max(last_, state_.position);
}

bool SinkThread::take_reopen() {
    const std::lock_guard lock(mutex_);
    return std::exchange(reopen_, false);
}

bool SinkThread::stopping() const {
    const std::lock_guard lock(mutex_);
    return stop_;
}

void SinkThread::advance(int64_t pos) {
    const std::lock_guard lock(mutex_);
    state_.position = pos;
    progress_.notify_all();
}

void SinkThread::save_position() {
    int64_t pos = 0;
    {
        const std::lock_guard lock(mutex_);
        if (!started_) return;
        pos = state_.position;
    }
    if (saved_ != pos) hooks_.save(name_, pos);
    saved_ = pos;
    saved_at_ = Clock::now();
}

void SinkThread::works(size_t delivered) {
    retry_ = std::chrono::milliseconds(0);
    bool again = false;
    {
        const std::lock_guard lock(mutex_);
        state_.delivered += static_cast<int64_t>(delivered);
        again = !state_.error.empty();
        state_.error.clear();
        state_.failing_since_ms.reset();
    }
    if (again) hooks_.report(name_, "works again");
}

void SinkThread::fails(const std::string& error) {
    bool is_news = false;
    {
        const std::lock_guard lock(mutex_);
        is_news = state_.error != error;
        if (state_.error.empty()) {
            failing_since_ = Clock::now();
            state_.failing_since_ms = wall_ms();
        }
        state_.error = error;
        progress_.notify_all();
    }
    if (is_news) hooks_.report(name_, error);
}

} // namespace objsync::daemon
