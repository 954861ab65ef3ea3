// The connection string: which keywords it may have, and what they say.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/driver/diagnostics.h"

namespace fake_snowflake::driver {

using Keywords = std::map<std::string, std::string>; // in upper case

struct ConnectionString {
    Keywords keywords;                // of a keyword that comes twice the first counts
    std::vector<std::string> unknown; // as written; each is worth a warning, no more
};

// KEY=value;KEY={value};... where }} in braces is one }. Throws DriverError.
[[nodiscard]] ConnectionString parse_connection_string(std::string_view text);

// "" where it is not given.
[[nodiscard]] std::string value_of(const Keywords& keywords, const char* name);
// Throws DriverError 28000 where it is not given.
[[nodiscard]] std::string required(const Keywords& keywords, const char* name);
[[nodiscard]] bool is_true(const Keywords& keywords, const char* name);

} // namespace fake_snowflake::driver
