#include "tests/unit/sync/source.h"

#include <algorithm>

namespace objsync::test {

namespace {

constexpr int kDeepest = 3;
// Few names, so that they are taken, return and change places all the time.
const std::vector<std::string> kNames = {"a", "b", "c", "d", "e"};

void collect(Node& node, std::vector<Node*>& list) {
    for (const auto& [name, child] : node.children) {
        list.push_back(child.get());
        collect(*child, list);
    }
}

bool is_below(const Node& node, const Node& top) {
    for (const Node* at = &node; at != nullptr; at = at->parent) {
        if (at == &top) return true;
    }
    return false;
}

int64_t newest(const Node& node) {
    int64_t version = node.version;
    for (const auto& [name, child] : node.children)
        version = std::max(version, newest(*child));
    return version;
}

} // namespace

Node* Source::find(const std::string& path) {
    Node* at = &root_;
    for (const Segment& s : decode_path(path)) {
        const auto it = at->children.find(s.name);
        if (it == at->children.end()) return nullptr;
        at = it->second.get();
    }
    return at;
}

std::string Source::path_of(const Node& node) {
    if (node.parent == nullptr) return "";
    const std::string above = path_of(*node.parent);
    return above.empty() ? node.name : above + "/" + node.name;
}

int Source::depth_of(const Node& node) {
    return node.parent == nullptr ? 0 : 1 + depth_of(*node.parent);
}

int Source::height_of(const Node& node) {
    int height = 0;
    for (const auto& [name, child] : node.children)
        height = std::max(height, 1 + height_of(*child));
    return height;
}

std::vector<Node*> Source::all() {
    std::vector<Node*> list;
    collect(root_, list);
    std::stable_partition(list.begin(), list.end(), [](const Node* n) { return n->folder; });
    return list;
}

bool Source::visible(const Node& node, bool poor, const Filter& filter) {
    if (node.parent == nullptr) return true;
    if (poor && node.hidden) return false;
    const std::string path = path_of(node);
    if (!filter.listed(path) && !(node.folder && filter.may_contain(path))) return false;
    return visible(*node.parent, poor, filter);
}

std::map<std::string, const Node*> Source::visible(bool poor, const Filter& filter) {
    std::map<std::string, const Node*> list;
    for (const Node* node : all()) {
        if (visible(*node, poor, filter)) list.emplace(path_of(*node), node);
    }
    return list;
}

Object Source::listed(const Node& n) {
    Object o;
    o.name = n.name;
    o.kind = n.folder ? "folder" : n.view ? "view" : "table";
    if (!n.id.empty()) o.platform_id = n.id;
    if (n.owner > 0) o.owner = "owner" + std::to_string(n.owner);
    if (!n.folder) {
        o.columns.emplace();
        for (int i = 1; i <= n.columns; i++) {
            Column c;
            c.name = "c" + std::to_string(i);
            c.ordinal = static_cast<uint32_t>(i);
            c.type = i == n.columns ? "int" : "text";
            o.columns->push_back(std::move(c));
        }
    }
    o.stamp = std::to_string(n.version);
    return o;
}

Object Source::tagged(const Node& n) {
    Object o;
    o.tags.emplace();
    for (int i = 0; i < n.tags; i++)
        o.tags->push_back({"", "tag" + std::to_string(i), ""});
    return o;
}

std::string Source::marker(const Node& n) {
    return std::to_string(n.uid) + " " + std::to_string(newest(n));
}

std::string Source::new_id(Random& random) {
    if (ids_ == Ids::none || (ids_ == Ids::some && random.one_in(3))) return "";
    return "id" + std::to_string(last_uid_);
}

std::string Source::create(Random& random, Node& parent, bool folder) {
    const std::string& name = random.pick(kNames);
    if (parent.children.count(name) != 0)
        return drop(*parent.children.at(name)) + " (its name was wanted)";
    auto node = std::make_unique<Node>();
    node->uid = ++last_uid_;
    node->name = name;
    node->id = new_id(random);
    node->folder = folder;
    node->parent = &parent;
    touch(*node);
    touch(parent);
    parent.dropped.erase(name);
    const std::string path = path_of(*node);
    const auto old = std::find_if(undroppable_.begin(), undroppable_.end(),
                                  [&](const auto& u) { return u.first == path; });
    std::string how = "create ";
    if (old != undroppable_.end() && random.one_in(2)) {
        node->id = old->second;
        undroppable_.erase(old);
        how = "undrop ";
    }
    const std::string id = node->id;
    parent.children[name] = std::move(node);
    return how + path + (folder ? "/" : "") + " #" + id;
}

std::string Source::drop(Node& node) {
    const std::string path = path_of(node);
    Node& parent = *node.parent;
    if (!node.folder && !node.id.empty()) undroppable_.emplace_back(path, node.id);
    touch(parent);
    parent.dropped.insert(node.name);
    parent.children.erase(node.name);
    return "drop " + path;
}

std::string Source::move(Node& node, Node& to, const std::string& name) {
    if (!to.folder || is_below(to, node) || to.children.count(name) != 0 ||
        depth_of(to) + 1 + height_of(node) > kDeepest)
        return "(no move)";
    const std::string before = path_of(node);
    Node& parent = *node.parent;
    auto owned = std::move(parent.children.at(node.name));
    parent.children.erase(node.name);
    parent.dropped.insert(node.name);
    touch(parent);
    owned->name = name;
    owned->parent = &to;
    touch(to);
    to.dropped.erase(name);
    Node& moved = *(to.children[name] = std::move(owned));
    return "move " + before + " to " + path_of(moved);
}

std::string Source::swap(Node& a, Node& b) {
    if (&a == &b || a.parent != b.parent) return "(no swap)";
    Node& parent = *a.parent;
    const std::string story = "swap " + path_of(a) + " and " + path_of(b);
    auto& at_a = parent.children.at(a.name);
    auto& at_b = parent.children.at(b.name);
    std::swap(at_a, at_b);
    std::swap(a.name, b.name);
    touch(parent);
    return story;
}

std::string Source::edit(Random& random, Node& node) {
    touch(*node.parent);
    touch(node);
    switch (random.below(5)) {
        case 0:
            node.owner = random.below(3);
            return "owner of " + path_of(node);
        case 1:
            node.columns = random.below(4);
            return "columns of " + path_of(node);
        case 2:
            node.tags = random.below(3);
            return "tags of " + path_of(node);
        case 3:
            if (!node.folder) node.view = !node.view;
            return "kind of " + path_of(node);
        default:
            node.hidden = !node.hidden;
            return std::string(node.hidden ? "hide " : "show ") + path_of(node);
    }
}

std::string Source::mutate(Random& random) {
    std::vector<Node*> nodes = all();
    std::vector<Node*> folders = {&root_};
    for (Node* n : nodes) {
        if (n->folder && depth_of(*n) < kDeepest) folders.push_back(n);
    }
    const int what = random.below(100);
    Node& folder = *random.pick(folders);
    if (what < 30 || nodes.size() < 4) return create(random, folder, false);
    if (what < 40 && depth_of(folder) + 1 < kDeepest) return create(random, folder, true);
    Node& node = *random.pick(nodes);
    if (what < 50) return drop(node);
    if (what < 58) return move(node, *node.parent, random.pick(kNames));
    if (what < 66) return move(node, folder, random.one_in(2) ? node.name : random.pick(kNames));
    if (what < 72) return swap(node, *random.pick(nodes));
    if (what < 78 && !node.folder) {
        Node& parent = *node.parent;
        const std::string story = drop(node);
        return story + ", " + create(random, parent, false);
    }
    return edit(random, node);
}

} // namespace objsync::test
