// What Snowflake brings along itself.
#pragma once

#include "tests/snowflake/account/state.h"

namespace fake_snowflake::sql {

// The system's roles, the database SNOWFLAKE, and the INFORMATION_SCHEMA of databases to come.
void build_in(State& state, Time now);

} // namespace fake_snowflake::sql
