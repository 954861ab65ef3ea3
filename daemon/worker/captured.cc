#include "daemon/worker/captured.h"

#include <algorithm>

namespace objsync::daemon {

namespace {

constexpr size_t kMaxLine = 4096;

} // namespace

void LogGate::pass(wire::Level level, std::string text) {
    const int64_t now = Loop::now_ms();
    tokens_ = std::min(kBurst, tokens_ + kPerSecond * static_cast<double>(now - filled_at_) / 1000);
    filled_at_ = now;
    if (tokens_ < 1) {
        ++left_out_;
        return;
    }
    tokens_ -= 1;
    tell_left_out();
    write_(level, text);
}

void LogGate::line(wire::Level level, std::string_view text) {
    pass(level, masker_.mask(text));
}

void LogGate::cut_line(wire::Level level, std::string_view text) {
    pass(level, masker_.mask_cut(text) + "...");
}

void LogGate::tell_left_out() {
    if (left_out_ == 0) return;
    write_(wire::Level::warning, std::to_string(left_out_) + " lines of output were left out");
    left_out_ = 0;
}

Captured::Captured(Loop& loop, int fd, std::string prefix, wire::Level level, LogGate& gate,
                   std::function<void()> on_ended)
    : prefix_(std::move(prefix)),
      level_(level),
      gate_(gate),
      pipe_(
          loop, fd, [this](std::string_view bytes) { on_data(bytes); },
          [this, then = std::move(on_ended)] {
              ended_ = true;
              then();
          }) {
    pipe_.resume();
}

void Captured::on_data(std::string_view bytes) {
    while (!bytes.empty()) {
        const size_t newline = bytes.find('\n');
        const std::string_view part = bytes.substr(0, newline);
        if (!skipping_)
            line_.append(part.substr(0, kMaxLine + 1 - std::min(line_.size(), kMaxLine)));
        if (!skipping_ && line_.size() > kMaxLine) {
            gate_.cut_line(level_, prefix_ + line_);
            line_.clear();
            skipping_ = true;
        }
        if (newline == std::string_view::npos) return;
        if (!skipping_) line(line_);
        line_.clear();
        skipping_ = false;
        bytes.remove_prefix(newline + 1);
    }
}

void Captured::line(std::string_view text) {
    if (text.empty()) return;
    last_line_ = text;
    gate_.line(level_, prefix_ + last_line_);
}

void Captured::finish() {
    if (!skipping_) line(line_);
    line_.clear();
}

} // namespace objsync::daemon
