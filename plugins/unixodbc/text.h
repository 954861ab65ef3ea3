// UTF-8 to and from the UTF-16 of ODBC's wide functions, and small helpers on bytes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace objsync::odbc {

// Bytes that are no UTF-8 become U+FFFD. Only for what is sent to a driver.
[[nodiscard]] std::u16string to_utf16(std::string_view utf8);

// Half a surrogate pair becomes three bytes that are no UTF-8: two different names of a platform
// never become one.
[[nodiscard]] std::string to_utf8(std::u16string_view utf16);

// ASCII only.
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] bool same_ignoring_case(std::string_view a, std::string_view b);

// "00ff"; for literals that need no quoting rules.
[[nodiscard]] std::string hex(std::string_view bytes);

} // namespace objsync::odbc
