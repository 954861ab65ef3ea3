// The parts of output.h that make texts, and do not print.
#include <wchar.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "daemon/cli/output.h"

namespace objsync::cli {

namespace {

// The length of the UTF-8 sequence at `i`, and its code point; a stray byte is one by itself.
size_t next_point(std::string_view text, size_t i, uint32_t& point) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 1 || i + length > text.size()) {
        point = lead;
        return 1;
    }
    point = lead & (0xFFu >> (length + 1));
    for (size_t k = 1; k < length; ++k)
        point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    return length;
}

size_t width_of(uint32_t point) {
    const int width = ::wcwidth(static_cast<wchar_t>(point));
    return width < 0 ? 1 : static_cast<size_t>(width);
}

// Milliseconds since the Unix epoch; -1: this is no RFC 3339 time in UTC.
int64_t parse_time(const std::string& time) {
    std::tm tm{};
    int ms = 0;
    const int fields = std::sscanf(time.c_str(), "%d-%d-%dT%d:%d:%d.%3d", &tm.tm_year, &tm.tm_mon,
                                   &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &ms);
    if (fields < 6) return -1;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    return static_cast<int64_t>(::timegm(&tm)) * 1000 + ms;
}

} // namespace

std::string clean(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        uint32_t point = 0;
        const size_t length = next_point(text, i, point);
        if (point == '\n' || point == '\t' || point == '\r') {
            out += ' ';
        } else if (point < 0x20 || (point >= 0x7F && point < 0xA0)) {
            out += '?';
        } else {
            out += text.substr(i, length);
        }
        i += length;
    }
    return out;
}

size_t columns_of(std::string_view text) {
    size_t columns = 0;
    for (size_t i = 0; i < text.size();) {
        uint32_t point = 0;
        i += next_point(text, i, point);
        columns += width_of(point);
    }
    return columns;
}

std::string cut(std::string_view text, size_t columns) {
    if (columns_of(text) <= columns) return std::string(text);
    if (columns == 0) return "";
    size_t used = 0, i = 0;
    while (i < text.size()) {
        uint32_t point = 0;
        const size_t length = next_point(text, i, point);
        if (used + width_of(point) + 1 > columns) break;
        used += width_of(point);
        i += length;
    }
    return std::string(text.substr(0, i)) + "…";
}

std::string count_text(int64_t number) {
    std::string digits = std::to_string(number);
    const size_t first = number < 0 ? 1 : 0;
    for (size_t i = digits.size(); i > first + 3; i -= 3)
        digits.insert(i - 3, ",");
    return digits;
}

std::string counted(int64_t number, std::string_view one) {
    return count_text(number) + " " + std::string(one) + (number == 1 ? "" : "s");
}

std::string bytes_text(int64_t bytes) {
    if (bytes < 1024) return std::to_string(bytes) + " B";
    static constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes) / 1024;
    size_t unit = 0;
    for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit)
        value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", value, kUnits[unit]);
    return text;
}

std::string duration_text(int64_t ms) {
    const int64_t seconds = ms / 1000;
    if (seconds < 1) return std::to_string(ms) + " ms";
    if (seconds < 120) return std::to_string(seconds) + " s";
    if (seconds < 120 * 60) return std::to_string(seconds / 60) + " min";
    if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + " h";
    return std::to_string(seconds / 86400) + " days";
}

std::string local_time(const std::string& time) {
    const int64_t ms = parse_time(time);
    if (ms < 0) return time;
    const std::time_t seconds = ms / 1000;
    std::tm local{};
    ::localtime_r(&seconds, &local);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
    return text;
}

int64_t until(const std::string& time) {
    std::timespec now{};
    std::timespec_get(&now, TIME_UTC);
    return parse_time(time) - static_cast<int64_t>(now.tv_sec) * 1000 - now.tv_nsec / 1'000'000;
}

std::string relative_time(const std::string& time) {
    if (parse_time(time) < 0) return time;
    const int64_t past = -until(time);
    if (past > -1000 && past < 1000) return "now";
    return past > 0 ? duration_text(past) + " ago" : "in " + duration_text(-past);
}

} // namespace objsync::cli
