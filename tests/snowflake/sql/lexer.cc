#include "tests/snowflake/sql/lexer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

namespace fake_snowflake::sql {

namespace {

bool starts_word(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}

class Lexer {
public:
    explicit Lexer(std::string_view sql) : sql_(sql) {}

    std::vector<Token> run() {
        for (;;) {
            skip_blanks();
            token_ = {};
            token_.at = at_;
            token_.offset = next_;
            const size_t start = next_;
            if (next_ == sql_.size()) {
                token_.raw = "<EOF>";
                result_.push_back(token_);
                return std::move(result_);
            }
            one();
            token_.raw = sql_.substr(start, next_ - start);
            result_.push_back(token_);
        }
    }

private:
    [[nodiscard]] char peek(size_t ahead = 0) const {
        return next_ + ahead < sql_.size() ? sql_[next_ + ahead] : '\0';
    }
    char take() {
        const char c = sql_[next_++];
        if (c == '\n') {
            ++at_.line;
            at_.column = 0;
        } else {
            ++at_.column;
        }
        return c;
    }
    void take(size_t n) {
        while (n-- > 0)
            take();
    }
    [[nodiscard]] bool ahead(std::string_view text) const {
        return sql_.substr(next_).starts_with(text);
    }
    [[noreturn]] void unclosed(size_t start) const {
        throw syntax_error(token_.at, std::string(sql_.substr(start)));
    }

    void skip_blanks() {
        for (;;) {
            if (std::isspace(static_cast<unsigned char>(peek())) != 0) {
                take();
            } else if (ahead("--") || ahead("//")) {
                while (next_ < sql_.size() && peek() != '\n')
                    take();
            } else if (ahead("/*")) {
                const size_t end = sql_.find("*/", next_ + 2);
                token_.at = at_;
                if (end == std::string_view::npos) unclosed(next_);
                take(end + 2 - next_);
            } else {
                return;
            }
        }
    }

    void one() {
        if (starts_word(peek())) {
            token_.kind = TokenKind::word;
            while (in_word(peek()))
                token_.text += static_cast<char>(std::toupper(static_cast<unsigned char>(take())));
        } else if (digit(peek()) || (peek() == '.' && digit(peek(1)))) {
            number();
        } else if (peek() == '"') {
            quoted();
        } else if (peek() == '\'') {
            string();
        } else if (ahead("$$")) {
            token_.kind = TokenKind::string;
            const size_t end = sql_.find("$$", next_ + 2);
            if (end == std::string_view::npos) unclosed(next_);
            token_.text = sql_.substr(next_ + 2, end - next_ - 2);
            take(end + 2 - next_);
        } else {
            symbol();
        }
    }

    void number() {
        token_.kind = TokenKind::number;
        while (digit(peek()) || peek() == '.')
            token_.text += take();
        if ((peek() == 'e' || peek() == 'E') &&
            (digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && digit(peek(2))))) {
            token_.text += take();
            token_.text += take();
            while (digit(peek()))
                token_.text += take();
        }
    }

    void quoted() {
        token_.kind = TokenKind::quoted;
        const size_t start = next_;
        take();
        for (;;) {
            if (next_ == sql_.size()) unclosed(start);
            const char c = take();
            if (c == '"' && peek() != '"') break;
            if (c == '"') take();
            token_.text += c;
        }
        if (token_.text.empty()) throw syntax_error(token_.at, "\"\"");
    }

    // https://docs.snowflake.com/en/sql-reference/data-types-text#escape-sequences
    void string() {
        token_.kind = TokenKind::string;
        const size_t start = next_;
        take();
        for (;;) {
            if (next_ == sql_.size()) unclosed(start);
            const char c = take();
            if (c == '\'') {
                if (peek() != '\'') return;
                take();
                token_.text += '\'';
            } else if (c == '\\') {
                if (next_ == sql_.size()) unclosed(start);
                escape();
            } else {
                token_.text += c;
            }
        }
    }

    void escape() {
        const char c = take();
        switch (c) {
            case 'b':
                token_.text += '\b';
                return;
            case 'f':
                token_.text += '\f';
                return;
            case 'n':
                token_.text += '\n';
                return;
            case 'r':
                token_.text += '\r';
                return;
            case 't':
                token_.text += '\t';
                return;
            case 'x':
                code(2, 16);
                return;
            case 'u':
                code(4, 16);
                return;
            default:
                break;
        }
        if (c >= '0' && c <= '7') {
            --next_;
            --at_.column;
            code(digit(peek(1)) && digit(peek(2)) ? 3 : 1, 8);
        } else {
            token_.text += c; // \', \", \\, and all that mean nothing
        }
    }

