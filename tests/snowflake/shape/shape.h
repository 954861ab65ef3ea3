// Shapes and changes an account by lines: Snowflake's own CREATE, ALTER, DROP, UNDROP, GRANT and
// REVOKE with full names, and a few statements for what no SQL says; ../README.md lists them.
#pragma once

#include <string_view>

#include "tests/snowflake/account/account.h"

namespace fake_snowflake {

// One statement. An empty line and a comment are none. Throws std::exception that says what is
// wrong; then nothing has changed.
void shape(Account& account, std::string_view line);

} // namespace fake_snowflake
