#include "tests/snowflake/sql/predicate.h"

#include <algorithm>

namespace fake_snowflake::sql {

namespace {

using EKind = Expression::Kind;

bool is_constant(const Expression& expression) {
    if (expression.kind == EKind::column || expression.kind == EKind::call) return false;
    return std::all_of(expression.parts.begin(), expression.parts.end(),
                       [](const ExpressionPtr& part) { return is_constant(*part); });
}

std::optional<std::string> text(const Expression& expression, const Environment& environment) {
    if (expression.kind == EKind::string) return expression.text;
    if (expression.kind == EKind::parameter) return environment.parameters.at(expression.index);
    return std::nullopt;
}

// The least name after `name`, and the least one after all that begin with `prefix`.
std::string after(const std::string& name) {
    return name + '\0';
}

std::optional<std::string> after_all(std::string prefix) {
    while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF)
        prefix.pop_back();
    if (prefix.empty()) return std::nullopt;
    prefix.back() = static_cast<char>(prefix.back() + 1);
    return prefix;
}

NameRange only(const std::string& name) {
    return {name, after(name)};
}

NameRange hull(const NameRange& a, const NameRange& b) {
    NameRange result;
    if (a.from && b.from) result.from = std::min(*a.from, *b.from);
    if (a.before && b.before) result.before = std::max(*a.before, *b.before);
    return result;
}

NameRange beginning_with(const std::string& pattern, char escape) {
    std::string prefix;
    for (size_t n = 0; n < pattern.size(); ++n) {
        const bool escaped = escape != '\0' && pattern[n] == escape && n + 1 < pattern.size();
        if (escaped) {
            ++n;
        } else if (pattern[n] == '%' || pattern[n] == '_') {
            return {prefix, after_all(prefix)};
        }
        prefix += pattern[n];
    }
    return only(prefix);
}

class Ranges {
public:
    Ranges(const FindColumn& find, size_t column, const Environment& environment)
        : find_(find), column_(column), environment_(environment) {}

    [[nodiscard]] NameRange of(const Expression& e) const {
        if (e.negated) return {};
        if (e.kind == EKind::infix) return of_infix(e);
        if (e.parts.empty() || !is_column(*e.parts[0])) return {};
        if (e.kind == EKind::in) return of_in(e);
        if (e.kind == EKind::between) {
            NameRange result = compared(">=", *e.parts[1]);
            result.intersect(compared("<=", *e.parts[2]));
            return result;
        }
        if (e.kind == EKind::like && e.text == "LIKE") {
            const auto pattern = text(*e.parts[1], environment_);
            if (!pattern) return {};
            const auto escape =
                e.parts.size() > 2 ? text(*e.parts[2], environment_) : std::string();
            if (!escape || escape->size() > 1) return {};
            return beginning_with(*pattern, escape->empty() ? '\0' : (*escape)[0]);
        }
        return {};
    }

private:
    [[nodiscard]] bool is_column(const Expression& e) const {
        return e.kind == EKind::column && find_(e.name) == column_;
    }

    [[nodiscard]] NameRange of_infix(const Expression& e) const {
        const Expression& a = *e.parts[0];
        const Expression& b = *e.parts[1];
        if (e.text == "AND") {
            NameRange result = of(a);
            result.intersect(of(b));
            return result;
        }
        if (e.text == "OR") return hull(of(a), of(b));
        if (is_column(a)) return compared(e.text, b);
        static const std::map<std::string, std::string> kTurned = {
            {"=", "="}, {"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}};
        const auto turned = kTurned.find(e.text);
        return is_column(b) && turned != kTurned.end() ? compared(turned->second, a) : NameRange{};
    }

    [[nodiscard]] NameRange compared(const std::string& op, const Expression& with) const {
        const auto name = text(with, environment_);
        if (!name) return {};
        if (op == "=") return only(*name);
        if (op == "<") return {{}, *name};
        if (op == "<=") return {{}, after(*name)};
        if (op == ">") return {after(*name), {}};
        if (op == ">=") return {*name, {}};
        return {};
    }

    [[nodiscard]] NameRange of_in(const Expression& e) const {
        std::optional<NameRange> result;
        for (size_t n = 1; n < e.parts.size(); ++n) {
            const auto name = text(*e.parts[n], environment_);
            if (!name) return {};
            result = result ? hull(*result, only(*name)) : only(*name);
        }
        return result.value_or(NameRange{});
    }

    const FindColumn& find_;
    size_t column_;
    const Environment& environment_;
};

} // namespace

void conjuncts(const Expression& condition, std::vector<const Expression*>& parts) {
    if (condition.kind == EKind::infix && condition.text == "AND") {
        conjuncts(*condition.parts[0], parts);
        conjuncts(*condition.parts[1], parts);
    } else {
        parts.push_back(&condition);
    }
}

bool selective(const Expression& condition, const FindColumn& find,
               const std::function<bool(size_t column)>& is_key) {
    const auto key = [&](const Expression& e) {
        if (e.kind != EKind::column) return false;
        const auto column = find(e.name);
        return column && is_key(*column);
    };
    const auto rest_constant = [&](const Expression& e) {
        return std::all_of(e.parts.begin() + 1, e.parts.end(),
                           [](const ExpressionPtr& part) { return is_constant(*part); });
    };
    switch (condition.kind) {
        case EKind::infix: {
            const Expression& a = *condition.parts[0];
            const Expression& b = *condition.parts[1];
            if (condition.text == "AND" || condition.text == "OR")
                return selective(a, find, is_key) && selective(b, find, is_key);
            static const std::string_view kOperators[] = {"=", "<>", "<", "<=", ">", ">="};
            if (std::find(std::begin(kOperators), std::end(kOperators), condition.text) ==
                std::end(kOperators))
                return false;
            return (key(a) && is_constant(b)) || (key(b) && is_constant(a));
        }
        case EKind::in:
        case EKind::between:
            return key(*condition.parts[0]) && rest_constant(condition);
        case EKind::like:
            return condition.text == "LIKE" && key(*condition.parts[0]) && rest_constant(condition);
        default:
            return false;
    }
}

NameRange range(const Expression& condition, const FindColumn& find, size_t column,
                const Environment& environment) {
    return Ranges(find, column, environment).of(condition);
}

} // namespace fake_snowflake::sql
