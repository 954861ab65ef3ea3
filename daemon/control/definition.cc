#include "daemon/control/definition.h"

#include "daemon/control/http.h"

namespace objsync::control {

namespace {

constexpr int kMaxDepth = 16;

config::Node convert(const json::Value& value, const std::string& key, const std::string& origin,
                     int depth) {
    using Type = config::Node::Type;
    config::Node node;
    node.at.file = origin;
    node.key = key;
    if (depth > kMaxDepth)
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                      "\"" + key + "\" is nested too deeply");
    if (value.is_object()) {
        for (const auto& [name, member] : value.members())
            node.items.push_back(convert(member, name, origin, depth + 1));
    } else if (value.is_array()) {
        node.type = Type::list;
        for (const json::Value& item : value.items())
            node.items.push_back(convert(item, "", origin, depth + 1));
    } else if (value.is_text()) {
        node.type = Type::text;
        node.text = value.text();
    } else if (value.is_integer()) {
        node.type = Type::integer;
        node.integer = value.integer();
    } else if (value.is_bool()) {
        node.type = Type::boolean;
        node.boolean = value.boolean();
    } else {
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                      "\"" + key + "\" is null or a fraction, which no setting takes");
    }
    return node;
}

} // namespace

config::Node node_of(const json::Value& object, const std::string& origin) {
    if (!object.is_object())
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                      "\"connection\" must be an object");
    return convert(object, "", origin, 0);
}

void write_node(json::Writer& w, const config::Node& node) {
    using NodeType = config::Node::Type;
    switch (node.type) {
        case NodeType::table:
            w.begin_object();
            for (const config::Node& item : node.items) {
                w.key(item.key);
                write_node(w, item);
            }
            w.end_object();
            break;
        case NodeType::list:
            w.begin_array();
            for (const config::Node& item : node.items)
                write_node(w, item);
            w.end_array();
            break;
        case NodeType::text:
        case NodeType::other:
            w.text(node.text);
            break;
        case NodeType::integer:
            w.integer(node.integer);
            break;
        case NodeType::boolean:
            w.boolean(node.boolean);
            break;
    }
}

} // namespace objsync::control
