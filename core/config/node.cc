#include "core/config/node.h"

#include <filesystem>

namespace objsync::config {

bool same_values(const Node& a, const Node& b) {
    if (a.type != b.type || a.text != b.text || a.integer != b.integer || a.boolean != b.boolean ||
        a.items.size() != b.items.size())
        return false;
    for (size_t i = 0; i < a.items.size(); i++) {
        const Node* other = a.type == Node::Type::table ? b.find(a.items[i].key) : &b.items[i];
        if (other == nullptr || !same_values(a.items[i], *other)) return false;
    }
    return true;
}

std::string beside(const std::string& file, const std::string& path) {
    return (std::filesystem::path(file).parent_path() / path).lexically_normal().string();
}

std::string_view type_name(Node::Type type) {
    switch (type) {
        case Node::Type::table:
            return "a table";
        case Node::Type::list:
            return "a list";
        case Node::Type::text:
            return "a string";
        case Node::Type::integer:
            return "an integer";
        case Node::Type::boolean:
            return "a boolean";
        case Node::Type::other:
            return "a float or date";
    }
    return "";
}

} // namespace objsync::config
