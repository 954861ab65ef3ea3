// What is wrong, since when, and what to do: read off the daemon's answers.
#pragma once

#include <string>
#include <vector>

#include "daemon/json/value.h"

namespace objsync::cli {

struct Ailment {
    enum class Severity { failed, warning };
    Severity severity = Severity::failed;
    std::string where; // connection, sink, plugin file, "configuration", "store"
    std::string what;
    std::string since; // RFC 3339; empty: not known
    std::string what_to_do;
};

// What helps a connection of GET /data/connection that is not ok.
[[nodiscard]] std::string remedy(const json::Value& connection);

// From GET /status: the configuration and the sinks.
void examine_status(const json::Value& status, std::vector<Ailment>& found);
// From GET /data/connection.
void examine_connections(const json::Value& connections, std::vector<Ailment>& found);
// From GET /plugins.
void examine_plugins(const json::Value& plugins, std::vector<Ailment>& found);
// From GET /removals: its groups.
void examine_removals(const json::Value& removals, std::vector<Ailment>& found);
// From GET /jobs: settings whose announcement has failed, or stands still.
void examine_jobs(const json::Value& jobs, std::vector<Ailment>& found);
// From GET /tokens: those that are about to expire, or have.
void examine_tokens(const json::Value& tokens, std::vector<Ailment>& found);
// From GET /runs/{id}/scopes?problems=true of a connection's newest run.
void examine_scopes(const std::string& connection, const json::Value& scopes,
                    std::vector<Ailment>& found);

} // namespace objsync::cli
