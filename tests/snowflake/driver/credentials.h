// What is sent to the server to sign in: secrets that stay here, such as a private key, become what
// proves them.
#pragma once

#include <map>
#include <string>

#include "tests/snowflake/driver/connection_string.h"
#include "tests/snowflake/wire/messages.h"

namespace fake_snowflake::driver {

// `attributes`: Snowflake's own ones of the connection handle, which beat the keywords. Throws
// DriverError.
[[nodiscard]] wire::Keywords credentials_for(const Keywords& keywords,
                                             const std::map<SQLINTEGER, std::string>& attributes);

} // namespace fake_snowflake::driver
