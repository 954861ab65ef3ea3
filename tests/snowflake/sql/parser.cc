#include "tests/snowflake/sql/parser.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace fake_snowflake::sql {

Statement parse(std::string_view sql) {
    return Parser(sql).statement();
}

const Token& Parser::peek(size_t ahead) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

const Token& Parser::take() {
    const Token& result = peek();
    if (next_ < tokens_.size() - 1) ++next_;
    return result;
}

bool Parser::accept(std::string_view symbol) {
    if (!at(symbol)) return false;
    take();
    return true;
}

bool Parser::accept_word(std::string_view word) {
    if (!at_word(word)) return false;
    take();
    return true;
}

bool Parser::accept_words(std::initializer_list<std::string_view> words) {
    size_t ahead = 0;
    for (const std::string_view word : words) {
        if (!peek(ahead++).is_word(word)) return false;
    }
    next_ += ahead;
    return true;
}

void Parser::unexpected() const {
    throw syntax_error(peek().at, peek().raw);
}

void Parser::expect(std::string_view symbol) {
    if (!accept(symbol)) unexpected();
}

void Parser::expect_word(std::string_view word) {
    if (!accept_word(word)) unexpected();
}

std::string Parser::expect_string() {
    if (peek().kind != TokenKind::string) unexpected();
    return take().text;
}

uint64_t Parser::expect_count() {
    const std::string& text = peek().text;
    uint64_t result = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (peek().kind != TokenKind::number || error != std::errc() ||
        end != text.data() + text.size())
        unexpected();
    take();
    return result;
}

bool Parser::at_identifier() const {
    return peek().kind == TokenKind::quoted ||
           (peek().kind == TokenKind::word && !reserved(peek().text));
}

Identifier Parser::identifier() {
    if (!at_identifier()) unexpected();
    const Token& token = take();
    return {token.text, token.kind == TokenKind::quoted, token.at};
}

Name Parser::name(size_t most) {
    Name result = {identifier()};
    while (at(".") && result.size() < most) {
        take();
        result.push_back(identifier());
    }
    return result;
}

Statement Parser::statement() {
    // What Snowflake has, and a crawler has no reason to send.
    static const std::unordered_set<std::string_view> kOther = {
        "CREATE",   "DROP",    "UNDROP",  "INSERT", "UPDATE",  "DELETE", "MERGE",
        "TRUNCATE", "GRANT",   "REVOKE",  "CALL",   "BEGIN",   "COMMIT", "ROLLBACK",
        "COPY",     "PUT",     "GET",     "LIST",   "EXPLAIN", "SET",    "UNSET",
        "EXECUTE",  "DECLARE", "COMMENT", "WITH",   "VALUES",  "REMOVE"};
    Statement result;
    if (peek().kind == TokenKind::end)
        throw SqlError("42601", 900, "SQL compilation error:\nEmpty SQL statement.");
    if (at_word("SELECT") || at("(")) {
        result.what = select();
    } else if (at_word("SHOW")) {
        result.what = show();
    } else if (at_word("DESCRIBE") || at_word("DESC")) {
        result.what = describe();
    } else if (at_word("USE")) {
        result.what = use();
    } else if (accept_words({"ALTER", "SESSION"})) {
        result.what = alter_session();
    } else if (at_word("ALTER")) {
        throw not_faked("ALTER " + peek(1).raw);
    } else if (peek().kind == TokenKind::word && kOther.contains(peek().text)) {
        throw not_faked("statement " + peek().text);
    } else {
        unexpected();
    }
    accept(";");
    if (peek().kind != TokenKind::end) {
        // One statement at a time is MULTI_STATEMENT_COUNT's default.
        if (tokens_[next_ - 1].is(";")) {
            throw SqlError("0A000", 8,
                           "Actual statement count 2 did not match the desired statement count 1.");
        }
        unexpected();
    }
    result.parameters = parameters_;
    return result;
}

} // namespace fake_snowflake::sql
