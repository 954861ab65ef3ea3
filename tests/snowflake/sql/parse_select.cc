// SELECT and its clauses.
#include "tests/snowflake/sql/environment.h"
#include "tests/snowflake/sql/parser.h"

namespace fake_snowflake::sql {

Select Parser::select() {
    Select result;
    do {
        const bool wrapped = accept("(");
        if (wrapped && at("(")) throw not_faked("nested parentheses around SELECT");
        result.cores.push_back(core());
        if (wrapped) expect(")");
        for (const std::string_view word : {"INTERSECT", "MINUS", "EXCEPT"}) {
            if (at_word(word)) throw not_faked(std::string(word));
        }
        if (!accept_word("UNION")) break;
        if (!accept_word("ALL")) throw not_faked("UNION without ALL");
    } while (true);

    if (accept_word("ORDER")) {
        expect_word("BY");
        do {
            Order order;
            order.value = expression();
            order.descending = accept_word("DESC");
            if (!order.descending) accept_word("ASC");
            if (accept_word("NULLS")) {
                order.nulls_first = at_word("FIRST");
                if (!accept_word("FIRST")) expect_word("LAST");
            }
            result.order_by.push_back(std::move(order));
        } while (accept(","));
    }
    if (accept_word("LIMIT")) {
        if (!accept_word("NULL")) result.limit = expect_count();
        if (accept_word("OFFSET")) result.offset = expect_count();
    } else if (at_word("OFFSET") || at_word("FETCH")) {
        throw not_faked("OFFSET and FETCH; LIMIT n OFFSET n it has");
    }
    return result;
}

Core Parser::core() {
    Core result;
    expect_word("SELECT");
    if (accept_word("DISTINCT")) {
        result.distinct = true;
    } else {
        accept_word("ALL");
    }
    if (at_word("TOP") && peek(1).kind == TokenKind::number) throw not_faked("SELECT TOP n");
    do {
        if (at_word("FROM")) unexpected();
        result.items.push_back(item());
    } while (accept(","));
    if (accept_word("FROM")) result.from = from();
    if (accept_word("WHERE")) result.where = expression();
    if (accept_word("GROUP")) {
        expect_word("BY");
        if (at_word("ALL")) throw not_faked("GROUP BY ALL");
        do {
            result.group_by.push_back(expression());
        } while (accept(","));
    }
    if (accept_word("HAVING")) result.having = expression();
    if (at_word("QUALIFY")) throw not_faked("QUALIFY");
    return result;
}

Item Parser::item() {
    Item result;
    if (at("*")) {
        result.value = std::make_unique<Expression>();
        result.value->kind = Expression::Kind::star;
        result.value->at = take().at;
        if (at_word("EXCLUDE") || at_word("ILIKE") || at_word("RENAME") || at_word("REPLACE"))
            throw not_faked("* " + peek().text);
        return result;
    }
    const size_t begin = peek().offset;
    result.value = expression();
    const Token& last = tokens_[next_ - 1];
    result.text = upper(sql_.substr(begin, last.offset + last.raw.size() - begin));
    result.alias = alias();
    return result;
}

std::optional<Identifier> Parser::alias() {
    if (accept_word("AS")) return identifier();
    if (at_identifier() && !at_word("LIMIT") && !at_word("OFFSET") && !at_word("FETCH") &&
        !at_word("EXCEPT"))
        return identifier();
    return std::nullopt;
}

From Parser::from() {
    From result;
    if (accept("(")) {
        result.select = std::make_shared<Select>(select());
        expect(")");
    } else if (accept_word("TABLE")) {
        expect("(");
        result.table = name(3);
        result.function = result.table.back().text;
        expect("(");
        if (!at(")")) {
            do {
                result.arguments.push_back(expression());
            } while (accept(","));
        }
        expect(")");
        expect(")");
    } else {
        result.table = name(3);
        if (at("(")) unexpected();
    }
    for (const std::string_view word : {"AT", "BEFORE", "CHANGES", "PIVOT", "UNPIVOT",
                                        "MATCH_RECOGNIZE", "SAMPLE", "TABLESAMPLE"}) {
        if (at_word(word) && peek(1).is("(")) throw not_faked(std::string(word) + " in FROM");
    }
    for (const std::string_view word :
         {"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "LATERAL"}) {
        if (at_word(word)) throw not_faked("joins");
    }
    result.alias = alias();
    for (const std::string_view word :
         {"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL"}) {
        if (at_word(word)) throw not_faked("joins");
    }
    if (at(",")) throw not_faked("joins");
    return result;
}

} // namespace fake_snowflake::sql
