#include "core/config/load.h"

#include <toml++/toml.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace objsync::config {

namespace {

Node to_node(const toml::node& value, const std::string& file);

Origin origin(const toml::source_region& region, const std::string& file) {
    return {file, static_cast<unsigned>(region.begin.line)};
}

void add_members(Node& node, const toml::table& table, const std::string& file) {
    for (const auto& [key, value] : table) {
        Node member = to_node(value, file);
        member.key = std::string(key.str());
        // Lists of tables begin at their first "[[": lists of lists have no header of their own.
        if (!value.is_array_of_tables()) member.at = origin(key.source(), file);
        node.items.push_back(std::move(member));
    }
    // toml++ keeps members by key; messages are told in the order of the file.
    std::stable_sort(node.items.begin(), node.items.end(),
                     [](const Node& a, const Node& b) { return a.at.line < b.at.line; });
}

Node to_node(const toml::node& value, const std::string& file) {
    Node node;
    node.at = origin(value.source(), file);
    node.type = Node::Type::other;
    if (const auto* table = value.as_table()) {
        node.type = Node::Type::table;
        add_members(node, *table, file);
    } else if (const auto* list = value.as_array()) {
        node.type = Node::Type::list;
        for (const toml::node& item : *list)
            node.items.push_back(to_node(item, file));
    } else if (const auto* text = value.as_string()) {
        node.type = Node::Type::text;
        node.text = text->get();
    } else if (const auto* integer = value.as_integer()) {
        node.type = Node::Type::integer;
        node.integer = integer->get();
    } else if (const auto* boolean = value.as_boolean()) {
        node.type = Node::Type::boolean;
        node.boolean = boolean->get();
    }
    return node;
}

void read_file(const std::string& file, std::vector<Source>& sources, Problems& problems) {
    // A pipe would be waited for, and a folder reads as an empty file.
    std::error_code error;
    const auto type = std::filesystem::status(file, error).type();
    if (type != std::filesystem::file_type::regular &&
        type != std::filesystem::file_type::not_found && type != std::filesystem::file_type::none) {
        problems.error({file, 0}, "it is not a regular file: give the path of a TOML file");
        return;
    }
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in || in.bad()) {
        problems.error({file, 0}, std::string("cannot read it: ") + std::strerror(errno));
        return;
    }
    sources.push_back({file, text.str()});
}

// Sections, and the tables in them, but no values: one secret has one place.
constexpr int kMergedLevels = 2;

// A later file wins key by key; lists of tables are put one after the other.
void merge(Node& into, Node&& from, int levels = kMergedLevels) {
    for (Node& item : from.items) {
        const auto same = [&](const Node& other) { return other.key == item.key; };
        const auto it = std::find_if(into.items.begin(), into.items.end(), same);
        if (it == into.items.end()) {
            into.items.push_back(std::move(item));
            continue;
        }
        const bool tables = it->type == Node::Type::list && item.type == Node::Type::list &&
                            !item.items.empty() && item.items[0].type == Node::Type::table;
        if (levels > 0 && it->type == Node::Type::table && item.type == Node::Type::table) {
            merge(*it, std::move(item), levels - 1);
        } else if (tables) {
            std::move(item.items.begin(), item.items.end(), std::back_inserter(it->items));
        } else {
            *it = std::move(item);
        }
    }
}

Loaded check_sources(const std::vector<Source>& sources, Problems problems) {
    Node root;
    for (const Source& source : sources)
        merge(root, read_toml(source, problems));
    Loaded loaded;
    loaded.config = check_config(root, problems);
    loaded.problems = std::move(problems);
    return loaded;
}

} // namespace

Node read_toml(const Source& source, Problems& problems) {
    Node root;
    root.at = {source.file, 0};
    try {
        add_members(root, toml::parse(source.text), source.file);
    } catch (const toml::parse_error& e) {
        problems.error(origin(e.source(), source.file), std::string(e.description()));
    }
    return root;
}

Loaded read_config(const std::vector<Source>& sources) {
    return check_sources(sources, {});
}

Loaded load_config(const std::string& file) {
    namespace fs = std::filesystem;
    std::vector<Source> sources;
    Problems problems;
    read_file(file, sources, problems);

    std::vector<std::string> drop_ins;
    const fs::path folder = fs::path(file).parent_path() / "conf.d";
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") drop_ins.push_back(entry.path().string());
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        problems.error({folder.string(), 0}, "cannot read the folder: " + error.message());
    }
    std::sort(drop_ins.begin(), drop_ins.end());
    for (const std::string& drop_in : drop_ins)
        read_file(drop_in, sources, problems);
    return check_sources(sources, std::move(problems));
}

} // namespace objsync::config
