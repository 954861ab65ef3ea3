// What objsyncctl can do, a function each; arguments.cc calls the one that was asked for. They
// print to standard output, set Context::exit_code when it is not kOk, and throw Failure.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/cli/client.h"
#include "daemon/cli/output.h"
#include "daemon/json/value.h"

namespace objsync::cli {

struct Context {
    Address address;
    bool json = false;
    bool dry_run = false; // only say what would change
    bool yes = false;     // do not ask whether to go on
    int exit_code = kOk;
    std::unique_ptr<Client> client;
    Output out;
};

// cmd_status.cc
void status(Context& context);
void connections(Context& context);
void plugins(Context& context);

// cmd_doctor.cc
void doctor(Context& context);

// cmd_connection.cc
void accept_connection(Context& context, const std::string& name);
void remove_connection(Context& context, const std::string& name, bool keep_objects);
void show_findings(Context& context, const std::string& answer); // a failed one: exit code 1
void check_connection(Context& context, const std::string& name);
// An empty name: all connections.
void pause(Context& context, const std::string& name);
void resume(Context& context, const std::string& name);

// cmd_daemon.cc
void reload(Context& context);
void check_config(Context& context);
void backup(Context& context, const std::string& file);

// cmd_tree.cc
void list(Context& context, const std::string& path, bool removed);
void tree(Context& context, const std::string& path, std::optional<int64_t> depth);
void export_objects(Context& context, const std::string& path);

// cmd_search.cc
struct SearchOptions {
    std::string name, kind, status, presence, tag, changed_since; // empty: not asked for
    int64_t depth = 0;                                            // 0: all
    int64_t limit = 100;
};
void search(Context& context, const std::string& path, const SearchOptions& options);

// cmd_show.cc
void show(Context& context, const std::string& path, bool history);
void explain(Context& context, const std::string& path);

// cmd_crawl.cc
struct CrawlOptions {
    bool wait = false, full = false;
};
void crawl(Context& context, const std::string& path, const CrawlOptions& options);
void show_crawl(Context& context, const json::Value& job); // that has ended

// cmd_runs.cc
struct RunsOptions {
    std::string connection;
    int64_t limit = 20;
};
void list_runs(Context& context, const RunsOptions& options);
void show_run(Context& context, int64_t id, bool all_scopes);

// cmd_removals.cc
void list_removals(Context& context, const std::string& path);
void decide_removals(Context& context, const std::string& path, bool approve);

// cmd_events.cc
struct EventsOptions {
    bool follow = false;
    std::string since, path, connection;
};
void events(Context& context, const EventsOptions& options);

// What several groups need.
[[nodiscard]] std::string join_path(const json::Value& object_path);
[[nodiscard]] std::string trimmed(std::string path); // without "/" at its end
[[nodiscard]] Tint tint_of_state(const json::Value& object);
[[nodiscard]] Tint tint_of_result(const std::string& result);
[[nodiscard]] int exit_of_result(const std::string& result);
// "2026-01-31 14:05:00  changed  shop/main/orders  columns.price"
[[nodiscard]] std::string event_line(const Context& context, const json::Value& event);
// Calls for each page of an answer with a "cursor" until the last; `path` ends where "&cursor=" may
// follow.
void each_page(Context& context, const std::string& path,
               const std::function<void(const json::Value& page)>& use);
// The same for POST /data/object/search: `members` is the inside of the body's object, or empty.
void each_found(Context& context, const std::string& path, const std::string& members,
                const std::function<void(const json::Value& object)>& use);

} // namespace objsync::cli
