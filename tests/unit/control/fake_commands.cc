#include "tests/unit/control/fake_commands.h"

#include "daemon/control/problems.h"

namespace objsync::test {

using namespace control;

namespace {

Refusal no_such(const std::string& connection) {
    return {Refusal::Kind::not_found,
            "No such connection",
            "no connection is called \"" + connection + "\"",
            "",
            {}};
}

constexpr const char* kMistake =
    "/etc/objsync.toml:3: unknown key \"evry\"; did you mean \"every\"?";

} // namespace

template <typename T>
void FakeCommands::later(const std::string& connection, Reply<T> reply, T value) {
    if (connection == "silent") return;
    if (connection != "shop" && !connection.empty()) {
        reply(no_such(connection));
        return;
    }
    loop_.post([reply, value] { reply(value); });
}

void FakeCommands::start_crawl(const CrawlRequest& request, Reply<CrawlProgress> reply) {
    calls.push_back("crawl " + path_text(request.connection, request.path) +
                    (request.full ? " full" : "") + (request.dry_run ? " dry" : ""));
    crawl_ = {};
    crawl_.id = 7;
    crawl_.connection = request.connection;
    crawl_.path = request.path;
    crawl_.dry_run = request.dry_run;
    asked_ = 0;
    later(request.connection, std::move(reply), crawl_);
}

std::optional<CrawlProgress> FakeCommands::crawl_progress(int64_t id) {
    if (id != 7) return std::nullopt;
    ++asked_;
    if (asked_ > 1) crawl_.state = CrawlProgress::State::listing;
    crawl_.objects = asked_ * 1000;
    crawl_.scopes = asked_;
    crawl_.objects_per_second = 1234.5;
    if (asked_ > 2) {
        crawl_.state = CrawlProgress::State::done;
        const bool archive = encode_path(crawl_.path) == "archive";
        crawl_.result = archive ? "incomplete" : "complete";
        crawl_.error = archive ? "archive: permission denied" : "";
        crawl_.run = crawl_.dry_run ? 0 : 2;
        crawl_.counts = {{"objsync.object.added", 2}, {"objsync.object.removed", 0}};
    }
    if (asked_ > 2 && crawl_.dry_run) {
        crawl_.preview = {
            R"({"specversion":"1.0","id":"shop/e1/9","source":"/objsync/shop",)"
            R"("type":"objsync.object.added","subject":"shop/main/new",)"
            R"("datacontenttype":"application/json","sequence":"0000000000000000009",)"
            R"("data":{"kind":"table"}})"};
    }
    return crawl_;
}

void FakeCommands::cancel_crawl(int64_t id, Reply<Done> reply) {
    calls.push_back("cancel c" + std::to_string(id));
    reply(Done{});
}

void FakeCommands::change_settings(const SettingsRequest& request, const Audit&,
                                   Reply<SettingsDone> reply) {
    std::string call = "set " + path_text(request.connection, request.path);
    if (!request.token.empty()) call += " token " + request.token;
    for (const std::string& tag : request.tags)
        call += " tag " + tag;
    calls.push_back(call + " by " + request.principal);
    changes.push_back(request.change);
    const SettingsDone done{request.change.own ? 1 : 0, {}, store::with_change({}, request.change)};
    later(request.connection, std::move(reply), done);
}

void FakeCommands::cancel_job(int64_t id, const std::string&, const Audit&, Reply<Done> reply) {
    calls.push_back("cancel s" + std::to_string(id));
    reply(Done{});
}

void FakeCommands::purge(const std::string& connection, const Path& path, const Audit&,
                         Reply<int64_t> reply) {
    calls.push_back("purge " + path_text(connection, path));
    later(connection, std::move(reply), int64_t{3});
}

void FakeCommands::pause(const std::string& connection, const Audit&, Reply<Done> reply) {
    calls.push_back("pause " + connection);
    later(connection, std::move(reply), Done{});
}

void FakeCommands::resume(const std::string& connection, const Audit&, Reply<Done> reply) {
    calls.push_back("resume " + connection);
    later(connection, std::move(reply), Done{});
}

void FakeCommands::reload(Reply<Done> reply) {
    if (config_wrong) {
        reply(Refusal{Refusal::Kind::invalid,
                      "The configuration is wrong",
                      "the one before stays in force",
                      "correct it and reload",
                      {kMistake}});
    } else {
        reply(Done{});
    }
}

void FakeCommands::check_config(Reply<ConfigReport> reply) {
    ConfigReport report;
    report.files = {"/etc/objsync.toml"};
    if (config_wrong) {
        report.mistakes = {kMistake};
    } else {
        report.filters = {{"shop", {"**"}, {"main/o*"}}};
    }
    reply(report);
}

void FakeCommands::accept_identity(const std::string& connection, const Audit&,
                                   Reply<IdentityAccepted> reply) {
    later(connection, std::move(reply), IdentityAccepted{"server-a", "server-b"});
}

void FakeCommands::remove_connection(const RemovalRequest& request, const Audit&,
                                     Reply<Done> reply) {
    if (!request.dry_run)
        calls.push_back("remove " + request.connection +
                        (request.keep_objects ? " but its objects" : ""));
    later(request.connection, std::move(reply), Done{});
}

void FakeCommands::check_connection(const std::string& connection,
                                    Reply<std::vector<Finding>> reply) {
    std::vector<Finding> findings = {
        {wire::Severity::ok, "login", "connected as reader", ""},
        {wire::Severity::failed, "schema main", "permission denied\033[31m",
         "GRANT USAGE ON SCHEMA main TO reader"}};
    later(connection, std::move(reply), std::move(findings));
}

void FakeCommands::decide_removals(const std::string& connection, const Path& path, bool approve,
                                   const Audit&, Reply<int64_t> reply) {
    calls.push_back((approve ? "approve " : "reject ") + path_text(connection, path));
    later(connection, std::move(reply), int64_t{1});
}

namespace {

std::string asked(const std::string& verb, const ConnectionRequest& request) {
    const config::Node* plugin = request.table.find("plugin");
    return verb + " " + request.key + (plugin != nullptr ? " of " + plugin->text : "") +
           (request.full ? " full" : "") + (request.dry_run ? " dry" : "") + " for " +
           request.caller.principal;
}

template <typename T>
bool refused(const ConnectionRequest& request, const Reply<T>& reply) {
    const config::Node* plugin = request.table.find("plugin");
    if (plugin == nullptr || plugin->text != "wrong") return false;
    reply(wrong_definition({"connection.every: \"every\" must be a duration",
                            plugin->at.text() + ": there is no plugin \"wrong\""}));
    return true;
}

} // namespace

void FakeCommands::try_connection(const ConnectionRequest& request,
                                  Reply<std::vector<Finding>> reply) {
    calls.push_back(asked("try", request));
    if (refused(request, reply)) return;
    later("shop", std::move(reply), std::vector<Finding>{{wire::Severity::ok, "login", "in", ""}});
}

void FakeCommands::connection_definition(const std::string& connection,
                                         Reply<ConnectionDefinition> reply) {
    ConnectionDefinition definition;
    definition.registered = true;
    definition.created_at = definition.updated_at = 1'790'000'000'000;
    definition.created_by = definition.updated_by = "alice";
    config::Node plugin;
    plugin.type = config::Node::Type::text;
    plugin.key = "plugin";
    plugin.text = "odbc";
    definition.table.items.push_back(plugin);
    later(connection, std::move(reply), definition);
}

void FakeCommands::register_connection(const ConnectionRequest& request, const Audit&,
                                       Reply<Done> reply) {
    calls.push_back(asked("register", request));
    changes.push_back(request.settings);
    if (refused(request, reply)) return;
    later("shop", std::move(reply), Done{});
}

void FakeCommands::change_connection(const ConnectionRequest& request, const Audit&,
                                     Reply<Done> reply) {
    calls.push_back(asked("change", request));
    if (refused(request, reply)) return;
    later(request.key, std::move(reply), Done{});
}

void FakeCommands::change_tags(const TagRequest& request, const Audit&, Reply<TagsChanged> reply) {
    std::string call = "tag " + path_text(request.connection, request.path);
    for (const auto& [name, value] : request.change)
        call += " " + name + (value ? "=" + *value : " gone");
    calls.push_back(call);
    later(request.connection, std::move(reply),
          TagsChanged{{{"area", "sales"}}, with_change({{"area", "sales"}}, request.change)});
}

void FakeCommands::create_token(const store::TokenRow& token, const Audit&,
                                Reply<store::TokenRow> reply) {
    store::TokenRow row = token;
    row.id = ++last_token_;
    row.created_at = 1'790'000'000'000;
    loop_.post([reply, row] { reply(row); });
}

void FakeCommands::revoke_token(int64_t id, const Audit&, Reply<Done> reply) {
    loop_.post([reply, id, this] {
        if (id > last_token_)
            reply(Refusal{Refusal::Kind::not_found, "No such token", "there is none", "", {}});
        else
            reply(Done{});
    });
}

void FakeCommands::tokens_used(std::vector<std::pair<int64_t, int64_t>> tokens) {
    used.insert(used.end(), tokens.begin(), tokens.end());
}

void FakeCommands::record(store::AuditRow row) {
    recorded.push_back(std::move(row));
}

void FakeCommands::check_ready(Reply<Done> reply) {
    loop_.post([reply] { reply(Done{}); });
}

void FakeCommands::plugins(Reply<std::vector<PluginInfo>> reply) {
    reply(std::vector<PluginInfo>{
        {"/usr/lib/objsync/plugins/odbc.so", "odbc", "1.0", 1, "", {"schema", "table"}, {"shop"}},
        {"/usr/lib/objsync/plugins/old.so", "", "", 0, "it is made for ABI 0", {}, {}}});
}

void FakeCommands::backup(const std::string& file, Reply<BackupWritten> reply) {
    reply(BackupWritten{file, 4096});
}

DaemonStatus FakeCommands::status() {
    DaemonStatus status;
    status.version = "0.1.0";
    status.pid = 4711;
    status.since_ms = 1'790'000'000'000;
    status.store_file = "/var/lib/objsync/state.db";
    status.epoch = "e1";
    status.store_bytes = 5 << 20;
    ConnectionStatus shop;
    shop.name = "shop";
    shop.plugin = "odbc";
    shop.state = "backing_off";
    shop.since_ms = 1'790'000'000'000;
    shop.why = "the server refused the login";
    shop.what_to_do = "check the password";
    if (!wrong.empty()) {
        shop.wrong = wrong;
        shop.wrong_since_ms = shop.since_ms;
    }
    status.connections = {shop};
    status.sinks = {{"events", "file", 3, 0, std::nullopt, ""}};
    return status;
}

std::optional<ConnectionFilter> FakeCommands::filter(const std::string& connection) {
    if (connection != "shop") return std::nullopt;
    return ConnectionFilter{"shop", {"**"}, {"**/TMP_*"}};
}

} // namespace objsync::test
