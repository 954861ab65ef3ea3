#include "tests/snowflake/driver/text.h"

#include <langinfo.h>

#include <algorithm>
#include <cstring>

namespace fake_snowflake::driver {

namespace {

constexpr char32_t kReplacement = 0xfffd;
constexpr char kSubstitute = 0x1a;

// The next character of UTF-8; moves `at` on.
char32_t next_character(std::string_view text, size_t& at) {
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) return first;
    const size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
    if (more == 0 || first > 0xf4) return kReplacement;
    char32_t out = first & (0x3fu >> more);
    for (size_t i = 0; i < more; ++i) {
        if (at >= text.size()) return kReplacement;
        const auto next = static_cast<unsigned char>(text[at]);
        if ((next & 0xc0) != 0x80) return kReplacement;
        out = out << 6 | (next & 0x3fu);
        ++at;
    }
    const bool surrogate = out >= 0xd800 && out < 0xe000;
    return surrogate || out > 0x10ffff ? kReplacement : out;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6);
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

template <typename Char>
std::basic_string_view<Char> view_of(const void* text, SQLINTEGER length) {
    const auto* units = static_cast<const Char*>(text);
    if (length == SQL_NTS) return units;
    return {units, static_cast<size_t>(length)};
}

template <typename Char>
bool put_units(std::basic_string_view<Char> text, void* to, size_t room, size_t& length) {
    length = text.size();
    if (to == nullptr || room == 0) return to == nullptr;
    const size_t fits = std::min(text.size(), room - 1);
    const Char end = 0;
    std::memcpy(to, text.data(), fits * sizeof(Char));
    std::memcpy(static_cast<char*>(to) + fits * sizeof(Char), &end, sizeof(end));
    return fits == text.size();
}

} // namespace

std::u16string to_utf16(std::string_view utf8) {
    std::u16string out;
    out.reserve(utf8.size());
    for (size_t at = 0; at < utf8.size();) {
        char32_t c = next_character(utf8, at);
        if (c >= 0x10000) {
            c -= 0x10000;
            out += static_cast<char16_t>(0xd800 + (c >> 10));
            out += static_cast<char16_t>(0xdc00 + (c & 0x3ff));
        } else {
            out += static_cast<char16_t>(c);
        }
    }
    return out;
}

std::string to_utf8(std::u16string_view utf16) {
    std::string out;
    out.reserve(utf16.size());
    for (size_t at = 0; at < utf16.size(); ++at) {
        char32_t c = utf16[at];
        if (c >= 0xd800 && c < 0xe000) {
            const bool pair = c < 0xdc00 && at + 1 < utf16.size() && utf16[at + 1] >= 0xdc00 &&
                              utf16[at + 1] < 0xe000;
            c = pair ? 0x10000 + ((c - 0xd800) << 10) + (utf16[++at] - 0xdc00u) : kReplacement;
        }
        append_utf8(out, c);
    }
    return out;
}

std::string Narrow::read(const SQLCHAR* text, SQLINTEGER length) {
    if (text == nullptr) return {};
    const auto all = view_of<char>(text, length);
    return locale_is_utf8() ? std::string(all) : to_ascii(all);
}

bool Narrow::put(std::string_view utf8, SQLCHAR* to, size_t room, size_t& length) {
    if (locale_is_utf8()) return put_units(utf8, to, room, length);
    return put_units(std::string_view(to_ascii(utf8)), to, room, length);
}

std::string Wide::read(const SQLWCHAR* text, SQLINTEGER length) {
    if (text == nullptr) return {};
    return to_utf8(view_of<char16_t>(text, length));
}

bool Wide::put(std::string_view utf8, SQLWCHAR* to, size_t room, size_t& length) {
    return put_units(std::u16string_view(to_utf16(utf8)), to, room, length);
}

std::string misread_as_utf32(std::string_view utf8) {
    return std::string((to_utf16(utf8).size() + 1) / 2, '?');
}

std::string to_ascii(std::string_view utf8) {
    std::string out;
    for (size_t at = 0; at < utf8.size();) {
        const char32_t c = next_character(utf8, at);
        out += c < 0x80 ? static_cast<char>(c) : kSubstitute;
    }
    return out;
}

bool locale_is_utf8() {
    return std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

} // namespace fake_snowflake::driver
