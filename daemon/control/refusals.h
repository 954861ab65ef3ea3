// Which refusals are written to the audit log: all, but for those of one that asks again and again,
// who could fill the disk with them. Loop thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace objsync::control {

class Refusals {
public:
    static constexpr int64_t kWindowMs = 60'000;
    static constexpr int64_t kOfWindow = 60; // of one principal

    // Whether this one is to be written. `left_out`: how many of the minute before were not.
    [[nodiscard]] bool take(const std::string& principal, int64_t now_ms, int64_t& left_out) {
        Window& window = windows_[principal];
        left_out = 0;
        if (now_ms - window.begun_ms >= kWindowMs) {
            left_out = window.taken > kOfWindow ? window.taken - kOfWindow : 0;
            window = {now_ms, 0};
        }
        return ++window.taken <= kOfWindow;
    }

private:
    struct Window {
        int64_t begun_ms = 0, taken = 0;
    };
    std::map<std::string, Window> windows_; // of the configuration and tokens, so bounded
};

} // namespace objsync::control
