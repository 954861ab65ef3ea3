// Commented TOML made from the tables of settings: conf/objsyncd.toml, and plugins' options.
#pragma once

#include <string>

#include "core/config/options.h"

namespace objsync::config {

// The text of conf/objsyncd.toml: every setting with its help and its default, all commented out.
[[nodiscard]] std::string config_reference();

// What a plugin declares, as a commented [connection.options] table.
[[nodiscard]] std::string option_reference(const OptionSchema& schema);

} // namespace objsync::config
