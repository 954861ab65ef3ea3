// Work for several workers, which grows while they do it: heavy work first, so that the largest is
// not left for the end. Work in progress may offer parts of itself to workers that stand idle.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace objsync::snowflake {

template <typename Worker>
class Queue {
public:
    using Task = std::function<void(Worker&)>;
    using Make = std::function<std::unique_ptr<Worker>()>;

    void push(uint64_t weight, Task task) {
        {
            const std::lock_guard lock(mutex_);
            heap_.push_back({weight, std::move(task)});
            std::push_heap(heap_.begin(), heap_.end(), lighter);
        }
        changed_.notify_all();
    }

    // True: an idle worker takes it at once. False: nobody is idle, and `part` is as before. So
    // parts never pile up, and what they hold in memory is bounded by the number of workers.
    // Where all ends early a part is destroyed without having run.
    [[nodiscard]] bool offer(Task& part) {
        bool taken = false;
        {
            const std::lock_guard lock(mutex_);
            if (error_) return false;
            taken = idle_ > parts_.size();
            wish_ = true;
            if (taken) parts_.push_back(std::move(part));
        }
        changed_.notify_all();
        return taken;
    }

    // Until nothing is left. The first worker is given; others are made when there is work for
    // them, up to `workers` in all. One that cannot be made is told to `missing` and done without.
    // The first exception that leaves a task ends all, and is thrown here.
    void run(size_t workers, Worker& first, const Make& make,
             const std::function<void(const std::exception&)>& missing) {
        std::vector<std::thread> running;
        for (size_t i = 1; i < workers; ++i)
            running.emplace_back([&] { further(make, missing); });
        work(first);
        for (auto& thread : running)
            thread.join();
        if (error_) std::rethrow_exception(error_);
    }

private:
    struct Entry {
        uint64_t weight;
        Task task;
    };
    static bool lighter(const Entry& a, const Entry& b) { return a.weight < b.weight; }

    void further(const Make& make, const std::function<void(const std::exception&)>& missing) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return done() || wish_ || !heap_.empty(); });
            if (done()) return;
        }
        try {
            const std::unique_ptr<Worker> worker = make();
            work(*worker);
        } catch (const std::exception& error) {
            missing(error);
        } catch (...) {
            fail();
        }
    }

    // Nothing leaves it but through fail().
    void work(Worker& worker) {
        while (Task task = next()) {
            try {
                task(worker);
            } catch (...) {
                fail();
            }
            const std::lock_guard lock(mutex_);
            if (--busy_ == 0) changed_.notify_all();
        }
    }

    Task next() {
        std::unique_lock lock(mutex_);
        ++idle_;
        changed_.wait(lock, [&] { return done() || !heap_.empty() || !parts_.empty(); });
        --idle_;
        if (error_ || (heap_.empty() && parts_.empty())) return {};
        ++busy_;
        Task task;
        if (!parts_.empty()) {
            task = std::move(parts_.back());
            parts_.pop_back();
        } else {
            std::pop_heap(heap_.begin(), heap_.end(), lighter);
            task = std::move(heap_.back().task);
            heap_.pop_back();
        }
        return task;
    }

    [[nodiscard]] bool done() const {
        return error_ || (heap_.empty() && parts_.empty() && busy_ == 0);
    }

    void fail() {
        std::vector<Entry> tasks;
        std::vector<Task> parts; // destroyed without the lock: they tell whoever waits for them
        {
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
            tasks.swap(heap_);
            parts.swap(parts_);
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Entry> heap_;
    std::vector<Task> parts_;
    size_t idle_ = 0, busy_ = 0;
    bool wish_ = false; // a part was offered: further workers would have something to do
    std::exception_ptr error_;
};

} // namespace objsync::snowflake
