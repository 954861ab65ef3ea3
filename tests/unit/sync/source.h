// A data platform that changes at random while it is crawled: for the property test.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/model/glob.h"
#include "core/model/object.h"
#include "core/model/path.h"

namespace objsync::test {

class Random {
public:
    explicit Random(uint64_t seed) : engine_(seed * 0x9e3779b97f4a7c15u + 1) {}
    // 0 .. n - 1
    int below(size_t n) { return n == 0 ? 0 : static_cast<int>(engine_() % n); }
    bool one_in(int n) { return below(static_cast<size_t>(n)) == 0; }
    bool percent(int p) { return below(100) < p; }
    template <typename T>
    auto& pick(T& list) {
        return list[static_cast<size_t>(below(list.size()))];
    }

private:
    std::mt19937_64 engine_;
};

struct Node {
    int64_t uid = 0; // one for each object that ever was
    std::string name, id;
    bool folder = false, view = false;
    bool hidden = false; // from the poorer of the two roles
    int owner = 0, columns = 1, tags = 0;
    int64_t version = 0; // of what is directly below
    Node* parent = nullptr;
    std::map<std::string, std::unique_ptr<Node>> children;
    std::set<std::string> dropped; // names below that are gone
};

class Source {
public:
    enum class Ids { none, all, some };
    explicit Source(Ids ids) : ids_(ids) { root_.folder = true; }

    // Something changes; says what.
    std::string mutate(Random& random);

    [[nodiscard]] Node& root() { return root_; }
    [[nodiscard]] Node* find(const std::string& path);
    [[nodiscard]] static std::string path_of(const Node& node);
    // All below the root, folders first.
    [[nodiscard]] std::vector<Node*> all();
    // What a crawl can see: by path. `poor`: as the poorer role.
    [[nodiscard]] std::map<std::string, const Node*> visible(bool poor, const Filter& filter);
    [[nodiscard]] static bool visible(const Node& node, bool poor, const Filter& filter);
    // As a listing gives it, without tags; and with nothing but tags.
    [[nodiscard]] static Object listed(const Node& node);
    [[nodiscard]] static Object tagged(const Node& node);
    // Changes with everything at and below the node, and never comes back to what it was.
    [[nodiscard]] static std::string marker(const Node& node);

private:
    std::string create(Random& random, Node& parent, bool folder);
    std::string drop(Node& node);
    std::string move(Node& node, Node& to, const std::string& name);
    std::string swap(Node& a, Node& b);
    std::string edit(Random& random, Node& node);
    [[nodiscard]] std::string new_id(Random& random);
    void touch(Node& node) { node.version = ++version_; }
    [[nodiscard]] static int depth_of(const Node& node);
    [[nodiscard]] static int height_of(const Node& node);

    Ids ids_;
    Node root_;
    int64_t last_uid_ = 0;
    int64_t version_ = 0;
    std::vector<std::pair<std::string, std::string>> undroppable_; // path and id
};

} // namespace objsync::test
