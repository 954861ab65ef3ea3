// Text between UTF-8, which the server speaks, and what the application gives and wants.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/snowflake/driver/odbc.h"

namespace objsync::snowflake::driver {

// What is no Unicode becomes U+FFFD.
[[nodiscard]] std::u16string to_utf16(std::string_view utf8);
[[nodiscard]] std::string to_utf8(std::u16string_view utf16);

// An argument of a wide function; length in characters or SQL_NTS. With as_utf32 two units are
// taken for one character, which is what a wrong DriverManagerEncoding does: '?' comes out.
[[nodiscard]] std::string from_wide(const SQLWCHAR* text, SQLINTEGER length, bool as_utf32 = false);

// Writes a text with its terminator as far as there is room, and its whole length. Returns whether
// it fitted. Room and length in characters.
bool put_wide(std::string_view utf8, SQLWCHAR* to, size_t room, size_t& length);

// Of a locale whose characters are not UTF-8: every character that is not ASCII is lost.
[[nodiscard]] std::string to_ascii(std::string_view utf8);
// Of the locale that is set now.
[[nodiscard]] bool locale_is_utf8();

} // namespace objsync::snowflake::driver
