#include "daemon/json/node.h"

#include "core/base/error.h"

namespace objsync::json {

namespace {

using config::Node;

constexpr int kMaxDepth = 16;

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw Error(ErrorKind::input, path + ": " + why);
}

Node convert(const Value& value, const std::string& key, const std::string& path, int depth) {
    Node node;
    node.at = {path, 0, true};
    node.key = key;
    if (depth > kMaxDepth) fail(path, "it is nested too deeply");
    if (value.is_object()) {
        for (const auto& [name, member] : value.members()) {
            if (node.find(name) != nullptr) fail(path + "." + name, "it is given twice");
            node.items.push_back(convert(member, name, path + "." + name, depth + 1));
        }
    } else if (value.is_array()) {
        node.type = Node::Type::list;
        for (const Value& item : value.items()) {
            const std::string at = path + "[" + std::to_string(node.items.size()) + "]";
            node.items.push_back(convert(item, "", at, depth + 1));
        }
    } else if (value.is_text()) {
        node.type = Node::Type::text;
        node.text = value.text();
    } else if (value.is_integer()) {
        node.type = Node::Type::integer;
        node.integer = value.integer();
    } else if (value.is_bool()) {
        node.type = Node::Type::boolean;
        node.boolean = value.boolean();
    } else {
        fail(path, "no setting takes null or a fraction; leave out what is not to be given");
    }
    return node;
}

} // namespace

Node node_of(const Value& value, const std::string& path) {
    return convert(value, "", path, 0);
}

void write_node(Writer& w, const Node& node) {
    switch (node.type) {
        case Node::Type::table:
            w.begin_object();
            for (const Node& item : node.items) {
                w.key(item.key);
                write_node(w, item);
            }
            w.end_object();
            break;
        case Node::Type::list:
            w.begin_array();
            for (const Node& item : node.items)
                write_node(w, item);
            w.end_array();
            break;
        case Node::Type::text:
        case Node::Type::other:
            w.text(node.text);
            break;
        case Node::Type::integer:
            w.integer(node.integer);
            break;
        case Node::Type::boolean:
            w.boolean(node.boolean);
            break;
    }
}

std::string node_text(const Node& node) {
    Writer w;
    write_node(w, node);
    return w.take();
}

} // namespace objsync::json
