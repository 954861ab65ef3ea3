// What a WHERE says of a name, before any row is looked at.
#pragma once

#include <functional>
#include <optional>

#include "tests/snowflake/account/containers.h"
#include "tests/snowflake/sql/ast.h"
#include "tests/snowflake/sql/environment.h"

namespace fake_snowflake::sql {

// Which column of the view a name is; nullopt: none.
using FindColumn = std::function<std::optional<size_t>(const Name& name)>;

// The parts that AND holds together.
void conjuncts(const Expression& condition, std::vector<const Expression*>& parts);

// Compares columns for which `is_key` holds with what no row changes, by =, <, IN, LIKE and their
// like, and nothing else: what INFORMATION_SCHEMA uses to look at less.
// https://docs.snowflake.com/en/sql-reference/info-schema#general-usage-notes
[[nodiscard]] bool selective(const Expression& condition, const FindColumn& find,
                             const std::function<bool(size_t column)>& is_key);

// The names of column `column` that the condition leaves, and perhaps more.
[[nodiscard]] NameRange range(const Expression& condition, const FindColumn& find, size_t column,
                              const Environment& environment);

} // namespace fake_snowflake::sql
