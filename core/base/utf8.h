// What is well-formed UTF-8, by the table of the Unicode standard.
#pragma once

#include <cstddef>
#include <string_view>

namespace objsync {

// Length of the valid UTF-8 sequence at the start of `s`, 0 if there is none.
inline size_t utf8_length(std::string_view s) {
    const auto at = [&](size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0U; };
    const auto follows = [&](size_t i) { return (at(i) & 0xc0U) == 0x80U; };
    const unsigned first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        if (first == 0xe0 && at(1) < 0xa0) return 0; // overlong
        if (first == 0xed && at(1) > 0x9f) return 0; // surrogate
        return follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        if (first == 0xf0 && at(1) < 0x90) return 0; // overlong
        if (first == 0xf4 && at(1) > 0x8f) return 0; // past U+10FFFF
        return follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

} // namespace objsync
