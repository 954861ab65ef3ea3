// Parts of answers that several routes share. All append members to an open object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/store/query_runs.h"
#include "daemon/control/answers.h"
#include "daemon/control/reader.h"
#include "daemon/json/writer.h"

namespace objsync::control {

namespace query = store::query;

// Milliseconds since the Unix epoch, as RFC 3339 text; absent: null.
[[nodiscard]] std::string time_text(int64_t ms);
void write_time(json::Writer& w, std::string_view name, std::optional<int64_t> ms);

// ["shop","main","orders"]: the elements joined with "/" are the path text.
void write_path(json::Writer& w, std::string_view name, std::string_view connection,
                const Path& path);

struct ShownObject {
    const query::ObjectRow& row;
    const Path& path;
    const query::Effective& settings;
    bool pending = false;
    // Not in lists: given here, and with what those above add.
    const store::Owners *own_owners = nullptr, *owners = nullptr;
};

// oid, objectPath, kind, state, pending, presence, changedAt, settings, overrides.
void write_object(json::Writer& w, std::string_view connection, const ShownObject& object);
// `object`: every known field, and `localTags`, which stand beside it.
void write_fields(json::Writer& w, Reader& reader, const query::ObjectRow& row);

void write_run(json::Writer& w, const query::RunRow& run, std::string_view connection);
void write_run_scope(json::Writer& w, const query::RunScopeRow& scope);
// `lastRun`: the newest that has ended, or null.
void write_last_run(json::Writer& w, Reader& reader, int64_t conn);
struct ShownHealth {
    query::Health::State state = query::Health::State::ok;
    std::optional<int64_t> since;
    std::string reason; // empty: ok
};
// `status`: of the running daemon; null where it has none.
[[nodiscard]] ShownHealth health_of(Reader& reader, const query::ConnectionRow& row,
                                    const ConnectionStatus* status);
void write_health(json::Writer& w, const ShownHealth& health);
void write_connection(json::Writer& w, Reader& reader, const query::ConnectionRow& row,
                      const ConnectionStatus* status);
void write_status(json::Writer& w, const ConnectionStatus& status);
// Null: it has none, as it is not configured.
[[nodiscard]] const ConnectionStatus* find_status(const DaemonStatus& status,
                                                  const std::string& connection);

// A JSON object of one member, for the audit log.
[[nodiscard]] std::string one_member(std::string_view name, std::string_view value);
// Without its hash.
void write_token(json::Writer& w, const store::TokenRow& token);
[[nodiscard]] std::string token_json(const store::TokenRow& token);

[[nodiscard]] std::string_view outcome_name(int64_t outcome);
[[nodiscard]] std::string_view severity_name(wire::Severity severity);

// Throws Refused: no such connection, no such object.
[[nodiscard]] query::ConnectionRow need_connection(Reader& reader, const std::string& name);
[[nodiscard]] query::ObjectRow need_object(Reader& reader, const query::ConnectionRow& connection,
                                           const Path& path, bool removed_too);
[[nodiscard]] std::string connection_name(Reader& reader, int64_t id);

} // namespace objsync::control
