// The options of a job, built by name. Strings may be given to secrets too.
#pragma once

#include <objsync/plugin.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace objsync::testing {

struct ValueNode {
    uint32_t type = 0;
    std::string name; // of a map's member
    std::string text;
    int64_t integer = 0;
    std::vector<ValueNode> items;
};

class Values {
public:
    Values& text(const std::string& name, const std::string& text);
    Values& secret(const std::string& name, const std::string& text);
    Values& integer(const std::string& name, int64_t value);
    Values& flag(const std::string& name, bool value);
    Values& duration_ms(const std::string& name, int64_t ms);
    Values& list(const std::string& name, const std::vector<std::string>& items);
    Values& map(const std::string& name, const std::map<std::string, std::string>& items);
    Values& records(const std::string& name, const std::vector<Values>& items);
    // As the configuration would write it: "true", "30s", "5".
    Values& from_text(const std::string& name, uint32_t type, const std::string& text);
    Values& unset(const std::string& name);

    [[nodiscard]] bool has(const std::string& name) const { return members_.contains(name); }
    [[nodiscard]] std::vector<std::string> names() const;

    // Points into this object; valid until it is changed or c() is called again.
    [[nodiscard]] const objsync_value* c() const;

private:
    using Node = ValueNode;

    static void fill(const Node& node, bool named, objsync_value& out,
                     std::deque<std::vector<objsync_value>>& storage);
    Values& put(Node node);
    [[nodiscard]] Node node() const;

    std::map<std::string, Node> members_;
    mutable std::deque<std::vector<objsync_value>> storage_;
    mutable objsync_value out_{};
    mutable Node root_;
};

} // namespace objsync::testing
