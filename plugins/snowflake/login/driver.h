// Which versions of Snowflake's ODBC driver do what they say. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace objsync::snowflake {

// A warning that says what to do, or nothing. `version` as "libSnowflake.so 3.12.0".
// https://docs.snowflake.com/en/release-notes/clients-drivers/odbc-2025
// https://docs.snowflake.com/en/release-notes/clients-drivers/odbc-2026
[[nodiscard]] std::optional<std::string> driver_warning(std::string_view version);

} // namespace objsync::snowflake
