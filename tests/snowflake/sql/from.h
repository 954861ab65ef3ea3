// What stands after FROM.
#pragma once

#include "tests/snowflake/sql/query.h"
#include "tests/snowflake/sql/view_stream.h"

namespace fake_snowflake::sql {

struct Source {
    StreamPtr stream;
    ViewStream* view = nullptr; // if it is one; owned by `stream`
    Name qualifier;             // what may stand before its columns' names
};

[[nodiscard]] Source open(Query& query, const From& from);

// The database that a statement may look into; throws what Snowflake says of one that it may not.
[[nodiscard]] const Database& usable_database(const Query& query, const std::string& name);

} // namespace fake_snowflake::sql
