// Reads statements. It takes what Snowflake takes and nothing else; what Snowflake has and this
// account does not fake is refused by name.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/sql/ast.h"
#include "tests/snowflake/sql/lexer.h"

namespace fake_snowflake::sql {

// One statement, with or without a semicolon at the end. Throws SqlError.
[[nodiscard]] Statement parse(std::string_view sql);

// The tokens of a statement as the parts of the parser take them.
class Parser {
public:
    explicit Parser(std::string_view sql) : sql_(sql), tokens_(tokens(sql)) {}

    [[nodiscard]] Statement statement();

    // Expressions: parse_expression.cc
    [[nodiscard]] ExpressionPtr expression();

private:
    // Tokens
    [[nodiscard]] const Token& peek(size_t ahead = 0) const;
    const Token& take();
    [[nodiscard]] bool at(std::string_view symbol) const { return peek().is(symbol); }
    [[nodiscard]] bool at_word(std::string_view word) const { return peek().is_word(word); }
    bool accept(std::string_view symbol);
    bool accept_word(std::string_view word);
    bool accept_words(std::initializer_list<std::string_view> words); // all or none
    void expect(std::string_view symbol);
    void expect_word(std::string_view word);
    [[noreturn]] void unexpected() const;
    [[nodiscard]] std::string expect_string();
    [[nodiscard]] uint64_t expect_count();

    // Names
    [[nodiscard]] Identifier identifier();
    [[nodiscard]] bool at_identifier() const;
    [[nodiscard]] Name name(size_t most);

    // Statements: parse_select.cc, parse_show.cc
    [[nodiscard]] Select select();
    [[nodiscard]] Core core();
    [[nodiscard]] Item item();
    [[nodiscard]] From from();
    [[nodiscard]] std::optional<Identifier> alias();
    [[nodiscard]] Show show();
    void show_scope(Show& show);
    void show_grants(Show& show);
    [[nodiscard]] Describe describe();
    [[nodiscard]] Use use();
    [[nodiscard]] AlterSession alter_session();

    // Expressions, by how strongly they bind
    [[nodiscard]] ExpressionPtr conjunction();
    [[nodiscard]] ExpressionPtr negation();
    [[nodiscard]] ExpressionPtr comparison();
    [[nodiscard]] ExpressionPtr predicate(ExpressionPtr left);
    [[nodiscard]] ExpressionPtr sum();
    [[nodiscard]] ExpressionPtr product();
    [[nodiscard]] ExpressionPtr sign();
    [[nodiscard]] ExpressionPtr postfix();
    [[nodiscard]] ExpressionPtr primary();
    [[nodiscard]] ExpressionPtr choice();
    [[nodiscard]] ExpressionPtr cast_call();
    [[nodiscard]] ExpressionPtr extract();
    [[nodiscard]] ExpressionPtr call(const Token& name);
    [[nodiscard]] std::string type();

    std::string_view sql_;
    std::vector<Token> tokens_;
    size_t next_ = 0;
    size_t parameters_ = 0;
};

} // namespace fake_snowflake::sql
