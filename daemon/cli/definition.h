// Connections as people write them, in TOML or as KEY=VALUE, and as the API takes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/node.h"

namespace objsync::cli {

struct WrittenConnection {
    config::Node table; // the keys of a [[connection]] but its name and status
    std::string name;   // empty: it was not given
    std::optional<bool> active, activate_new;
};

// A file as those of conf.d, with one [[connection]] in it. Throws Failure with every mistake.
[[nodiscard]] WrittenConnection read_connection_file(const std::string& file);

// "options.port=443": the value as TOML has it, or else as text; tables on the way are made. Throws
// Failure.
void put_word(config::Node& table, const std::string& word);
// "options.port". Throws Failure: there is none.
void take_out(config::Node& table, const std::string& key);

// As a file of conf.d has it.
[[nodiscard]] std::string connection_toml(const std::string& name, const config::Node& table);

} // namespace objsync::cli
