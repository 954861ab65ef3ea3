#include <cctype>

#include "tests/databricks/sql/query.h"

namespace fake_databricks {

namespace {

struct Token {
    enum class Kind { word, quoted, text, number, parameter, sign, end } kind;
    std::string text; // words in upper case; `raw` as written
    std::string raw;
};

[[noreturn]] void syntax_error(const std::string& near) {
    throw SqlError{"[PARSE_SYNTAX_ERROR] Syntax error at or near '" + near + "'. SQLSTATE: 42601",
                   "42601"};
}

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string upper(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

class Lexer {
public:
    explicit Lexer(const std::string& sql) : sql_(sql) {}

    std::vector<Token> all() {
        std::vector<Token> out;
        for (;;) {
            while (at_ < sql_.size() && std::isspace(static_cast<unsigned char>(sql_[at_])) != 0)
                ++at_;
            if (at_ == sql_.size()) {
                out.push_back({Token::Kind::end, "", "end of input"});
                return out;
            }
            out.push_back(next());
        }
    }

private:
    // Doubled inside means itself.
    std::string quoted(char quote) {
        std::string out;
        for (++at_; at_ < sql_.size(); ++at_) {
            if (sql_[at_] == quote) {
                if (at_ + 1 >= sql_.size() || sql_[at_ + 1] != quote) {
                    ++at_;
                    return out;
                }
                ++at_;
            }
            out += sql_[at_];
        }
        syntax_error(out);
    }
    std::string word() {
        const size_t from = at_;
        while (at_ < sql_.size() && in_word(sql_[at_]))
            ++at_;
        return sql_.substr(from, at_ - from);
    }
    Token next() {
        const char c = sql_[at_];
        if (c == '`') return {Token::Kind::quoted, quoted('`'), ""};
        if (c == '\'') return {Token::Kind::text, quoted('\''), ""};
        if (std::isdigit(static_cast<unsigned char>(c)) != 0)
            return {Token::Kind::number, word(), ""};
        if (c == ':') {
            ++at_;
            return {Token::Kind::parameter, word(), ""};
        }
        if (in_word(c)) {
            const std::string raw = word();
            return {Token::Kind::word, upper(raw), raw};
        }
        ++at_;
        return {Token::Kind::sign, std::string(1, c), std::string(1, c)};
    }

    const std::string& sql_;
    size_t at_ = 0;
};

class Parser {
public:
    Parser(std::vector<Token> tokens, const std::map<std::string, std::string>& parameters)
        : tokens_(std::move(tokens)), parameters_(parameters) {}

    Query query() {
        Query out;
        out.parts.push_back(select());
        while (take("UNION")) {
            need("ALL");
            out.parts.push_back(select());
        }
        if (take("ORDER")) {
            need("BY");
            do
                out.order.push_back(order());
            while (sign(","));
        }
        if (take("LIMIT")) out.limit = std::stoll(need(Token::Kind::number).text);
        if (now().kind != Token::Kind::end) syntax_error(shown());
        return out;
    }

private:
    [[nodiscard]] const Token& now() const { return tokens_[at_]; }
    [[nodiscard]] std::string shown() const { return now().raw.empty() ? now().text : now().raw; }
    bool take(const char* word) {
        if (now().kind != Token::Kind::word || now().text != word) return false;
        ++at_;
        return true;
    }
    bool sign(const char* text) {
        if (now().kind != Token::Kind::sign || now().text != text) return false;
        ++at_;
        return true;
    }
    void need(const char* word) {
        if (!take(word)) syntax_error(shown());
    }
    const Token& need(Token::Kind kind) {
        if (now().kind != kind) syntax_error(shown());
        return tokens_[at_++];
    }
    // Identifiers are not told apart by case; the catalog keeps them in lower case.
    std::string identifier() {
        if (now().kind == Token::Kind::quoted) return tokens_[at_++].text;
        std::string out = need(Token::Kind::word).raw;
        for (char& c : out)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return out;
    }

    Term term() {
        Term out;
        if (now().kind == Token::Kind::number || now().kind == Token::Kind::text) {
            out.literal = tokens_[at_++].text;
            out.name = *out.literal;
        } else if (take("NULL")) {
            out.name = "NULL";
        } else {
            out.column = out.name = identifier();
        }
        if (take("AS")) out.name = identifier();
        return out;
    }

    Select select() {
        Select out;
        need("SELECT");
        do
            out.terms.push_back(term());
        while (sign(","));
        need("FROM");
        do
            out.relation.push_back(identifier());
        while (sign("."));
        if (take("WHERE")) {
            do
                out.where.push_back(condition());
            while (take("AND"));
        }
        return out;
    }

    Condition condition() {
        Condition out;
        out.column = identifier();
        if (!sign("=")) syntax_error(shown());
        if (now().kind == Token::Kind::text) {
            out.value = tokens_[at_++].text;
            return out;
        }
        const std::string name = need(Token::Kind::parameter).text;
        const auto it = parameters_.find(name);
        if (it == parameters_.end()) {
            throw SqlError{"[UNBOUND_SQL_PARAMETER] Found the unbound parameter: " + name +
                               ". SQLSTATE: 42P02",
                           "42P02"};
        }
        out.value = it->second;
        return out;
    }

    OrderBy order() {
        OrderBy out;
        out.column = identifier();
        if (take("DESC")) {
            out.descending = true;
        } else {
            static_cast<void>(take("ASC"));
        }
        out.nulls_first = !out.descending; // Databricks' default
        if (take("NULLS")) {
            out.nulls_first = take("FIRST");
            if (!out.nulls_first) need("LAST");
        }
        return out;
    }

    std::vector<Token> tokens_;
    const std::map<std::string, std::string>& parameters_;
    size_t at_ = 0;
};

} // namespace

Query parse_sql(const std::string& sql, const std::map<std::string, std::string>& parameters) {
    return Parser(Lexer(sql).all(), parameters).query();
}

} // namespace fake_databricks
