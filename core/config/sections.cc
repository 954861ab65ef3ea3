#include "core/config/sections.h"

namespace objsync::config {

const Node* section(const Node& parent, const std::string& name, Problems& problems) {
    const Node* node = parent.find(name);
    if (node == nullptr || node->type == Node::Type::table) return node;
    if (node->at.in_request) {
        problems.error(node->at, "\"" + name + "\" must be an object, not " +
                                     std::string(type_name(node->type)));
        return nullptr;
    }
    const bool twice = node->type == Node::Type::list;
    problems.error(node->at, "\"" + name + "\" is a section: write [" + name + "]" +
                                 (twice ? " once, with single brackets" : ""));
    return nullptr;
}

std::vector<const Node*> sections(const Node& parent, const std::string& name,
                                  const std::string& header, Problems& problems) {
    std::vector<const Node*> out;
    const Node* list = parent.find(name);
    if (list == nullptr) return out;
    if (list->type != Node::Type::list) {
        problems.error(
            list->at, list->at.in_request
                          ? "\"" + name + "\" must be a list of objects"
                          : "write [[" + header + "]], with double brackets: there can be several");
        return out;
    }
    for (const Node& item : list->items) {
        if (item.type == Node::Type::table) {
            out.push_back(&item);
        } else {
            problems.error(item.at, item.at.in_request
                                        ? "must be an object"
                                        : "must be a table: write [[" + header + "]]");
        }
    }
    return out;
}

} // namespace objsync::config
