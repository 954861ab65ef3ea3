// Cuts a statement into tokens, as Snowflake does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

enum class TokenKind : uint8_t {
    word,   // an unquoted identifier or a keyword; `text` in upper case
    quoted, // "name"; `text` without quotes
    string, // 'text', $$text$$; escapes are resolved
    number,
    symbol, // ( ) , . ; = <> != < <= > >= + - * / % || :: ? => : [ ] { }
    end
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;
    std::string raw; // as it stands in the statement
    Position at;
    size_t offset = 0; // of its first byte

    [[nodiscard]] bool is(std::string_view symbol) const {
        return kind == TokenKind::symbol && text == symbol;
    }
    [[nodiscard]] bool is_word(std::string_view word) const {
        return kind == TokenKind::word && text == word;
    }
};

// The last one is TokenKind::end. Throws SqlError.
[[nodiscard]] std::vector<Token> tokens(std::string_view sql);

// May not name a column, table or alias without quotes.
// https://docs.snowflake.com/en/sql-reference/reserved-keywords
[[nodiscard]] bool reserved(std::string_view word);

} // namespace fake_snowflake::sql
