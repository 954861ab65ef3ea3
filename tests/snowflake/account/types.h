// Snowflake's data types: how each is written, and what each place says of it.
// https://docs.snowflake.com/en/sql-reference/intro-summary-data-types
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fake_snowflake {

struct DataType {
    // As INFORMATION_SCHEMA.COLUMNS.DATA_TYPE has it: NUMBER, TEXT, TIMESTAMP_NTZ, VECTOR ...
    std::string base = "TEXT";
    std::optional<int64_t> precision; // NUMBER
    std::optional<int64_t> scale;     // NUMBER; of times: digits after the second
    std::optional<int64_t> length;    // TEXT: characters, BINARY: bytes
    std::string inner;                // between the parentheses of VECTOR, ARRAY, OBJECT, MAP

    // As DESCRIBE TABLE writes it: NUMBER(38,0), VARCHAR(16777216), VECTOR(FLOAT, 256) ...
    [[nodiscard]] std::string full() const;
    // As SHOW COLUMNS writes it: {"type":"FIXED","precision":38,"scale":0,"nullable":true}; with
    // the column's collation, as "collation":"en-cs" in the answers that
    // keboola/db-extractor-snowflake keeps in its tests.
    [[nodiscard]] std::string json(bool nullable,
                                   const std::optional<std::string>& collation = {}) const;

    [[nodiscard]] std::optional<int64_t> characters() const; // CHARACTER_MAXIMUM_LENGTH
    [[nodiscard]] std::optional<int64_t> octets() const;     // CHARACTER_OCTET_LENGTH
    [[nodiscard]] bool is_time() const;                      // has a DATETIME_PRECISION

    bool operator==(const DataType&) const = default;
};

// What stands in a CREATE TABLE: any alias, with or without sizes. Throws std::invalid_argument
// for what is no type of Snowflake's.
[[nodiscard]] DataType parse_type(std::string_view text);

} // namespace fake_snowflake