    void code(size_t digits, int base) {
        const std::string text(sql_.substr(next_, digits));
        size_t used = 0;
        unsigned long point = 0;
        try {
            point = std::stoul(text, &used, base);
        } catch (const std::exception&) {
            used = 0;
        }
        if (used != digits) throw syntax_error(token_.at, text);
        take(digits);
        append_utf8(token_.text, static_cast<char32_t>(point));
    }

    void symbol() {
        static constexpr std::array<std::string_view, 8> kLong = {
            "<>", "!=", "<=", ">=", "||", "::", "=>", "->"};
        static constexpr std::string_view kShort = "(),.;=<>+-*/%?:[]{}@!|&^~";
        token_.kind = TokenKind::symbol;
        for (const std::string_view symbol : kLong) {
            if (!ahead(symbol)) continue;
            token_.text = symbol;
            take(2);
            return;
        }
        if (kShort.find(peek()) == std::string_view::npos)
            throw syntax_error(token_.at, std::string(sql_.substr(next_, 1)));
        token_.text = take();
    }

    static void append_utf8(std::string& out, char32_t point);

    std::string_view sql_;
    size_t next_ = 0;
    Position at_;
    Token token_;
    std::vector<Token> result_;
};

void Lexer::append_utf8(std::string& out, char32_t point) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | (point >> 6));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xE0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

} // namespace

std::vector<Token> tokens(std::string_view sql) {
    return Lexer(sql).run();
}

bool reserved(std::string_view word) {
    static const std::unordered_set<std::string_view> kWords = {"ALL",
                                                                "ALTER",
                                                                "AND",
                                                                "ANY",
                                                                "AS",
                                                                "BETWEEN",
                                                                "BY",
                                                                "CASE",
                                                                "CAST",
                                                                "CHECK",
                                                                "COLUMN",
                                                                "CONNECT",
                                                                "CONSTRAINT",
                                                                "CREATE",
                                                                "CROSS",
                                                                "CURRENT",
                                                                "CURRENT_DATE",
                                                                "CURRENT_TIME",
                                                                "CURRENT_TIMESTAMP",
                                                                "CURRENT_USER",
                                                                "DELETE",
                                                                "DISTINCT",
                                                                "DROP",
                                                                "ELSE",
                                                                "EXISTS",
                                                                "FALSE",
                                                                "FOLLOWING",
                                                                "FOR",
                                                                "FROM",
                                                                "FULL",
                                                                "GRANT",
                                                                "GROUP",
                                                                "HAVING",
                                                                "ILIKE",
                                                                "IN",
                                                                "INCREMENT",
                                                                "INNER",
                                                                "INSERT",
                                                                "INTERSECT",
                                                                "INTO",
                                                                "IS",
                                                                "JOIN",
                                                                "LATERAL",
                                                                "LEFT",
                                                                "LIKE",
                                                                "LOCALTIME",
                                                                "LOCALTIMESTAMP",
                                                                "MINUS",
                                                                "NATURAL",
                                                                "NOT",
                                                                "NULL",
                                                                "OF",
                                                                "ON",
                                                                "OR",
                                                                "ORDER",
                                                                "QUALIFY",
                                                                "REGEXP",
                                                                "REVOKE",
                                                                "RIGHT",
                                                                "RLIKE",
                                                                "ROW",
                                                                "ROWS",
                                                                "SAMPLE",
                                                                "SELECT",
                                                                "SET",
                                                                "SOME",
                                                                "START",
                                                                "TABLE",
                                                                "TABLESAMPLE",
                                                                "THEN",
                                                                "TO",
                                                                "TRIGGER",
                                                                "TRUE",
                                                                "TRY_CAST",
                                                                "UNION",
                                                                "UNIQUE",
                                                                "UPDATE",
                                                                "USING",
                                                                "VALUES",
                                                                "WHEN",
                                                                "WHENEVER",
                                                                "WHERE",
                                                                "WITH"};
    return kWords.contains(word);
}

} // namespace fake_snowflake::sql
