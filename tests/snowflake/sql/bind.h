// Resolves the names and types of an expression.
#pragma once

#include <string>
#include <vector>

#include "tests/snowflake/sql/ast.h"
#include "tests/snowflake/sql/environment.h"
#include "tests/snowflake/sql/node.h"

namespace fake_snowflake::sql {

// COUNT, MIN and MAX over the rows of a group.
struct Aggregate {
    enum class Kind : uint8_t { count, count_distinct, min, max, any };
    Kind kind = Kind::count;
    NodePtr value; // nullptr: COUNT(*)
    Type type = Type::integer;
};

// Collects the aggregates of a grouped SELECT. Its rows have the keys first, then the aggregates.
struct Grouping {
    std::vector<std::string> keys; // as described by Binder::describe
    std::vector<Type> key_types;
    std::vector<Aggregate> aggregates;
    std::vector<std::string> described; // the aggregates
};

class Binder {
public:
    // `columns`: of the rows; nullptr: SELECT without FROM. `qualifier`: what may stand before a
    // column's name, as TABLES or its alias. `items`: whose aliases may be named; may be nullptr.
    Binder(const Environment& environment, const std::vector<StreamColumn>* columns,
           const Name* qualifier, const std::vector<Item>* items)
        : environment_(environment), columns_(columns), qualifier_(qualifier), items_(items) {}

    // Throws SqlError.
    [[nodiscard]] NodePtr bind(const Expression& expression);
    [[nodiscard]] NodePtr bind_condition(const Expression& expression);
    // From now on names are those of groups.
    void group(Grouping* grouping) { grouping_ = grouping; }
    // The same text for what gives the same.
    [[nodiscard]] std::string describe(const Expression& expression) const;
    [[nodiscard]] static bool aggregates(const Expression& expression);
    [[nodiscard]] std::optional<size_t> find_column(const Name& name) const;

private:
    [[nodiscard]] const Expression* find_alias(const Name& name) const;
    [[nodiscard]] NodePtr bind_column(const Expression& expression);
    [[nodiscard]] NodePtr bind_prefix(const Expression& expression);
    [[nodiscard]] NodePtr bind_infix(const Expression& expression);
    [[nodiscard]] NodePtr bind_call(const Expression& expression);
    [[nodiscard]] NodePtr bind_aggregate(const Expression& expression);
    [[nodiscard]] NodePtr bind_in(const Expression& expression);
    [[nodiscard]] NodePtr bind_like(const Expression& expression);
    [[nodiscard]] NodePtr bind_choice(const Expression& expression);
    [[nodiscard]] NodePtr bind_comparison(const std::string& op, const Expression& a,
                                          const Expression& b, Position at);
    [[nodiscard]] NodePtr bind_as(const Expression& expression, Type type, const char* operation);

    const Environment& environment_;
    const std::vector<StreamColumn>* columns_;
    const Name* qualifier_;
    const std::vector<Item>* items_;
    Grouping* grouping_ = nullptr;
    size_t depth_ = 0; // of aliases that name aliases
};

// Makes both of one type; throws 001044 for what does not go together.
void align(NodePtr& a, NodePtr& b, const std::string& function, Position at);

} // namespace fake_snowflake::sql
