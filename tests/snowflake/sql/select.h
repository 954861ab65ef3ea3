// Turns SELECT into rows.
#pragma once

#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

// Throws SqlError for all that can be told before rows are looked at.
[[nodiscard]] StreamPtr select(Query& query, const Select& select);

} // namespace fake_snowflake::sql
