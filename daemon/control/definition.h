// A connection as JSON and as the tree that a configuration file becomes.
#pragma once

#include <string>

#include "core/config/node.h"
#include "daemon/json/value.h"
#include "daemon/json/writer.h"

namespace objsync::control {

// `origin` names where it came from, for messages. Throws Refused for what no file could hold.
[[nodiscard]] config::Node node_of(const json::Value& object, const std::string& origin);
void write_node(json::Writer& w, const config::Node& node);

} // namespace objsync::control
