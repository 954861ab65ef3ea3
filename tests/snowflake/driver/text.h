// Text between UTF-8, which the server speaks, and what the application gives and wants.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/snowflake/driver/odbc.h"

namespace fake_snowflake::driver {

// What is no Unicode becomes U+FFFD.
[[nodiscard]] std::u16string to_utf16(std::string_view utf8);
[[nodiscard]] std::string to_utf8(std::u16string_view utf16);

// The two forms of each function that takes or gives text: narrow in the locale's encoding, wide in
// UTF-16. read(): an argument, whose length is in units or SQL_NTS. put() writes a text with its
// terminator as far as there is room, and its whole length, both in units; returns whether it fits.
struct Narrow {
    using Unit = SQLCHAR;
    [[nodiscard]] static std::string read(const Unit* text, SQLINTEGER length);
    static bool put(std::string_view utf8, Unit* to, size_t room, size_t& length);
};
struct Wide {
    using Unit = SQLWCHAR;
    [[nodiscard]] static std::string read(const Unit* text, SQLINTEGER length);
    static bool put(std::string_view utf8, Unit* to, size_t room, size_t& length);
};

// What a wrong DriverManagerEncoding makes of wide text: two units are taken for one character, of
// which none exists.
[[nodiscard]] std::string misread_as_utf32(std::string_view utf8);

// Of a locale whose characters are not UTF-8: every character that is not ASCII is lost.
[[nodiscard]] std::string to_ascii(std::string_view utf8);
// Of the locale that is set now.
[[nodiscard]] bool locale_is_utf8();

} // namespace fake_snowflake::driver
