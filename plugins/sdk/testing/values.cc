#include "plugins/sdk/testing/values.h"

#include <stdexcept>

namespace objsync::testing {

Values& Values::put(Node node) {
    const std::string name = node.name;
    members_[name] = std::move(node);
    return *this;
}

Values& Values::text(const std::string& name, const std::string& text) {
    return put({OBJSYNC_STRING, name, text, 0, {}});
}

Values& Values::secret(const std::string& name, const std::string& text) {
    return put({OBJSYNC_SECRET, name, text, 0, {}});
}

Values& Values::integer(const std::string& name, int64_t value) {
    return put({OBJSYNC_INTEGER, name, {}, value, {}});
}

Values& Values::flag(const std::string& name, bool value) {
    return put({OBJSYNC_BOOLEAN, name, {}, value ? 1 : 0, {}});
}

Values& Values::duration_ms(const std::string& name, int64_t ms) {
    return put({OBJSYNC_DURATION, name, {}, ms, {}});
}

Values& Values::list(const std::string& name, const std::vector<std::string>& items) {
    Node list{OBJSYNC_LIST, name, {}, 0, {}};
    for (const auto& item : items)
        list.items.push_back({OBJSYNC_STRING, {}, item, 0, {}});
    return put(std::move(list));
}

Values& Values::map(const std::string& name, const std::map<std::string, std::string>& items) {
    Node map{OBJSYNC_MAP, name, {}, 0, {}};
    for (const auto& [key, value] : items)
        map.items.push_back({OBJSYNC_STRING, key, value, 0, {}});
    return put(std::move(map));
}

Values& Values::records(const std::string& name, const std::vector<Values>& items) {
    Node list{OBJSYNC_RECORDS, name, {}, 0, {}};
    for (const auto& item : items)
        list.items.push_back(item.node());
    return put(std::move(list));
}

Values& Values::from_text(const std::string& name, uint32_t type, const std::string& text) {
    if (type == OBJSYNC_BOOLEAN) return flag(name, text == "true");
    if (type == OBJSYNC_INTEGER) return integer(name, std::stoll(text));
    if (type == OBJSYNC_DURATION) {
        static const std::map<std::string, int64_t> kUnits = {
            {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
        size_t digits = 0;
        const int64_t number = std::stoll(text, &digits);
        return duration_ms(name, number * kUnits.at(text.substr(digits)));
    }
    if (type == OBJSYNC_STRING || type == OBJSYNC_SECRET) return this->text(name, text);
    throw std::invalid_argument("no default text for the type of option '" + name + "'");
}

Values& Values::unset(const std::string& name) {
    members_.erase(name);
    return *this;
}

std::vector<std::string> Values::names() const {
    std::vector<std::string> out;
    for (const auto& [name, node] : members_)
        out.push_back(name);
    return out;
}

Values::Node Values::node() const {
    Node map{OBJSYNC_MAP, {}, {}, 0, {}};
    for (const auto& [name, node] : members_)
        map.items.push_back(node);
    return map;
}

void Values::fill(const Node& node, bool named, objsync_value& out,
                  std::deque<std::vector<objsync_value>>& storage) {
    out = {};
    out.size = sizeof(out);
    out.type = node.type;
    if (named) out.name = {node.name.data(), node.name.size()};
    if (node.type == OBJSYNC_STRING || node.type == OBJSYNC_SECRET) {
        out.text = {node.text.data(), node.text.size()};
    }
    out.integer = node.integer;
    if (node.items.empty()) return;
    auto& items = storage.emplace_back(node.items.size());
    for (size_t i = 0; i < node.items.size(); ++i) {
        fill(node.items[i], node.type == OBJSYNC_MAP, items[i], storage);
    }
    out.items = items.data();
    out.n_items = items.size();
}

const objsync_value* Values::c() const {
    storage_.clear();
    root_ = node();
    fill(root_, false, out_, storage_);
    return &out_;
}

} // namespace objsync::testing
