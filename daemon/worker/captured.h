// Text that a plugin or a driver prints: cut into lines, masked, and kept from flooding the log.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/wire/messages.h"
#include "daemon/log/masker.h"
#include "daemon/loop/pipe.h"

namespace objsync::daemon {

// Lets a burst through and then so many lines a second; what is left out is counted and told.
class LogGate {
public:
    using Write = std::function<void(wire::Level level, const std::string& text)>;
    LogGate(const Masker& masker, Write write) : masker_(masker), write_(std::move(write)) {}

    void line(wire::Level level, std::string_view text);     // masks it
    void cut_line(wire::Level level, std::string_view text); // the line goes on, but is not shown
    void tell_left_out();

private:
    void pass(wire::Level level, std::string text);

    const Masker& masker_;
    Write write_;
    double tokens_ = kBurst;
    int64_t filled_at_ = Loop::now_ms();
    uint64_t left_out_ = 0;

    static constexpr double kBurst = 200;
    static constexpr double kPerSecond = 20;
};

// One of the child's output streams.
class Captured {
public:
    // Takes over the descriptor.
    Captured(Loop& loop, int fd, std::string prefix, wire::Level level, LogGate& gate,
             std::function<void()> on_ended);

    [[nodiscard]] bool ended() const noexcept { return ended_; }
    // The last line that was complete, not masked: it may say why the child ended.
    [[nodiscard]] const std::string& last_line() const noexcept { return last_line_; }
    void finish(); // hands on a last line without a newline

private:
    void on_data(std::string_view bytes);
    void line(std::string_view text);

    std::string prefix_;
    wire::Level level_;
    LogGate& gate_;
    std::string line_;
    bool skipping_ = false; // the rest of a line that was too long
    std::string last_line_;
    bool ended_ = false;
    Pipe pipe_;
};

} // namespace objsync::daemon
