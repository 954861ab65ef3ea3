// SHOW of what is not in databases.
#pragma once

#include <initializer_list>
#include <vector>

#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

[[nodiscard]] StreamPtr show_roles(Query& query, const Show& show);
[[nodiscard]] StreamPtr show_warehouses(Query& query, const Show& show);
[[nodiscard]] StreamPtr show_parameters(Query& query, const Show& show);
[[nodiscard]] StreamPtr show_grants(Query& query, const Show& show);

// Text, but for what ends in _on, which are times.
[[nodiscard]] std::vector<StreamColumn> list_columns(const Query& query,
                                                     std::initializer_list<const char*> names);

} // namespace fake_snowflake::sql
