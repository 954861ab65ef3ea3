// Threads that work off a stack of work, which grows while they do. Last in, first out: what lies
// deep in the tree is finished before the next wide container is opened, so the stack stays short.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace objsync::databricks {

template <typename Work>
class Pool {
public:
    void push(Work work) {
        {
            std::lock_guard lock(mutex_);
            stack_.push_back(std::move(work));
        }
        changed_.notify_one();
    }

    // Until nothing is left. `make()` gives each thread its worker: a callable that takes Work.
    // The first exception ends all, and is thrown here.
    template <typename Make>
    void run(size_t threads, Make make) {
        std::vector<std::thread> running;
        running.reserve(threads);
        for (size_t i = 0; i < threads; ++i)
            running.emplace_back([&] { loop(make); });
        for (auto& thread : running)
            thread.join();
        if (error_) std::rethrow_exception(error_);
    }

private:
    template <typename Make>
    void loop(Make& make) {
        try {
            auto worker = make();
            while (auto work = next()) {
                worker(std::move(*work));
                finished();
            }
        } catch (...) {
            std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
            changed_.notify_all();
        }
    }

    std::optional<Work> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return error_ || !stack_.empty() || busy_ == 0; });
        if (error_ || stack_.empty()) return std::nullopt;
        ++busy_;
        std::optional<Work> work(std::move(stack_.back()));
        stack_.pop_back();
        return work;
    }

    void finished() {
        std::lock_guard lock(mutex_);
        if (--busy_ == 0 && stack_.empty()) changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Work> stack_;
    size_t busy_ = 0;
    std::exception_ptr error_;
};

} // namespace objsync::databricks
