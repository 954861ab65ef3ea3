#include "daemon/cli/definition.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/config/load.h"
#include "daemon/cli/client.h"
#include "daemon/json/value.h"

namespace objsync::cli {

namespace {

using config::Node;

std::optional<bool> take_flag(Node& table, const std::string& key) {
    const auto it = std::find_if(table.items.begin(), table.items.end(),
                                 [&](const Node& item) { return item.key == key; });
    if (it == table.items.end()) return std::nullopt;
    if (it->type != Node::Type::boolean)
        throw Failure(kUsage, it->at.text() + ": \"" + key + "\" must be true or false");
    const bool value = it->boolean;
    table.items.erase(it);
    return value;
}

// What the text is as a TOML value; what is none, and what no option takes, is a text.
Node value_of(const std::string& text) {
    config::Problems problems;
    const Node parsed = config::read_toml({"", "value = " + text}, problems);
    const bool one = problems.ok() && parsed.items.size() == 1;
    if (one && parsed.items[0].type != Node::Type::other) return parsed.items[0];
    Node node;
    node.type = Node::Type::text;
    node.text = text;
    return node;
}

Node* member(Node& table, const std::string& key) {
    const auto it = std::find_if(table.items.begin(), table.items.end(),
                                 [&](const Node& item) { return item.key == key; });
    return it == table.items.end() ? nullptr : &*it;
}

std::vector<std::string> steps_of(const std::string& key) {
    std::vector<std::string> steps(1);
    for (const char c : key) {
        if (c == '.')
            steps.emplace_back();
        else
            steps.back() += c;
    }
    const bool empty = std::any_of(steps.begin(), steps.end(),
                                   [](const std::string& step) { return step.empty(); });
    if (empty)
        throw Failure(kUsage, "\"" + key + "\" is no key", "",
                      "write one such as every=6h or options.host=db1");
    return steps;
}

std::string key_text(const std::string& key) {
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    return bare ? key : json::to_text(json::Value(key));
}

std::string inline_text(const Node& node) {
    std::string text;
    switch (node.type) {
        case Node::Type::integer:
            return std::to_string(node.integer);
        case Node::Type::boolean:
            return node.boolean ? "true" : "false";
        case Node::Type::list:
            for (const Node& item : node.items)
                text += (text.empty() ? "" : ", ") + inline_text(item);
            return "[" + text + "]";
        case Node::Type::table:
            for (const Node& item : node.items)
                text +=
                    (text.empty() ? " " : ", ") + key_text(item.key) + " = " + inline_text(item);
            return "{" + text + " }";
        default:
            // Escapes of JSON are escapes of TOML, too.
            return json::to_text(json::Value(node.text));
    }
}

bool is_section(const Node& node) {
    const bool tables = node.type == Node::Type::list && !node.items.empty() &&
                        std::all_of(node.items.begin(), node.items.end(), [](const Node& item) {
                            return item.type == Node::Type::table;
                        });
    return node.type == Node::Type::table || tables;
}

void put_table(std::string& out, const Node& table, const std::string& path) {
    for (const Node& item : table.items) {
        if (!is_section(item)) out += key_text(item.key) + " = " + inline_text(item) + "\n";
    }
    // TOML wants the sub-tables last.
    for (const Node& item : table.items) {
        if (!is_section(item)) continue;
        const std::string below = path + "." + key_text(item.key);
        if (item.type == Node::Type::table) {
            out += "[" + below + "]\n";
            put_table(out, item, below);
            continue;
        }
        for (const Node& one : item.items) {
            out += "[[" + below + "]]\n";
            put_table(out, one, below);
        }
    }
}

} // namespace

WrittenConnection read_connection_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in) throw Failure(kUsage, "Cannot read " + file);
    config::Problems problems;
    const Node root = config::read_toml({file, text.str()}, problems);
    if (!problems.ok()) throw Failure(kUsage, "The file is wrong", "", "", problems.lines());
    const Node* sections = root.find("connection");
    if (sections == nullptr || sections->type != Node::Type::list || sections->items.size() != 1 ||
        sections->items[0].type != Node::Type::table || root.items.size() != 1)
        throw Failure(kUsage, file + " must hold one [[connection]], and nothing else", "",
                      "write it as a file of conf.d");
    WrittenConnection written;
    written.table = sections->items[0];
    if (Node* name = member(written.table, "name")) {
        written.name = name->text;
        take_out(written.table, "name");
    }
    written.active = take_flag(written.table, "active");
    written.activate_new = take_flag(written.table, "activate_new");
    return written;
}

void put_word(Node& table, const std::string& word) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos)
        throw Failure(kUsage, "\"" + word + "\" is no KEY=VALUE", "",
                      "write it as every=6h or options.host=db1");
    const std::vector<std::string> steps = steps_of(word.substr(0, equals));
    Node* at = &table;
    for (const std::string& step : steps) {
        if (at->type != Node::Type::table)
            throw Failure(kUsage, "\"" + word + "\" goes into what is no table");
        Node* next = member(*at, step);
        if (next == nullptr) {
            at->items.emplace_back();
            next = &at->items.back();
            next->key = step;
        }
        at = next;
    }
    *at = value_of(word.substr(equals + 1));
    at->key = steps.back();
}

void take_out(Node& table, const std::string& key) {
    const std::vector<std::string> steps = steps_of(key);
    Node* at = &table;
    for (size_t i = 0; at != nullptr && i + 1 < steps.size(); i++)
        at = member(*at, steps[i]);
    const size_t erased = at == nullptr ? 0 : std::erase_if(at->items, [&](const Node& item) {
        return item.key == steps.back();
    });
    if (erased == 0) throw Failure(kUsage, "There is no \"" + key + "\" to take out");
}

std::string connection_toml(const std::string& name, const Node& table) {
    std::string out = "[[connection]]\nname = " + json::to_text(json::Value(name)) + "\n";
    put_table(out, table, "connection");
    return out;
}

} // namespace objsync::cli
