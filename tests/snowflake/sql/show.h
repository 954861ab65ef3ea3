// SHOW and DESCRIBE: lists that need no warehouse, and that go by what MANAGE GRANTS sees, too.
#pragma once

#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

[[nodiscard]] StreamPtr show(Query& query, const Show& show);
[[nodiscard]] StreamPtr describe(Query& query, const Describe& describe);

// What SHOW lists of a kind of things that are in databases. dropped_on comes with HISTORY alone.
struct Shown {
    View view;
    std::vector<std::string> terse; // the columns of SHOW TERSE; empty: it has none
};
[[nodiscard]] const Shown* shown(const std::string& what); // nullptr: not in databases

// The parts of that list, by file.
[[nodiscard]] Shown shown_databases();
[[nodiscard]] Shown shown_schemas();
[[nodiscard]] Shown shown_objects();
[[nodiscard]] Shown shown_tables();
[[nodiscard]] Shown shown_views();
[[nodiscard]] Shown shown_materialized_views();
[[nodiscard]] Shown shown_external_tables();
[[nodiscard]] Shown shown_event_tables();
[[nodiscard]] Shown shown_iceberg_tables();
[[nodiscard]] Shown shown_dynamic_tables();
[[nodiscard]] Shown shown_columns();

} // namespace fake_snowflake::sql
