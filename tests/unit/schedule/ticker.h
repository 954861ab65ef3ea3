// A scheduler with clocks that are moved by hand.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/schedule/scheduler.h"

namespace objsync::schedule {

inline constexpr int64_t kSecond = 1000;
inline constexpr int64_t kMinute = 60 * kSecond;
inline constexpr int64_t kHour = 60 * kMinute;
inline constexpr int64_t kDay = 24 * kHour;

// Midnight UTC at the beginning of 2024.
inline constexpr int64_t kMidnight = 1'704'067'200'000;

inline Plan every(const std::string& name, int64_t ms) {
    return {name, ms, {}, "UTC", 0};
}
inline Plan at(const std::string& name, int64_t hour) {
    return {name, 0, hour * 60, "UTC", 0};
}

// A connection that was crawled an hour ago, so that nothing is due at first.
inline Scheduler::Entry settled(const Plan& plan, Now now) {
    Persisted saved;
    saved.last_started_ms = now.wall_ms - kHour;
    saved.next_due_ms = plan.at_minutes ? first_due(plan, now.wall_ms, now.wall_ms)
                                        : *saved.last_started_ms + plan.every_ms;
    return {plan, saved};
}

class Ticker {
public:
    Now now{kMidnight, 5'000'000};
    Scheduler scheduler;

    void configure(const std::vector<Scheduler::Entry>& entries, size_t max_crawls = 10) {
        scheduler.configure(entries, max_crawls, now);
    }
    void settle(const std::vector<Plan>& plans, size_t max_crawls = 10) {
        std::vector<Scheduler::Entry> entries;
        for (const Plan& plan : plans)
            entries.push_back(settled(plan, now));
        configure(entries, max_crawls);
    }
    void pass(int64_t ms) {
        now.wall_ms += ms;
        now.mono_ms += ms;
    }
    std::vector<Start> tick() { return scheduler.tick(now); }
    // The one crawl that starts now.
    Start one() {
        const std::vector<Start> starts = tick();
        REQUIRE(starts.size() == 1);
        return starts[0];
    }
    // Names of the connections whose crawls start now.
    std::vector<std::string> names() {
        std::vector<std::string> out;
        for (const Start& start : tick())
            out.push_back(start.connection);
        return out;
    }
    void finish(const Start& start, Result result = Result::complete) {
        scheduler.finished(start.key, result, now);
    }
    // Lets time pass as a timer would, and every crawl end at once. How many crawls that were.
    int crawls_within(int64_t ms, Result result = Result::complete) {
        int n = 0;
        for (const int64_t end = now.mono_ms + ms;;) {
            for (const Start& start : tick()) {
                n++;
                finish(start, result);
            }
            if (now.mono_ms >= end) break;
            const int64_t sleep = std::max<int64_t>(scheduler.next_wakeup(now), 1);
            pass(std::min(sleep, end - now.mono_ms));
        }
        return n;
    }
};

} // namespace objsync::schedule
