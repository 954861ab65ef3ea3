#include "tests/snowflake/sql/bind.h"

#include <algorithm>
#include <charconv>

#include "tests/snowflake/sql/cast.h"
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/functions.h"
#include "tests/snowflake/sql/nodes.h"

namespace fake_snowflake::sql {

namespace {

using EKind = Expression::Kind;

std::string text(const Name& name) {
    std::string result;
    for (const Identifier& part : name)
        result += (result.empty() ? "" : ".") + part.text;
    return result;
}

NodePtr number(const std::string& written) {
    int64_t integer = 0;
    const char* const end = written.data() + written.size();
    const auto whole = std::from_chars(written.data(), end, integer);
    if (whole.ec == std::errc() && whole.ptr == end) return literal(of(integer));
    double real = 0;
    std::from_chars(written.data(), end, real);
    return literal(of(real));
}

} // namespace

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

std::string Environment::resolve(const Identifier& identifier) const {
    return ignore_quotes ? upper(identifier.text) : identifier.text;
}

void align(NodePtr& a, NodePtr& b, const std::string& function, Position at) {
    const auto type = common_type(a->type(), b->type());
    if (!type) throw invalid_arguments(at, function, name(a->type()) + ", " + name(b->type()));
    if (a->type() != *type) a = cast_node(std::move(a), {*type});
    if (b->type() != *type) b = cast_node(std::move(b), {*type});
}

NodePtr Binder::bind(const Expression& expression) {
    if (grouping_) {
        const std::string described = describe(expression);
        const auto key = std::find(grouping_->keys.begin(), grouping_->keys.end(), described);
        if (key != grouping_->keys.end()) {
            const auto index = static_cast<size_t>(key - grouping_->keys.begin());
            return column_node(index, {"", grouping_->key_types[index]});
        }
    }
    switch (expression.kind) {
        case EKind::string:
            return literal(of(std::string_view(expression.text)));
        case EKind::number:
            return number(expression.text);
        case EKind::boolean:
            return literal(of_bool(expression.text == "TRUE"));
        case EKind::null:
            return literal(null(Type::null));
        case EKind::parameter: {
            const Parameter& parameter = environment_.parameters.at(expression.index);
            return literal(parameter ? of(std::string_view(*parameter)) : null(Type::text));
        }
        case EKind::column:
            return bind_column(expression);
        case EKind::prefix:
            return bind_prefix(expression);
        case EKind::infix:
            return bind_infix(expression);
        case EKind::call:
            return bind_call(expression);
        case EKind::cast:
            return cast_node(bind(*expression.parts[0]), target(expression.text),
                             expression.negated);
        case EKind::choice:
            return bind_choice(expression);
        case EKind::in: {
            auto result = bind_in(expression);
            return expression.negated ? negation(std::move(result)) : std::move(result);
        }
        case EKind::like: {
            auto result = bind_like(expression);
            return expression.negated ? negation(std::move(result)) : std::move(result);
        }
        case EKind::between: {
            auto result = both(
                bind_comparison(">=", *expression.parts[0], *expression.parts[1], expression.at),
                bind_comparison("<=", *expression.parts[0], *expression.parts[2], expression.at));
            return expression.negated ? negation(std::move(result)) : std::move(result);
        }
        case EKind::is_null: {
            auto result = is_null(bind(*expression.parts[0]));
            return expression.negated ? negation(std::move(result)) : std::move(result);
        }
        case EKind::star:
        case EKind::row:
        case EKind::like_any:
        case EKind::subquery:
            break;
    }
    if (expression.kind == EKind::row) throw not_faked("a row as a value");
    throw syntax_error(expression.at, "*");
}

NodePtr Binder::bind_condition(const Expression& expression) {
    return bind_as(expression, Type::boolean, "WHERE");
}

NodePtr Binder::bind_as(const Expression& expression, Type type, const char* operation) {
    auto node = bind(expression);
    if (node->type() == type) return node;
    if (!common_type(node->type(), type))
        throw invalid_arguments(expression.at, operation, name(node->type()));
    return cast_node(std::move(node), {type});
}

std::optional<size_t> Binder::find_column(const Name& column) const {
    if (!columns_) return std::nullopt;
    if (column.size() > 1) {
        // As much of what stands before it as there is must be the table's own name.
        if (!qualifier_ || column.size() - 1 > qualifier_->size()) return std::nullopt;
        auto own = qualifier_->end();
        for (size_t n = column.size() - 1; n-- > 0;) {
            --own;
            if (environment_.resolve(*own) != environment_.resolve(column[n])) return std::nullopt;
        }
    }
    const std::string wanted = environment_.resolve(column.back());
    for (size_t n = 0; n < columns_->size(); ++n) {
        if ((*columns_)[n].name == wanted) return n;
    }
    return std::nullopt;
}

const Expression* Binder::find_alias(const Name& alias) const {
    if (!items_ || alias.size() != 1) return nullptr;
    for (const Item& item : *items_) {
        if (item.alias && environment_.resolve(*item.alias) == environment_.resolve(alias[0]))
            return item.value.get();
    }
    return nullptr;
}

NodePtr Binder::bind_column(const Expression& expression) {
    if (const auto index = find_column(expression.name)) {
        if (grouping_) {
            throw SqlError("42601", 979,
                           "SQL compilation error:\n[" + text(expression.name) +
                               "] is not a valid group by expression");
        }
        return column_node(*index, (*columns_)[*index]);
    }
    const Expression* const aliased = find_alias(expression.name);
    if (!aliased || depth_ > 8) throw invalid_identifier(expression.at, text(expression.name));
    ++depth_;
    auto result = bind(*aliased);
    --depth_;
    return result;
}

NodePtr Binder::bind_prefix(const Expression& expression) {
    if (expression.text == "NOT")
        return negation(bind_as(*expression.parts[0], Type::boolean, "NOT"));
    auto node = bind(*expression.parts[0]);
    if (node->type() != Type::integer && node->type() != Type::real)
        node = cast_node(std::move(node), {Type::real});
    if (expression.text == "+") return node;
    auto zero = literal(node->type() == Type::integer ? of(int64_t{0}) : of(0.0));
    return arithmetic("-", std::move(zero), std::move(node));
}

NodePtr Binder::bind_infix(const Expression& expression) {
    const std::string& op = expression.text;
    const Expression& a = *expression.parts[0];
    const Expression& b = *expression.parts[1];
    if (op == "AND" || op == "OR") {
        auto left = bind_as(a, Type::boolean, op.c_str());
        auto right = bind_as(b, Type::boolean, op.c_str());
        return op == "AND" ? both(std::move(left), std::move(right))
                           : either(std::move(left), std::move(right));
    }
    if (op == "||") {
        std::vector<NodePtr> parts;
        parts.push_back(bind_as(a, Type::text, "||"));
        parts.push_back(bind_as(b, Type::text, "||"));
        return concatenation(std::move(parts));
    }
    if (op == "+" || op == "-" || op == "*") {
        auto left = bind(a);
        auto right = bind(b);
        align(left, right, op, expression.at);
        if (left->type() == Type::text) {
            left = cast_node(std::move(left), {Type::real});
            right = cast_node(std::move(right), {Type::real});
        }
        if (left->type() != Type::integer && left->type() != Type::real)
            throw invalid_arguments(expression.at, op,
                                    name(left->type()) + ", " + name(right->type()));
        return arithmetic(op, std::move(left), std::move(right));
    }
    if (op == "/" || op == "%") throw not_faked("operator " + op);
    return bind_comparison(op, a, b, expression.at);
}

NodePtr Binder::bind_comparison(const std::string& op, const Expression& a, const Expression& b,
                                Position at) {
    if (a.kind == EKind::row || b.kind == EKind::row) {
        if (a.kind != b.kind || a.parts.size() != b.parts.size())
            throw invalid_arguments(at, op, "ROW, ROW");
        // Rows are less or greater by their first parts that differ.
        if (op != "=" && op != "<>") throw not_faked("order of rows (a, b) < (c, d)");
        NodePtr result;
        for (size_t n = 0; n < a.parts.size(); ++n) {
            auto part = bind_comparison("=", *a.parts[n], *b.parts[n], at);
            result = result ? both(std::move(result), std::move(part)) : std::move(part);
        }
        return op == "=" ? std::move(result) : negation(std::move(result));
    }
    auto left = bind(a);
    auto right = bind(b);
    align(left, right, op, at);
    return comparison(op, std::move(left), std::move(right));
}

NodePtr Binder::bind_in(const Expression& expression) {
    const Expression& a = *expression.parts[0];
    if (a.kind == EKind::row) {
        NodePtr result;
        for (size_t n = 1; n < expression.parts.size(); ++n) {
            auto part = bind_comparison("=", a, *expression.parts[n], expression.at);
            result = result ? either(std::move(result), std::move(part)) : std::move(part);
        }
        return result;
    }
    auto left = bind(a);
    std::vector<NodePtr> list;
    for (size_t n = 1; n < expression.parts.size(); ++n) {
        auto right = bind(*expression.parts[n]);
        align(left, right, "IN", expression.at);
        list.push_back(std::move(right));
    }
    for (NodePtr& right : list)
        align(left, right, "IN", expression.at);
    return one_of(std::move(left), std::move(list));
}

NodePtr Binder::bind_like(const Expression& expression) {
    auto subject = bind_as(*expression.parts[0], Type::text, "LIKE");
    auto pattern = bind_as(*expression.parts[1], Type::text, "LIKE");
    NodePtr escape;
    if (expression.parts.size() > 2) escape = bind_as(*expression.parts[2], Type::text, "LIKE");
    return like(std::move(subject), std::move(pattern), std::move(escape),
                expression.text == "ILIKE");
}

NodePtr Binder::bind_choice(const Expression& expression) {
    std::vector<NodePtr> when;
    std::vector<NodePtr> then;
    size_t next = expression.has_operand ? 1 : 0;
    const size_t end = expression.parts.size() - (expression.has_otherwise ? 1 : 0);
    for (; next < end; next += 2) {
        when.push_back(
            expression.has_operand
                ? bind_comparison("=", *expression.parts[0], *expression.parts[next], expression.at)
                : bind_as(*expression.parts[next], Type::boolean, "CASE"));
        then.push_back(bind(*expression.parts[next + 1]));
    }
    NodePtr otherwise;
    if (expression.has_otherwise) otherwise = bind(*expression.parts.back());
    for (size_t n = 1; n < then.size(); ++n)
        align(then[0], then[n], "CASE", expression.at);
    if (otherwise) align(then[0], otherwise, "CASE", expression.at);
    for (NodePtr& node : then) {
        if (node->type() != then[0]->type()) node = cast_node(std::move(node), {then[0]->type()});
    }
    return choice(std::move(when), std::move(then), std::move(otherwise));
}

NodePtr Binder::bind_call(const Expression& expression) {
    if (is_aggregate(expression.text)) return bind_aggregate(expression);
    std::vector<NodePtr> arguments;
    for (const ExpressionPtr& part : expression.parts)
        arguments.push_back(bind(*part));
    return call(expression, std::move(arguments), environment_);
}

} // namespace fake_snowflake::sql
