// Tags, and the table functions of INFORMATION_SCHEMA that list them.
#pragma once

#include <string_view>

#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

struct TagName {
    std::string_view database;
    std::string_view schema;
    std::string_view name;
};
[[nodiscard]] TagName tag_name(std::string_view full); // DB.SCHEMA.TAG

// TABLE(db.INFORMATION_SCHEMA.TAG_REFERENCES('name', 'domain')): also those that are inherited.
// https://docs.snowflake.com/en/sql-reference/functions/tag_references
[[nodiscard]] StreamPtr tag_references(Query& query, const From& from);
// TABLE(db.INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS('table', 'table')).
[[nodiscard]] StreamPtr tag_references_all_columns(Query& query, const From& from);

} // namespace fake_snowflake::sql
