// JSON as the tree that a configuration file becomes, and the other way round.
#pragma once

#include <string>

#include "core/config/node.h"
#include "daemon/json/value.h"
#include "daemon/json/writer.h"

namespace objsync::json {

// `path` names the member that it is, such as "connection"; each member below is told by its own,
// as in connection.options.host. Throws Error{input} for what no configuration could hold.
[[nodiscard]] config::Node node_of(const Value& value, const std::string& path);

void write_node(Writer& w, const config::Node& node);
[[nodiscard]] std::string node_text(const config::Node& node);

} // namespace objsync::json
