// The operators. What goes in is of fitting types already; see bind.h.
#pragma once

#include <string>
#include <vector>

#include "tests/snowflake/sql/node.h"

namespace fake_snowflake::sql {

[[nodiscard]] NodePtr literal(const Value& value); // keeps a copy of its text
[[nodiscard]] NodePtr column_node(size_t index, const StreamColumn& column);
// op: = <> < <= > >=
[[nodiscard]] NodePtr comparison(const std::string& op, NodePtr a, NodePtr b);
[[nodiscard]] NodePtr both(NodePtr a, NodePtr b);
[[nodiscard]] NodePtr either(NodePtr a, NodePtr b);
[[nodiscard]] NodePtr negation(NodePtr a);
[[nodiscard]] NodePtr is_null(NodePtr a);
// op: + - *
[[nodiscard]] NodePtr arithmetic(const std::string& op, NodePtr a, NodePtr b);
[[nodiscard]] NodePtr concatenation(std::vector<NodePtr> parts);
// Compares with a set of literals as fast as with one.
[[nodiscard]] NodePtr one_of(NodePtr a, std::vector<NodePtr> list);
[[nodiscard]] NodePtr like(NodePtr text, NodePtr pattern, NodePtr escape, bool any_case);
// CASE WHEN when[n] THEN then[n] ELSE otherwise
[[nodiscard]] NodePtr choice(std::vector<NodePtr> when, std::vector<NodePtr> then,
                             NodePtr otherwise);

// % is any text, _ any character; `escape` 0: none.
[[nodiscard]] bool matches(std::string_view text, std::string_view pattern, char escape,
                           bool any_case);

} // namespace fake_snowflake::sql
