// connection add, change, show: definitions between people's hands and the daemon.
#include <algorithm>
#include <sstream>

#include "daemon/cli/commands_change.h"
#include "daemon/cli/definition.h"
#include "daemon/json/node.h"

namespace objsync::cli {

namespace {

std::string url_of(const std::string& name) {
    return "/data/connection/" + url_value(name);
}

// NAME may be left out where a file has it, and then stands for a KEY=VALUE.
WrittenConnection written(DefinitionOptions& options) {
    if (options.name.find('=') != std::string::npos) {
        options.words.insert(options.words.begin(), options.name);
        options.name.clear();
    }
    WrittenConnection connection;
    if (!options.file.empty()) connection = read_connection_file(options.file);
    if (!options.name.empty() && !connection.name.empty() && options.name != connection.name) {
        throw Failure(kUsage, "Two names are given: " + options.name + ", and in " + options.file +
                                  " " + connection.name);
    }
    if (!options.name.empty()) connection.name = options.name;
    if (connection.name.empty())
        throw Failure(kUsage, "The connection has no name", "",
                      "write it before the KEY=VALUEs, or into the file");
    return connection;
}

void put_words(config::Node& table, const DefinitionOptions& options) {
    for (const std::string& key : options.unset)
        take_out(table, key);
    for (const std::string& word : options.words)
        put_word(table, word);
}

void put_principals(json::Writer& w, const char* name, const std::vector<std::string>& principals) {
    if (!principals.empty()) w.texts(name, principals);
}

std::string new_body(const WrittenConnection& connection, const DefinitionOptions& options) {
    json::Writer w;
    w.begin_object().field("connectionKey", connection.name).key("connection");
    json::write_node(w, connection.table);
    w.key("settings").begin_object();
    if (options.active || connection.active)
        w.field("isActive", options.active || *connection.active);
    if (options.activate_new || connection.activate_new)
        w.field("activateNewChildren", options.activate_new || *connection.activate_new);
    put_principals(w, "dataOwners", options.owners);
    put_principals(w, "infrastructureAdmins", options.admins);
    w.end_object();
    if (options.full)
        w.key("options").begin_object().field("forceRecursiveCrawl", true).end_object();
    w.end_object();
    return w.take();
}

void print_comment(const Context& context, const std::string& text) {
    context.out.line(context.out.tinted("# " + clean(text), Tint::dim));
}

std::vector<std::string> lines_of(const std::string& name, const config::Node& table) {
    std::vector<std::string> lines;
    std::istringstream text(connection_toml(name, table));
    for (std::string line; std::getline(text, line);)
        lines.push_back(line);
    return lines;
}

void print_lines_without(const Context& context, const std::string& mark,
                         const std::vector<std::string>& lines,
                         const std::vector<std::string>& without) {
    for (const std::string& line : lines) {
        if (std::find(without.begin(), without.end(), line) == without.end())
            context.out.line(mark + clean(line));
    }
}

void print_difference(const Context& context, const std::string& name, const config::Node& before,
                      const config::Node& after) {
    const auto old_lines = lines_of(name, before), new_lines = lines_of(name, after);
    if (old_lines == new_lines) context.out.line("  it is defined like that already");
    print_lines_without(context, "  - ", old_lines, new_lines);
    print_lines_without(context, "  + ", new_lines, old_lines);
}

void print_shown(const Context& context, const std::string& name, const json::Value& answer) {
    if (answer["registered"].boolean()) {
        print_comment(context, "registered by " + answer["createdBy"].text() + ", " +
                                   local_time(answer["createdAt"].text()));
        if (answer["updatedAt"].text() != answer["createdAt"].text())
            print_comment(context, "changed by " + answer["updatedBy"].text() + ", " +
                                       local_time(answer["updatedAt"].text()));
    } else {
        print_comment(context, "from the files");
    }
    const json::Value& health = answer["health"];
    std::string how = health["state"].text();
    if (!health["since"].is_null()) how += " since " + local_time(health["since"].text());
    if (!health["reason"].text().empty()) how += ": " + health["reason"].text();
    print_comment(context, how);
    std::string toml = connection_toml(name, json::node_of(answer["connection"], "connection"));
    toml.pop_back(); // line() ends it
    context.out.line(toml);
}

} // namespace

void add_connection(Context& context, DefinitionOptions& options) {
    WrittenConnection connection = written(options);
    put_words(connection.table, options);
    const std::string body = new_body(connection, options);
    if (options.check) {
        show_findings(context, context.client->post("/data/connection/check", body));
        return;
    }
    const auto text = change(context, Verb::post, "/data/connection", body);
    if (!text) return;
    context.out.line(context.json ? *text
                                  : connection.name + " is registered; its first crawl begins.");
}

void change_connection(Context& context, DefinitionOptions& options) {
    WrittenConnection connection = written(options);
    if (connection.active || connection.activate_new) {
        throw Failure(kUsage, options.file + " has \"active\" or \"activate_new\"",
                      "the status of a connection that is registered is set like any object's",
                      "leave them out, and use objsyncctl activate, deactivate and set");
    }
    const json::Value now = json::parse(context.client->get(url_of(connection.name)));
    if (now["connection"].is_null())
        throw Failure(kFailed, connection.name + " is not configured any more", "",
                      "register it again: objsyncctl connection add " + connection.name);
    const config::Node before = json::node_of(now["connection"], "connection");
    if (options.file.empty()) connection.table = before;
    put_words(connection.table, options);
    json::Writer w;
    w.begin_object().key("connection");
    json::write_node(w, connection.table);
    w.end_object();
    const auto text = change(context, Verb::put, url_of(connection.name), w.take());
    if (!text) {
        if (!context.json) print_difference(context, connection.name, before, connection.table);
        return;
    }
    context.out.line(context.json ? *text
                                  : connection.name + " is changed; its next crawl goes by it.");
}

void show_connection(Context& context, const std::string& name) {
    const std::string text = context.client->get(url_of(name));
    const json::Value answer = json::parse(text);
    if (context.json) {
        context.out.line(text);
    } else if (answer["connection"].is_null()) {
        print_comment(context, name +
                                   " is not configured any more: its objects are kept, and it "
                                   "has no definition");
    } else {
        print_shown(context, name, answer);
    }
}

} // namespace objsync::cli
