// The functions that expressions may call.
#pragma once

#include <string>
#include <vector>

#include "tests/snowflake/sql/ast.h"
#include "tests/snowflake/sql/environment.h"
#include "tests/snowflake/sql/node.h"

namespace fake_snowflake::sql {

// Throws 002141 for a function that Snowflake has not, 000938 and 000939 for too few and too many
// arguments, and not_faked() for one that it has.
[[nodiscard]] NodePtr call(const Expression& expression, std::vector<NodePtr> arguments,
                           const Environment& environment);
[[nodiscard]] bool is_aggregate(const std::string& name);

// A function in one of the tables. `body` gets the arguments' values.
using Body = Value (*)(const std::vector<Value>& arguments, Frame& frame);
struct Function {
    size_t least;
    size_t most;
    std::vector<Type> takes; // the last one for all that follow; null: any
    Type gives;              // null: what the arguments have in common
    Body body;
    bool strict = true; // NULL for an argument gives NULL
};
[[nodiscard]] const Function* text_function(const std::string& name);
[[nodiscard]] const Function* time_function(const std::string& name);
// nullptr: there is none of that name.
[[nodiscard]] NodePtr context_function(const std::string& name,
                                       const std::vector<NodePtr>& arguments,
                                       const Environment& environment);

} // namespace fake_snowflake::sql
