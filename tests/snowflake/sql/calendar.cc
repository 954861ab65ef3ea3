#include "tests/snowflake/sql/calendar.h"

#include <date/tz.h>

#include <array>
#include <chrono>
#include <cstdio>

namespace fake_snowflake::sql {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDay = 86400 * kSecond;

int64_t floor_div(int64_t a, int64_t b) {
    return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
}

const date::time_zone* find_zone(const std::string& zone) {
    try {
        return date::locate_zone(zone);
    } catch (const std::exception&) {
        return nullptr;
    }
}

struct Fields {
    int year;
    unsigned month, day, hour, minute, second;
    int64_t nanosecond;
};

Fields fields(int64_t wall_ns) {
    const int64_t days = floor_div(wall_ns, kDay);
    const date::year_month_day ymd{date::sys_days{date::days{days}}};
    const int64_t rest = wall_ns - days * kDay;
    const int64_t s = rest / kSecond;
    return {static_cast<int>(ymd.year()),
            static_cast<unsigned>(ymd.month()),
            static_cast<unsigned>(ymd.day()),
            static_cast<unsigned>(s / 3600),
            static_cast<unsigned>(s / 60 % 60),
            static_cast<unsigned>(s % 60),
            rest % kSecond};
}

std::string digits(int64_t value, int width) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%0*lld", width, static_cast<long long>(value));
    return buffer.data();
}

// Takes so many digits, or fails.
bool take(std::string_view& text, size_t least, size_t most, int64_t& value) {
    size_t n = 0;
    value = 0;
    while (n < most && n < text.size() && text[n] >= '0' && text[n] <= '9')
        value = value * 10 + (text[n++] - '0');
    text.remove_prefix(n);
    return n >= least;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

bool zone_is_known(const std::string& zone) {
    return find_zone(zone) != nullptr;
}

int64_t to_wall(int64_t utc_ns, const std::string& zone) {
    const date::time_zone* const found = find_zone(zone);
    if (!found) return utc_ns;
    const date::sys_seconds at{seconds(floor_div(utc_ns, kSecond))};
    return utc_ns + found->get_info(at).offset.count() * kSecond;
}

int64_t from_wall(int64_t wall_ns, const std::string& zone) {
    const date::time_zone* const found = find_zone(zone);
    if (!found) return wall_ns;
    const date::local_seconds at{seconds(floor_div(wall_ns, kSecond))};
    return wall_ns - found->get_info(at).first.offset.count() * kSecond;
}

std::string format_time(int64_t wall_ns, int64_t offset_s, std::string_view format) {
    static constexpr std::array<const char*, 12> kMonths = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Fields f = fields(wall_ns);
    std::string out;
    const auto ahead = [&](std::string_view element) {
        if (format.size() < element.size()) return false;
        for (size_t n = 0; n < element.size(); ++n) {
            const char c = format[n];
            if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c) != element[n]) return false;
        }
        format.remove_prefix(element.size());
        return true;
    };
    while (!format.empty()) {
        if (ahead("YYYY")) {
            out += digits(f.year, 4);
        } else if (ahead("YY")) {
            out += digits(f.year % 100, 2);
        } else if (ahead("MON")) {
            out += kMonths[f.month - 1];
        } else if (ahead("MM")) {
            out += digits(f.month, 2);
        } else if (ahead("DD")) {
            out += digits(f.day, 2);
        } else if (ahead("HH24")) {
            out += digits(f.hour, 2);
        } else if (ahead("HH12")) {
            out += digits(f.hour % 12 == 0 ? 12 : f.hour % 12, 2);
        } else if (ahead("AM") || ahead("PM")) {
            out += f.hour < 12 ? "AM" : "PM";
        } else if (ahead("MI")) {
            out += digits(f.minute, 2);
        } else if (ahead("SS")) {
            out += digits(f.second, 2);
        } else if (ahead("FF")) {
            size_t width = 9;
            if (!format.empty() && format[0] >= '0' && format[0] <= '9') {
                width = static_cast<size_t>(format[0] - '0');
                format.remove_prefix(1);
            }
            out += digits(f.nanosecond, 9).substr(0, width);
        } else if (ahead("TZH")) {
            out += offset_s < 0 ? "-" : "+";
            out += digits(std::abs(offset_s) / 3600, 2);
        } else if (ahead("TZM")) {
            out += digits(std::abs(offset_s) / 60 % 60, 2);
        } else if (format[0] == '"') {
            const size_t end = format.find('"', 1);
            out += format.substr(1, end == std::string_view::npos ? end : end - 1);
            format.remove_prefix(end == std::string_view::npos ? format.size() : end + 1);
        } else {
            out += format[0];
            format.remove_prefix(1);
        }
    }
    return out;
}

