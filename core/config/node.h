// Values of a configuration as a tree, each with the place it was written at. What load.cc makes of
// TOML, and the API of a request's JSON; all that the rest of core/config knows of either.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace objsync::config {

struct Origin {
    std::string file;        // of a request: the path of the member, as connection.options.host
    unsigned line = 0;       // 0: the file as a whole
    bool in_request = false; // written in JSON
    [[nodiscard]] std::string text() const {
        return line == 0 ? file : file + ":" + std::to_string(line);
    }
    bool operator==(const Origin&) const = default;
};

struct Node {
    enum class Type { table, list, text, integer, boolean, other }; // other: floats, dates

    Type type = Type::table;
    Origin at;
    std::string key; // of a table's member
    std::string text;
    int64_t integer = 0;
    bool boolean = false;
    std::vector<Node> items; // of lists, in order, and of tables, in the order of the file

    // A table's member; nullptr if it has none of this key.
    [[nodiscard]] const Node* find(std::string_view member) const {
        const auto it = std::find_if(items.begin(), items.end(),
                                     [&](const Node& item) { return item.key == member; });
        return type == Type::table && it != items.end() ? &*it : nullptr;
    }
};

// Whether they hold the same, wherever it was written and in whatever order members come.
[[nodiscard]] bool same_values(const Node& a, const Node& b);

// A path as given relative to the folder of the file that names it.
[[nodiscard]] std::string beside(const std::string& file, const std::string& path);

// "a string", "a list", ...: for messages.
[[nodiscard]] std::string_view type_name(Node::Type type);

} // namespace objsync::config
