// Names and texts inside SQL, so that each comes back exactly as it was. Pure.
// https://docs.snowflake.com/en/sql-reference/identifiers-syntax
// https://docs.snowflake.com/en/sql-reference/data-types-text#string-constants
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace objsync::snowflake {

// "my ""quoted"" name": always quoted, because an unquoted name is folded to upper case.
[[nodiscard]] std::string quoted(std::string_view name);
// "db"."schema"."object".
[[nodiscard]] std::string quoted_path(const std::vector<std::string_view>& names);

// 'it''s \\ here': in a single-quoted constant both the quote and the backslash have a meaning.
[[nodiscard]] std::string literal(std::string_view text);

// For people, and for names that are made of several: a part is quoted where its own characters
// would make it ambiguous.
[[nodiscard]] std::string dotted(const std::vector<std::string_view>& names);

} // namespace objsync::snowflake
