#include "daemon/app/registry.h"

#include <algorithm>

#include "core/config/registered.h"
#include "core/store/query_runs.h"
#include "daemon/json/node.h"

namespace objsync::daemon {

namespace {

const char* const kDefinition = "connection"; // as requests call it

LastRun last_run(store::Database& db, int64_t conn) {
    const auto run = store::query::RunQuery(db).last_ended(conn);
    if (!run) return {};
    return {run->id, std::string(name_of(run->result.value_or(store::RunResult::failed))),
            run->error, run->ended_at.value_or(run->started_at)};
}

// Since when it cannot be crawled, which a restart must not forget.
std::optional<int64_t> keep_wrong_since(store::Database& db, store::RegisteredRow row, bool wrong,
                                        int64_t now_ms) {
    const auto before = row.wrong_since;
    if (!wrong)
        row.wrong_since.reset();
    else if (!before)
        row.wrong_since = now_ms;
    if (row.wrong_since != before) store::put_registered(db, row);
    return row.wrong_since;
}

config::Problem name_is_taken(const config::ConnectionConfig& of_file,
                              const store::RegisteredRow& row) {
    const std::string& name = row.name;
    return {of_file.at,
            "connection \"" + name + "\" was registered through the API by " + row.created_by +
                "; give this one another name. Or end that one: "
                "objsyncctl connection remove " +
                name + ", with --keep-objects if this file is to go on with its objects"};
}

} // namespace

CheckedDefinition check_definition(const ReadyConfig& ready, const std::string& key,
                                   const config::Node& table,
                                   const std::vector<std::string>& vouchers, bool secrets_now) {
    CheckedDefinition checked;
    config::Problems& problems = checked.problems;
    checked.connection = config::read_registered(key, table, ready.config.defaults, problems);
    if (checked.connection.plugin.empty()) return checked;
    const config::Voucher voucher(ready.config.registration, vouchers);
    config::Problems refused;
    voucher.check_plugin(checked.connection, refused);
    if (!refused.ok()) { // its options are no business of this caller's
        for (const auto& p : refused.errors())
            problems.error(p.at, p.text);
        return checked;
    }
    const auto found = find_plugin(ready.plugins, checked.connection.plugin);
    if (found.schema == nullptr) {
        problems.error(checked.connection.plugin_at, found.problem);
        return checked;
    }
    config::refuse_passwords(checked.connection.options, problems);
    checked.options = config::check_options(*found.schema, checked.connection.options, problems,
                                            voucher.secrets(secrets_now));
    return checked;
}

config::Node table_of(const store::RegisteredRow& row) {
    return json::node_of(json::parse(row.definition), kDefinition);
}

std::string plugin_of(const config::Node& table) {
    const config::Node* plugin = table.find("plugin");
    return plugin != nullptr ? plugin->text : "";
}

std::set<std::string> plugins_of(const std::vector<store::RegisteredRow>& rows) {
    std::set<std::string> names;
    for (const store::RegisteredRow& row : rows)
        names.insert(plugin_of(table_of(row)));
    return names;
}

void take_in(ReadyConfig& ready, const store::RegisteredRow& row) {
    take_out(ready, row.name);
    CheckedDefinition checked =
        check_definition(ready, row.name, table_of(row), row.vouchers, false);
    if (checked.problems.ok())
        ready.options[row.name] = std::move(checked.options);
    else
        ready.wrong[row.name] = checked.problems.text();
    checked.connection.name = row.name; // also if nothing else of it is right
    ready.config.connections.push_back(std::move(checked.connection));
    ready.registered[row.name] = row;
}

void take_out(ReadyConfig& ready, const std::string& connection) {
    std::erase_if(ready.config.connections,
                  [&](const auto& one) { return one.name == connection; });
    ready.options.erase(connection);
    ready.wrong.erase(connection);
    ready.registered.erase(connection);
}

std::vector<config::Problem> names_taken(const ReadyConfig& of_files,
                                         const std::vector<store::RegisteredRow>& rows) {
    std::vector<config::Problem> taken;
    for (const store::RegisteredRow& row : rows) {
        if (const auto* of_file = of_files.find(row.name))
            taken.push_back(name_is_taken(*of_file, row));
    }
    return taken;
}

void take_in_all(ReadyConfig& ready, const std::vector<store::RegisteredRow>& rows) {
    for (const store::RegisteredRow& row : rows)
        take_in(ready, row);
}

std::vector<store::RegisteredRow> rows_of(const ReadyConfig& ready) {
    std::vector<store::RegisteredRow> rows;
    for (const auto& [name, row] : ready.registered)
        rows.push_back(row);
    return rows;
}

KeptTimes take_up(sync::Engine& engine, const ReadyConfig& ready, const std::string& connection,
                  const sync::NewSettings& settings, int64_t now_ms) {
    const config::ConnectionConfig& c = *ready.find(connection);
    const auto of_api = ready.registered.find(connection);
    const bool registered = of_api != ready.registered.end();
    const store::ConnectionRow& row =
        registered ? engine.registered(c.name, c.plugin, settings, now_ms)
                   : engine.connection(c.name, c.plugin, {c.active, c.activate_new}, now_ms);
    engine.set_default_tags(row, default_tags_of(c));
    KeptTimes times;
    times.schedule = {row.last_started,  row.next_due, row.failures,
                      row.failing_since, row.paused,   row.interrupted};
    times.runs_since_full = row.runs_since_full;
    times.last = last_run(engine.world().db, row.id);
    if (registered) {
        times.wrong_since = keep_wrong_since(engine.world().db, of_api->second,
                                             ready.wrong.count(connection) != 0, now_ms);
    }
    return times;
}

} // namespace objsync::daemon
