// The part of Binder that is about groups and their aggregates.
#include <algorithm>

#include "tests/snowflake/sql/bind.h"
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/functions.h"
#include "tests/snowflake/sql/nodes.h"

namespace fake_snowflake::sql {

std::string Binder::describe(const Expression& expression) const {
    std::string result = std::to_string(static_cast<int>(expression.kind));
    if (expression.kind == Expression::Kind::column) {
        if (const auto index = find_column(expression.name)) return "#" + std::to_string(*index);
        if (const Expression* const aliased = find_alias(expression.name);
            aliased && aliased != &expression)
            return describe(*aliased);
        for (const Identifier& part : expression.name)
            result += "." + environment_.resolve(part);
    }
    result += "'" + expression.text + "'" + std::to_string(expression.index);
    result += expression.negated ? "!" : "";
    result += expression.distinct ? "d" : "";
    result += expression.has_operand ? "o" : "";
    for (const ExpressionPtr& part : expression.parts)
        result += "(" + describe(*part) + ")";
    return result;
}

bool Binder::aggregates(const Expression& expression) {
    if (expression.kind == Expression::Kind::call && is_aggregate(expression.text)) return true;
    return std::any_of(expression.parts.begin(), expression.parts.end(),
                       [](const ExpressionPtr& part) { return aggregates(*part); });
}

NodePtr Binder::bind_aggregate(const Expression& expression) {
    if (!grouping_) {
        throw SqlError("42601", 2076,
                       "SQL compilation error:\nInvalid aggregate function [" + expression.text +
                           "] in where clause");
    }
    Grouping& grouping = *grouping_;
    const std::string described = describe(expression);
    const auto it = std::find(grouping.described.begin(), grouping.described.end(), described);
    auto index = static_cast<size_t>(it - grouping.described.begin());
    if (it == grouping.described.end()) {
        Aggregate aggregate;
        if (expression.parts.size() != 1) throw not_faked("aggregates of several values");
        const Expression& part = *expression.parts[0];
        if (part.kind != Expression::Kind::star) {
            grouping_ = nullptr; // what is aggregated are the rows, not the groups
            aggregate.value = bind(part);
            grouping_ = &grouping;
        } else if (expression.text != "COUNT") {
            throw syntax_error(part.at, "*");
        }
        using AKind = Aggregate::Kind;
        if (expression.text == "COUNT") {
            aggregate.kind = expression.distinct ? AKind::count_distinct : AKind::count;
        } else {
            aggregate.kind = expression.text == "MIN"   ? AKind::min
                             : expression.text == "MAX" ? AKind::max
                                                        : AKind::any;
            aggregate.type = aggregate.value->type();
        }
        grouping.aggregates.push_back(std::move(aggregate));
        grouping.described.push_back(described);
    }
    return column_node(grouping.keys.size() + index, {"", grouping.aggregates[index].type});
}

} // namespace fake_snowflake::sql
