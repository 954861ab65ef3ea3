// The full text of a column's type, as DESCRIBE TABLE prints it: NUMBER(38,0), VARCHAR(16777216),
// ARRAY(NUMBER(38,0)). From whatever listing, one type has one text. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace objsync::snowflake {

using MaybeNumber = std::optional<int64_t>;

// The parts of a type that INFORMATION_SCHEMA.COLUMNS and ACCOUNT_USAGE.COLUMNS have.
// https://docs.snowflake.com/en/sql-reference/info-schema/columns
struct TypeParts {
    std::string_view name;                          // DATA_TYPE: the base name
    MaybeNumber length, precision, scale, fraction; // of characters or bytes; of seconds
    // DTD_IDENTIFIER: whether the elements of an ARRAY, OBJECT or MAP are described elsewhere.
    bool structured = false;
};

// Writes the text to `out`, reusing its memory. False: these parts cannot tell it (a vector's
// dimension, the fields of a structured type); DESCRIBE can.
[[nodiscard]] bool type_text(const TypeParts& parts, std::string& out);

// What SHOW COLUMNS says of a column in its "data_type".
struct ShownType {
    std::string text; // empty: this JSON does not tell it; DESCRIBE can
    bool nullable = true;
    std::string collation; // empty: none
};

// nullopt: it is not JSON of a type.
// https://docs.snowflake.com/en/sql-reference/sql/show-columns
[[nodiscard]] std::optional<ShownType> read_shown_type(std::string_view json);

} // namespace objsync::snowflake
