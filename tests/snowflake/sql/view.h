// What Snowflake lists: the columns of its views and of SHOW, each with where its value comes from.
#pragma once

#include <string>
#include <vector>

#include "tests/snowflake/account/access.h"
#include "tests/snowflake/sql/environment.h"
#include "tests/snowflake/sql/value.h"

namespace fake_snowflake::sql {

// One thing that is listed, with what it is in. What does not apply is nullptr.
struct Row {
    const Database* database = nullptr;
    const Schema* schema = nullptr;
    const Object* object = nullptr;
    const Column* column = nullptr;
    int64_t ordinal = 0; // of the column, from 1
    const Tags::value_type* tag = nullptr;
    const Role* role = nullptr;
    const Warehouse* warehouse = nullptr;
};

// Who reads, and where texts that are made for it may be put.
struct Reader {
    const State& state;
    const Access& access;
    const Environment& environment;
    Scratch& scratch;
};

using Get = Value (*)(const Row& row, Reader& reader);

struct ViewColumn {
    std::string name;
    Type type;
    Get get;
};

// How deep a list goes.
enum class Level : uint8_t { database, schema, object, column };

struct View {
    std::string name;
    Level level;
    bool (*lists)(const Row& row); // nullptr: all of its level
    std::vector<ViewColumn> columns;
    bool tags = false; // one row for each tag at its level and above
};

// Values as Snowflake writes them.
[[nodiscard]] inline Value yes_no(bool yes) {
    return of(std::string_view(yes ? "YES" : "NO"));
}
[[nodiscard]] inline Value y_n(bool yes) {
    return of(std::string_view(yes ? "Y" : "N"));
}
[[nodiscard]] inline Value true_false(bool yes) {
    return of(std::string_view(yes ? "true" : "false"));
}
[[nodiscard]] inline Value text_or_null(const std::optional<std::string>& text) {
    return text ? of(std::string_view(*text)) : null(Type::text);
}
[[nodiscard]] inline Value text_or_empty(const std::optional<std::string>& text) {
    return of(text ? std::string_view(*text) : std::string_view());
}
[[nodiscard]] inline Value number_or_null(const std::optional<int64_t>& number) {
    return number ? of(*number) : null(Type::integer);
}
[[nodiscard]] inline Value time_or_null(const std::optional<Time>& time) {
    return time ? of(*time) : null(Type::timestamp_ltz);
}

// Columns that say the same of everything, and those that "are not applicable for Snowflake".
template <Type type>
[[nodiscard]] Value nothing(const Row& /*row*/, Reader& /*reader*/) {
    return null(type);
}

} // namespace fake_snowflake::sql
