// Expressions, by precedence climbing.
#include <unordered_set>

#include "tests/snowflake/sql/parser.h"

namespace fake_snowflake::sql {

namespace {

using EKind = Expression::Kind;

ExpressionPtr make(EKind kind, Position at, std::string text = {}) {
    auto result = std::make_unique<Expression>();
    result->kind = kind;
    result->at = at;
    result->text = std::move(text);
    return result;
}

ExpressionPtr infix(ExpressionPtr left, std::string text, Position at, ExpressionPtr right) {
    auto result = make(EKind::infix, at, std::move(text));
    result->parts.push_back(std::move(left));
    result->parts.push_back(std::move(right));
    return result;
}

// Functions of the context that need no parentheses.
const std::unordered_set<std::string_view>& bare_functions() {
    static const std::unordered_set<std::string_view> kNames = {"CURRENT_DATE",      "CURRENT_TIME",
                                                                "CURRENT_TIMESTAMP", "CURRENT_USER",
                                                                "LOCALTIMESTAMP",    "LOCALTIME"};
    return kNames;
}

} // namespace

ExpressionPtr Parser::expression() {
    auto left = conjunction();
    while (at_word("OR")) {
        const Position where = take().at;
        left = infix(std::move(left), "OR", where, conjunction());
    }
    return left;
}

ExpressionPtr Parser::conjunction() {
    auto left = negation();
    while (at_word("AND")) {
        const Position where = take().at;
        left = infix(std::move(left), "AND", where, negation());
    }
    return left;
}

ExpressionPtr Parser::negation() {
    if (!at_word("NOT")) return comparison();
    auto result = make(EKind::prefix, take().at, "NOT");
    result->parts.push_back(negation());
    return result;
}

ExpressionPtr Parser::comparison() {
    auto left = sum();
    for (;;) {
        if (at("=") || at("<>") || at("!=") || at("<") || at("<=") || at(">") || at(">=")) {
            const Token& token = take();
            if (at_word("ANY") || at_word("ALL") || at_word("SOME")) throw not_faked("= ANY");
            const std::string text = token.text == "!=" ? "<>" : token.text;
            const Position where = token.at;
            left = infix(std::move(left), text, where, sum());
            continue;
        }
        auto next = predicate(std::move(left));
        if (!next->distinct) return next; // nothing was added
        next->distinct = false;
        left = std::move(next);
    }
}

// Marks what it made as `distinct`, which no predicate is, so that the caller sees it.
ExpressionPtr Parser::predicate(ExpressionPtr left) {
    const Position where = peek().at;
    const bool negated =
        at_word("NOT") &&
        (peek(1).is_word("IN") || peek(1).is_word("LIKE") || peek(1).is_word("ILIKE") ||
         peek(1).is_word("BETWEEN") || peek(1).is_word("RLIKE") || peek(1).is_word("REGEXP"));
    ExpressionPtr result;
    if (negated) take();
    if (at_word("RLIKE") || at_word("REGEXP")) throw not_faked("RLIKE");
    if (accept_word("IN")) {
        result = make(EKind::in, where);
        result->parts.push_back(std::move(left));
        expect("(");
        if (at_word("SELECT")) throw not_faked("IN (SELECT ...)");
        do {
            result->parts.push_back(expression());
        } while (accept(","));
        expect(")");
    } else if (at_word("LIKE") || at_word("ILIKE")) {
        result = make(EKind::like, where, take().text);
        result->parts.push_back(std::move(left));
        if (at_word("ANY") || at_word("ALL")) {
            take();
            throw not_faked("LIKE ANY");
        }
        result->parts.push_back(sum());
        if (accept_word("ESCAPE")) result->parts.push_back(sum());
    } else if (accept_word("BETWEEN")) {
        result = make(EKind::between, where);
        result->parts.push_back(std::move(left));
        result->parts.push_back(sum());
        expect_word("AND");
        result->parts.push_back(sum());
    } else if (accept_word("IS")) {
        result = make(EKind::is_null, where);
        result->negated = accept_word("NOT");
        if (at_word("DISTINCT")) throw not_faked("IS DISTINCT FROM");
        if (at_word("TRUE") || at_word("FALSE")) throw not_faked("IS TRUE and IS FALSE");
        expect_word("NULL");
        result->parts.push_back(std::move(left));
        result->distinct = true;
        return result;
    } else {
        return left;
    }
    result->negated = negated;
    result->distinct = true;
    return result;
}

ExpressionPtr Parser::sum() {
    auto left = product();
    while (at("+") || at("-") || at("||")) {
        const Token& token = take();
        const Position where = token.at;
        std::string text = token.text;
        left = infix(std::move(left), std::move(text), where, product());
    }
    return left;
}

ExpressionPtr Parser::product() {
    auto left = sign();
    while (at("*") || at("/") || at("%")) {
        const Token& token = take();
        const Position where = token.at;
        std::string text = token.text;
        left = infix(std::move(left), std::move(text), where, sign());
    }
    return left;
}

ExpressionPtr Parser::sign() {
    if (!at("-") && !at("+")) return postfix();
    const Token& token = take();
    auto result = make(EKind::prefix, token.at, token.text);
    result->parts.push_back(sign());
    return result;
}

ExpressionPtr Parser::postfix() {
    auto result = primary();
    for (;;) {
        if (at("::")) {
            const Position where = take().at;
            auto cast = make(EKind::cast, where, type());
            cast->parts.push_back(std::move(result));
            result = std::move(cast);
        } else if (at(":") || at("[")) {
            throw not_faked("paths into VARIANT");
        } else if (at_word("COLLATE")) {
            throw not_faked("COLLATE in an expression");
        } else {
            return result;
        }
    }
}

std::string Parser::type() {
    if (peek().kind != TokenKind::word || reserved(peek().text)) unexpected();
    std::string result = take().text;
    if (accept("(")) {
        result += "(" + std::to_string(expect_count());
        if (accept(",")) result += "," + std::to_string(expect_count());
        expect(")");
        result += ")";
    }
    return result;
}

ExpressionPtr Parser::primary() {
    const Token& token = peek();
    const Position where = token.at;
    if (token.kind == TokenKind::string) return make(EKind::string, where, take().text);
    if (token.kind == TokenKind::number) return make(EKind::number, where, take().text);
    if (accept("?")) {
        auto result = make(EKind::parameter, where);
        result->index = parameters_++;
        return result;
    }
    if (at("(")) {
        take();
        if (at_word("SELECT")) throw not_faked("subqueries in expressions");
        auto first = expression();
        if (!at(",")) {
            expect(")");
            return first;
        }
        auto row = make(EKind::row, where);
        row->parts.push_back(std::move(first));
        while (accept(","))
            row->parts.push_back(expression());
        expect(")");
        return row;
    }
    if (token.kind == TokenKind::word) {
        if (token.text == "NULL") return make(EKind::null, take().at);
        if (token.text == "TRUE" || token.text == "FALSE")
            return make(EKind::boolean, where, take().text);
        if (token.text == "CASE") return choice();
        if (token.text == "CAST" || token.text == "TRY_CAST") return cast_call();
        if (token.text == "EXTRACT" && peek(1).is("(")) return extract();
        if ((token.text == "DATE" || token.text == "TIMESTAMP" || token.text == "INTERVAL") &&
            peek(1).kind == TokenKind::string) {
            throw not_faked(token.text + " before a literal; '...'::TIMESTAMP it has");
        }
        const bool left_or_right =
            token.text == "LEFT" || token.text == "RIGHT" || token.text == "INSERT";
        if (peek(1).is("(") &&
            (!reserved(token.text) || left_or_right || bare_functions().contains(token.text)))
            return call(take());
        if (bare_functions().contains(token.text)) return make(EKind::call, where, take().text);
    }
    if (!at_identifier()) unexpected();
    auto result = make(EKind::column, where);
    result->name = name(4);
    if (at("(")) throw not_faked("functions in schemas");
    return result;
}

ExpressionPtr Parser::choice() {
    auto result = make(EKind::choice, take().at);
    if (!at_word("WHEN")) {
        result->has_operand = true;
        result->parts.push_back(expression());
    }
    do {
        expect_word("WHEN");
        result->parts.push_back(expression());
        expect_word("THEN");
        result->parts.push_back(expression());
    } while (at_word("WHEN"));
    if (accept_word("ELSE")) {
        result->has_otherwise = true;
        result->parts.push_back(expression());
    }
    expect_word("END");
    return result;
}

ExpressionPtr Parser::cast_call() {
    const Token& token = take();
    auto result = make(EKind::cast, token.at);
    result->negated = token.text == "TRY_CAST";
    expect("(");
    result->parts.push_back(expression());
    expect_word("AS");
    result->text = type();
    expect(")");
    return result;
}

ExpressionPtr Parser::extract() {
    auto result = make(EKind::call, take().at, "DATE_PART");
    expect("(");
    if (peek().kind != TokenKind::word && peek().kind != TokenKind::string) unexpected();
    result->parts.push_back(make(EKind::string, peek().at, take().text));
    expect_word("FROM");
    result->parts.push_back(expression());
    expect(")");
    return result;
}

ExpressionPtr Parser::call(const Token& name) {
    static const std::unordered_set<std::string_view> kTakePart = {
        "DATE_PART", "DATEADD", "DATEDIFF", "TIMESTAMPADD", "TIMESTAMPDIFF", "TIMEADD", "TIMEDIFF"};
    auto result = make(EKind::call, name.at, name.text);
    expect("(");
    if (accept_word("DISTINCT")) result->distinct = true;
    if (!at(")")) {
        do {
            if (at("*")) {
                result->parts.push_back(make(EKind::star, take().at));
            } else if (result->parts.empty() && kTakePart.contains(name.text) &&
                       peek().kind == TokenKind::word && peek(1).is(",")) {
                result->parts.push_back(make(EKind::string, peek().at, take().text));
            } else {
                result->parts.push_back(expression());
            }
        } while (accept(","));
    }
    expect(")");
    if (at_word("OVER")) throw not_faked("window functions");
    if (at_word("WITHIN")) throw not_faked("WITHIN GROUP");
    return result;
}

} // namespace fake_snowflake::sql