std::optional<ReadTime> read_time(std::string_view text) {
    int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!take(text, 4, 4, year) || !take(text, '-') || !take(text, 1, 2, month) ||
        !take(text, '-') || !take(text, 1, 2, day))
        return std::nullopt;
    const date::year_month_day ymd{date::year(static_cast<int>(year)),
                                   date::month(static_cast<unsigned>(month)),
                                   date::day(static_cast<unsigned>(day))};
    if (!ymd.ok()) return std::nullopt;
    ReadTime result;
    result.wall_ns = date::sys_days(ymd).time_since_epoch().count() * kDay;
    if (text.empty()) return result;

    if (!take(text, ' ') && !take(text, 'T')) return std::nullopt;
    if (!take(text, 1, 2, hour) || !take(text, ':') || !take(text, 1, 2, minute))
        return std::nullopt;
    if (take(text, ':') && !take(text, 1, 2, second)) return std::nullopt;
    int64_t fraction = 0;
    if (take(text, '.')) {
        const size_t before = text.size();
        if (!take(text, 1, 9, fraction)) return std::nullopt;
        for (size_t n = before - text.size(); n < 9; ++n)
            fraction *= 10;
    }
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    result.wall_ns += ((hour * 60 + minute) * 60 + second) * kSecond + fraction;

    take(text, ' ');
    if (text == "Z") {
        result.offset_s = 0;
        return result;
    }
    if (!text.empty()) {
        const bool minus = text[0] == '-';
        if (!take(text, '+') && !take(text, '-')) return std::nullopt;
        if (!take(text, 2, 2, hour)) return std::nullopt;
        take(text, ':');
        if (!take(text, 2, 2, minute) || !text.empty()) return std::nullopt;
        result.offset_s = (minus ? -1 : 1) * (hour * 60 + minute) * 60;
    }
    return result;
}

std::optional<int64_t> time_part(std::string_view part, int64_t utc_ns, int64_t wall_ns) {
    if (part == "EPOCH_SECOND" || part == "EPOCH" || part == "EPOCH_SECONDS")
        return floor_div(utc_ns, kSecond);
    if (part == "EPOCH_MILLISECOND" || part == "EPOCH_MILLISECONDS")
        return floor_div(utc_ns, kSecond / 1000);
    if (part == "EPOCH_MICROSECOND" || part == "EPOCH_MICROSECONDS") return floor_div(utc_ns, 1000);
    if (part == "EPOCH_NANOSECOND" || part == "EPOCH_NANOSECONDS") return utc_ns;
    const Fields f = fields(wall_ns);
    if (part == "YEAR" || part == "YYYY") return f.year;
    if (part == "MONTH" || part == "MM") return f.month;
    if (part == "DAY" || part == "DD") return f.day;
    if (part == "HOUR" || part == "HH") return f.hour;
    if (part == "MINUTE" || part == "MI") return f.minute;
    if (part == "SECOND" || part == "SS") return f.second;
    if (part == "NANOSECOND" || part == "NS") return f.nanosecond;
    return std::nullopt;
}

} // namespace fake_snowflake::sql
