// How many requests a workspace takes, a second and at once. From any thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>

namespace fake_databricks {

class Quota {
public:
    // False: too many. True: leave() is to be called when the request is over.
    [[nodiscard]] bool enter(double per_second, int concurrent) {
        const std::lock_guard lock(mutex_);
        if (concurrent > 0 && under_way_ >= concurrent) return false;
        if (per_second > 0) {
            const auto now = std::chrono::steady_clock::now();
            const std::chrono::duration<double> passed = now - filled_;
            tokens_ = std::min(per_second, tokens_ + passed.count() * per_second);
            filled_ = now;
            if (tokens_ < 1) return false;
            tokens_ -= 1;
        }
        ++under_way_;
        return true;
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        --under_way_;
    }

private:
    std::mutex mutex_;
    int under_way_ = 0;
    double tokens_ = 0;
    std::chrono::steady_clock::time_point filled_{};
};

} // namespace fake_databricks
