// The tables within a table: what may be there once, and what may be there several times.
#pragma once

#include <string>
#include <vector>

#include "core/config/node.h"
#include "core/config/problems.h"

namespace objsync::config {

// A section that may be missing; one that is no table is a problem.
[[nodiscard]] const Node* section(const Node& parent, const std::string& name, Problems& problems);

// The tables of [[header]] sections, which are the member `name`.
[[nodiscard]] std::vector<const Node*> sections(const Node& parent, const std::string& name,
                                                const std::string& header, Problems& problems);

} // namespace objsync::config
