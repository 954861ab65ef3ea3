// The views of INFORMATION_SCHEMA and of SNOWFLAKE.ACCOUNT_USAGE.
#pragma once

#include <string>
#include <vector>

#include "tests/snowflake/sql/view.h"

namespace fake_snowflake::sql {

// https://docs.snowflake.com/en/sql-reference/info-schema
[[nodiscard]] const std::vector<View>& information_schema();
// https://docs.snowflake.com/en/sql-reference/account-usage
[[nodiscard]] const std::vector<View>& account_usage();
[[nodiscard]] const View* find(const std::vector<View>& views, const std::string& name);

// The parts of these lists, a file for each.
[[nodiscard]] View info_tables();
[[nodiscard]] View info_columns();
[[nodiscard]] View info_views();
[[nodiscard]] View info_schemata();
[[nodiscard]] View info_databases();
[[nodiscard]] View usage_tables();
[[nodiscard]] View usage_columns();
[[nodiscard]] View usage_views();
[[nodiscard]] View usage_schemata();
[[nodiscard]] View usage_databases();
[[nodiscard]] View usage_tag_references();

} // namespace fake_snowflake::sql
