// The part of Databricks SQL that a crawler has a use for: selects of columns from relations of
// system.information_schema, joined by UNION ALL. What is no SQL, and what this does not know, is
// refused with an error of its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/databricks/model/tree.h"

namespace fake_databricks {

using Cell = std::optional<std::string>; // none: NULL
using Row = std::vector<Cell>;

// What a statement that failed ends with; the text begins with "[ERROR_CLASS]".
struct SqlError {
    std::string message, state;
};

struct Term {           // of a select list
    std::string column; // "": a literal
    Cell literal;
    std::string name; // of the output
};
struct Condition {
    std::string column, value;
};
struct Select {
    std::vector<Term> terms;
    std::vector<std::string> relation; // "system", "information_schema", "table_tags"
    std::vector<Condition> where;      // all hold
};
struct OrderBy {
    std::string column;
    bool descending = false, nulls_first = true;
};
struct Query {
    std::vector<Select> parts;
    std::vector<OrderBy> order;
    std::optional<int64_t> limit;
};

// Throws SqlError. Parameters (":name") are put in as texts.
[[nodiscard]] Query parse_sql(const std::string& sql,
                              const std::map<std::string, std::string>& parameters);

struct ResultSet {
    std::vector<std::string> columns;
    std::vector<Row> rows;
};
// Throws SqlError. Shows only what the viewer may see.
[[nodiscard]] ResultSet run_query(const Query& query, const Tree& tree, const Viewer& viewer);

} // namespace fake_databricks
