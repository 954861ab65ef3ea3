// Rows in columns, as the driver takes them.
#pragma once

#include <memory>
#include <string>

#include "tests/snowflake/engine.h"
#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

// Looks for the first row at once, so that what a statement cannot do shows when it is executed.
[[nodiscard]] std::unique_ptr<Rows> result(std::shared_ptr<Query> query, StreamPtr stream);
// What statements say that have no rows.
[[nodiscard]] std::unique_ptr<Rows> status(const std::string& text);

} // namespace fake_snowflake::sql
