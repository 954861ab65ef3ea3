#include "core/config/units.h"

#include <charconv>
#include <span>

namespace objsync::config {

namespace {

struct Unit {
    std::string_view name;
    int64_t factor;
};

// Longest names first where one begins with another.
constexpr Unit kDurationUnits[] = {
    {"ms", 1}, {"s", kSecondMs}, {"m", kMinuteMs}, {"h", kHourMs}, {"d", kDayMs}};
constexpr Unit kSizeUnits[] = {
    {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", int64_t{1} << 40}};

std::optional<int64_t> take_number(std::string_view& text) {
    int64_t number = 0;
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return number;
}

std::optional<int64_t> take_quantity(std::string_view& text, std::span<const Unit> units) {
    const std::optional<int64_t> number = take_number(text);
    if (!number) return std::nullopt;
    for (const Unit& unit : units) {
        if (!text.starts_with(unit.name)) continue;
        text.remove_prefix(unit.name.size());
        int64_t quantity = 0;
        if (__builtin_mul_overflow(*number, unit.factor, &quantity)) return std::nullopt;
        return quantity;
    }
    return std::nullopt;
}

std::string write_quantity(int64_t quantity, std::span<const Unit> units) {
    const Unit* unit = &units[0];
    for (const Unit& larger : units) {
        if (quantity != 0 && quantity % larger.factor == 0) unit = &larger;
    }
    return std::to_string(quantity / unit->factor).append(unit->name);
}

} // namespace

std::optional<int64_t> read_duration(std::string_view text) {
    int64_t total = 0;
    do {
        const std::optional<int64_t> part = take_quantity(text, kDurationUnits);
        if (!part || __builtin_add_overflow(total, *part, &total)) return std::nullopt;
    } while (!text.empty());
    return total;
}

std::string write_duration(int64_t ms) {
    // A day is written as hours: people say "every 24h".
    if (ms == kDayMs) return "24h";
    if (ms == 0) return "0s";
    return write_quantity(ms, kDurationUnits);
}

std::optional<int64_t> read_size(std::string_view text) {
    const std::optional<int64_t> size = take_quantity(text, kSizeUnits);
    return text.empty() ? size : std::nullopt;
}

std::string write_size(int64_t bytes) {
    return write_quantity(bytes, kSizeUnits);
}

std::optional<int64_t> read_percent(std::string_view text) {
    const std::optional<int64_t> number = take_number(text);
    return text == "%" ? number : std::nullopt;
}

std::optional<int> read_time_of_day(std::string_view text) {
    const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

std::optional<int64_t> read_mode(std::string_view text) {
    int64_t mode = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, mode, 8);
    if (error != std::errc() || stop != end || mode < 0 || mode > 0777) return std::nullopt;
    return mode;
}

} // namespace objsync::config
