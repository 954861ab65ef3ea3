// Connections that were registered through the API, on their way from the store into a
// configuration and from there to the crawls.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/config/problems.h"
#include "core/sync/engine.h"
#include "daemon/app/config_loader.h"
#include "daemon/app/crawls.h"

namespace objsync::daemon {

// A definition held against the plugins and defaults of a configuration.
struct CheckedDefinition {
    config::ConnectionConfig connection;
    config::OptionValue options;
    config::Problems problems;
};

// The plugin has been asked for. `vouchers`: see config::Voucher. `secrets_now`: a secret that
// cannot be read now is a mistake.
[[nodiscard]] CheckedDefinition check_definition(const ReadyConfig& ready, const std::string& key,
                                                 const config::Node& table,
                                                 const std::vector<std::string>& vouchers,
                                                 bool secrets_now);

[[nodiscard]] config::Node table_of(const store::RegisteredRow& row);
// Of definitions, to be asked for before they are checked.
[[nodiscard]] std::string plugin_of(const config::Node& table);
[[nodiscard]] std::set<std::string> plugins_of(const std::vector<store::RegisteredRow>& rows);

// Into the configuration, in place of what it was there. One with mistakes is there, too, and is
// not crawled: it must not keep all others from it, as a mistake in the files does.
void take_in(ReadyConfig& ready, const store::RegisteredRow& row);
void take_out(ReadyConfig& ready, const std::string& connection);

[[nodiscard]] std::vector<store::RegisteredRow> rows_of(const ReadyConfig& ready);

// A name belongs to who had it first. Each place in the files that has one of these is a mistake.
[[nodiscard]] std::vector<config::Problem> names_taken(
    const ReadyConfig& of_files, const std::vector<store::RegisteredRow>& rows);
// All of them; the files' connections of their names are left out.
void take_in_all(ReadyConfig& ready, const std::vector<store::RegisteredRow>& rows);

// On the writer's thread: from now on the connection is in the store as it is configured.
// `settings` are those of a request that registers it.
[[nodiscard]] KeptTimes take_up(sync::Engine& engine, const ReadyConfig& ready,
                                const std::string& connection, const sync::NewSettings& settings,
                                int64_t now_ms);

} // namespace objsync::daemon
