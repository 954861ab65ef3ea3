// From one type to another, as ::TYPE, CAST and comparisons do it.
// https://docs.snowflake.com/en/sql-reference/data-type-conversion
#pragma once

#include <optional>
#include <string>

#include "tests/snowflake/sql/node.h"

namespace fake_snowflake::sql {

struct Target {
    Type type = Type::text;
    int64_t length = 16777216; // of text: characters
};

// "VARCHAR(256)", "TIMESTAMP_NTZ" ... Throws SqlError for what is no type.
[[nodiscard]] Target target(const std::string& written);

// Throws SqlError for what cannot be converted.
[[nodiscard]] Value cast(const Value& value, const Target& to, Frame& frame);
[[nodiscard]] NodePtr cast_node(NodePtr value, const Target& to, bool tries = false);

// What two operands of a comparison, or the results of COALESCE and CASE, become; nullopt: they
// do not go together.
[[nodiscard]] std::optional<Type> common_type(Type a, Type b);

} // namespace fake_snowflake::sql
