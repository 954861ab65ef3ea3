// The words of one line, taken one after the other.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/account/object.h"
#include "tests/snowflake/sql/lexer.h"

namespace fake_snowflake::shaping {

// A line that says nothing that can be done.
class ShapeError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Lines are cut as Snowflake cuts statements: unquoted names are folded to upper case, 'texts' have
// its escapes, -- begins a comment. What does not fit throws ShapeError.
class Words {
public:
    explicit Words(std::string_view line);

    [[nodiscard]] bool at_end() const;
    [[nodiscard]] bool at(std::string_view word) const;
    // All of some words with a space between them, or none; a symbol is a word.
    bool accept(std::string_view words);
    void expect(std::string_view words);
    void end(); // nothing follows, but for a semicolon
    [[noreturn]] void unexpected() const;

    [[nodiscard]] std::string word(); // an unquoted one
    [[nodiscard]] std::string identifier();
    [[nodiscard]] std::string text(); // 'text'
    [[nodiscard]] int64_t integer();
    [[nodiscard]] bool truth(); // TRUE or FALSE
    // A name of that many parts, no fewer.
    [[nodiscard]] Path path(size_t parts);
    // As it is written, up to what ends it on this level of parentheses: a comma, a closing
    // parenthesis, or one of those words.
    [[nodiscard]] std::string written_until(const std::vector<std::string_view>& words);
    [[nodiscard]] std::string rest(); // of the line, as it is written
    [[nodiscard]] std::string_view line() const { return line_; }

private:
    [[nodiscard]] const sql::Token& peek(size_t ahead = 0) const;

    std::string line_;
    std::vector<sql::Token> tokens_;
    size_t next_ = 0;
};

} // namespace fake_snowflake::shaping
