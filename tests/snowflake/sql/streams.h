// The steps that rows go through after they were listed.
#pragma once

#include <optional>
#include <vector>

#include "tests/snowflake/sql/bind.h"
#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

// One row without columns: SELECT without FROM.
[[nodiscard]] StreamPtr single_row();
// Keeps the rows for which the condition is true.
[[nodiscard]] StreamPtr filtered(Query& query, StreamPtr source, NodePtr condition);
// Gives the values of `nodes`.
[[nodiscard]] StreamPtr projected(Query& query, StreamPtr source, std::vector<NodePtr> nodes,
                                  std::vector<StreamColumn> columns);
// One row a group. Without keys there is one group, also of no rows.
[[nodiscard]] StreamPtr grouped(Query& query, StreamPtr source, std::vector<NodePtr> keys,
                                Grouping grouping);
[[nodiscard]] StreamPtr distinct(Query& query, StreamPtr source);
[[nodiscard]] StreamPtr one_after_the_other(std::vector<StreamPtr> sources,
                                            std::vector<StreamColumn> columns);
[[nodiscard]] StreamPtr limited(Query& query, StreamPtr source, std::optional<uint64_t> limit,
                                uint64_t offset);

struct SortKey {
    size_t column;
    bool descending = false;
    bool nulls_first = false;
};
// Sorts all rows in memory, then gives their first `keep` columns.
[[nodiscard]] StreamPtr sorted(Query& query, StreamPtr source, std::vector<SortKey> keys,
                               size_t keep);

} // namespace fake_snowflake::sql
