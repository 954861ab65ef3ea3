#include "core/model/read_time.h"

#include <chrono>

namespace objsync {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Takes `digits` digits off the text.
std::optional<unsigned> take(std::string_view& text, size_t digits) {
    if (text.size() < digits) return std::nullopt;
    unsigned value = 0;
    for (const char c : text.substr(0, digits)) {
        if (!is_digit(c)) return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

unsigned take_milliseconds(std::string_view& text) {
    unsigned ms = 0, worth = 100;
    while (!text.empty() && is_digit(text.front())) {
        ms += static_cast<unsigned>(text.front() - '0') * worth;
        worth /= 10;
        text.remove_prefix(1);
    }
    return ms;
}

// In minutes, to be taken off.
std::optional<int64_t> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return 0;
    const bool behind = !text.empty() && text.front() == '-';
    if (!take(text, "+-")) return std::nullopt;
    const auto hours = take(text, 2);
    if (!hours || !take(text, ":")) return std::nullopt;
    const auto minutes = take(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const int64_t offset = *hours * 60 + *minutes;
    return behind ? -offset : offset;
}

} // namespace

std::optional<int64_t> read_time(std::string_view text) {
    using namespace std::chrono;
    const auto year_ = take(text, 4);
    if (!year_ || !take(text, "-")) return std::nullopt;
    const auto month_ = take(text, 2);
    if (!month_ || !take(text, "-")) return std::nullopt;
    const auto day_ = take(text, 2);
    if (!day_ || !take(text, "Tt ")) return std::nullopt;
    const auto hour = take(text, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    const auto minute = take(text, 2);
    if (!minute || !take(text, ":")) return std::nullopt;
    const auto second = take(text, 2); // 60: a leap second
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    unsigned ms = 0;
    if (take(text, ".")) {
        if (text.empty() || !is_digit(text.front())) return std::nullopt;
        ms = take_milliseconds(text);
    }
    const auto offset = take_offset(text);
    const year_month_day date(year(static_cast<int>(*year_)), month(*month_), day(*day_));
    if (!offset || !text.empty() || !date.ok()) return std::nullopt;
    const auto time = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second) +
                      milliseconds(ms) - minutes(*offset);
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

} // namespace objsync
