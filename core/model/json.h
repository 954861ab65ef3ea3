// JSON texts of strings, numbers and times, appended to a string.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace objsync::json {

// A string in quotes. Bytes that are not UTF-8 become U+FFFD, so that the JSON stays valid.
void put_text(std::string& out, std::string_view value);

// A name in quotes, percent-encoded as in path text (core/model/path.h).
void put_name(std::string& out, std::string_view name);

// RFC 3339 in UTC with milliseconds, in quotes. False, and nothing written, outside of the years
// 0 to 9999, which the format cannot write.
bool put_time(std::string& out, int64_t ms);

inline void put_number(std::string& out, int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, static_cast<size_t>(end - digits));
}

} // namespace objsync::json
