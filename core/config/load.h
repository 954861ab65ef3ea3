// objsyncd.toml and the files of conf.d beside it, read and checked into one Config.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/config/problems.h"

namespace objsync::config {

struct Source {
    std::string file;
    std::string text;
};

struct Loaded {
    Config config; // meant to be used only if problems.ok()
    Problems problems;
};

// Reads `file`, then conf.d/*.toml in the same folder in the order of their names. Connections and
// sinks of all files stand side by side; in the other sections a later file wins key by key.
// Never throws for what is in the files: every mistake is in `problems`.
[[nodiscard]] Loaded load_config(const std::string& file);

// The same from texts, in the order given.
[[nodiscard]] Loaded read_config(const std::vector<Source>& sources);

// One TOML document as a tree; a syntax error is a problem, and gives an empty table.
[[nodiscard]] Node read_toml(const Source& source, Problems& problems);

// All values of the files together, checked and turned into a Config (check.cc).
[[nodiscard]] Config check_config(const Node& root, Problems& problems);

} // namespace objsync::config
