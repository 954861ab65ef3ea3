// Rows of SHOW DATABASES and SHOW SCHEMAS.
// https://docs.snowflake.com/en/sql-reference/sql/show-databases
// https://docs.snowflake.com/en/sql-reference/sql/show-schemas
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "plugins/sdk/object.hpp"
#include "plugins/snowflake/list/listing.h"
#include "plugins/snowflake/show/rows.h"
#include "plugins/snowflake/usage/usage.h"

namespace objsync::snowflake {

// What is asked for of both; the columns' names differ.
[[nodiscard]] std::vector<odbc::Bound> container_cells();
[[nodiscard]] std::vector<std::string_view> database_columns();
[[nodiscard]] std::vector<std::string_view> schema_columns();

// ACCOUNT_USAGE knows nothing of what it holds.
[[nodiscard]] bool is_imported(const ShowRows& database);

// Each fills `out` with the row.
[[nodiscard]] std::shared_ptr<Database> fill_database(const ShowRows& row, const Usage& usage,
                                                      sdk::Object& out);
[[nodiscard]] SchemaWork fill_schema(const ShowRows& row, const std::shared_ptr<Database>& database,
                                     const Usage& usage, sdk::Object& out);

} // namespace objsync::snowflake
