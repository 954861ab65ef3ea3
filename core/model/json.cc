#include "core/model/json.h"

#include <array>
#include <chrono>

#include "core/base/utf8.h"
#include "core/model/path.h"

namespace objsync::json {

namespace {

constexpr char kHex[] = "0123456789abcdef";

// 1: goes into JSON as it is. 2: also stands for itself in path text.
constexpr std::array<uint8_t, 256> make_classes() {
    std::array<uint8_t, 256> classes{};
    for (unsigned c = 0x20; c < 0x80; c++)
        classes[c] = c == 0x7f ? 1 : 2;
    for (const char c : {'/', '%', ';'})
        classes[static_cast<unsigned char>(c)] = 1;
    classes['"'] = 0;
    classes['\\'] = 0;
    return classes;
}
constexpr std::array<uint8_t, 256> kClass = make_classes();

// How many bytes at the start need no look.
size_t plain_length(std::string_view s, uint8_t at_least) {
    size_t n = 0;
    while (n < s.size() && kClass[static_cast<unsigned char>(s[n])] >= at_least)
        n++;
    return n;
}

void put_escaped(std::string& out, unsigned char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += kHex[c >> 4];
            out += kHex[c & 15];
    }
}

void put_digits(char* at, unsigned value, int count) {
    for (int i = count - 1; i >= 0; i--) {
        at[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

} // namespace

void put_text(std::string& out, std::string_view value) {
    out += '"';
    for (;;) {
        const size_t plain = plain_length(value, 1);
        out.append(value.data(), plain);
        value.remove_prefix(plain);
        if (value.empty()) break;
        const auto c = static_cast<unsigned char>(value[0]);
        size_t length = 1;
        if (c < 0x80) {
            put_escaped(out, c);
        } else if ((length = utf8_length(value)) != 0) {
            out.append(value.data(), length);
        } else {
            out += "\xef\xbf\xbd";
            length = 1;
        }
        value.remove_prefix(length);
    }
    out += '"';
}

void put_name(std::string& out, std::string_view name) {
    if (plain_length(name, 2) == name.size() && name != "." && name != "..") {
        out += '"';
        out.append(name);
        out += '"';
        return;
    }
    put_text(out, encode_name(name));
}

bool put_time(std::string& out, int64_t ms) {
    using namespace std::chrono;
    constexpr int64_t kYear0 = -62'167'219'200'000;
    constexpr int64_t kYear10000 = 253'402'300'800'000;
    if (ms < kYear0 || ms >= kYear10000) return false;
    const sys_time<milliseconds> time{milliseconds(ms)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const auto in_day = static_cast<unsigned>((time - day).count());
    char text[] = "\"0000-00-00T00:00:00.000Z\"";
    put_digits(text + 1, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    put_digits(text + 6, static_cast<unsigned>(date.month()), 2);
    put_digits(text + 9, static_cast<unsigned>(date.day()), 2);
    put_digits(text + 12, in_day / 3'600'000, 2);
    put_digits(text + 15, in_day / 60'000 % 60, 2);
    put_digits(text + 18, in_day / 1000 % 60, 2);
    put_digits(text + 21, in_day % 1000, 3);
    out.append(text, sizeof text - 1);
    return true;
}

} // namespace objsync::json
