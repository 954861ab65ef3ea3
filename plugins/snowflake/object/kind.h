// What an object is, out of what a listing says of it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace objsync::snowflake {

using MaybeFlag = std::optional<bool>; // nullopt: this listing cannot tell

// "YES"/"NO" of INFORMATION_SCHEMA, "Y"/"N" and "true"/"false" of SHOW. Anything else: cannot tell.
[[nodiscard]] MaybeFlag flag_of(std::optional<std::string_view> text);

// What is known of one object. Views of the platform differ in which of these they give.
struct Traits {
    std::string_view type; // TABLE_TYPE, or SHOW's kind
    MaybeFlag dynamic, iceberg, event, external, materialized;
};

struct Kind {
    std::string kind;        // of objsync; of a type nobody knows yet: the native one, as a word
    std::string native_type; // the platform's words, spelt alike whatever listing they are from
};

// nullopt: cannot tell, and a guess could turn a materialized view into a view. A type nobody
// knows yet is a kind of its own. Precedence: dynamic, iceberg, event, external, table; so a
// dynamic Iceberg table is a dynamic table.
// https://docs.snowflake.com/en/sql-reference/info-schema/tables
// https://docs.snowflake.com/en/sql-reference/sql/show-objects
[[nodiscard]] std::optional<Kind> kind_of(const Traits& traits);

// A table that ends with its session: listed by no one else, and noise between two crawls.
[[nodiscard]] bool is_temporary(std::string_view type);

} // namespace objsync::snowflake
