#include "tests/plugins/synthetic/tree.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/plugins/abi.h"

using objsync::synthetic::Shape;
using objsync::synthetic::Tree;
using objsync::test_plugin::view;

namespace {

// Name -> everything else of one schema, as one text.
std::map<std::string, std::string> listing(const Shape& shape, int64_t schema) {
    Tree tree(shape);
    std::map<std::string, std::string> out;
    for (int64_t n = 0; n < tree.slots(); ++n) {
        if (!tree.load(schema, tree.slot_at(n))) continue;
        const objsync_object& o = tree.object();
        std::string text(view(o.platform_id));
        text += "|" + std::string(view(o.comment));
        for (size_t i = 0; i < o.n_columns; ++i)
            text +=
                "|" + std::string(view(o.columns[i].name)) + std::string(view(o.columns[i].type));
        const bool is_new = out.emplace(view(o.name), text).second;
        CHECK(is_new);
    }
    return out;
}

Shape small() {
    Shape shape;
    shape.schemas = 2;
    shape.tables = 1000;
    return shape;
}

} // namespace

TEST_CASE("the synthetic tree is the same for the same seed and another for another") {
    Shape other = small();
    other.seed = 2;
    CHECK(listing(small(), 0).size() == 1000);
    CHECK(listing(small(), 0) == listing(small(), 0));
    CHECK(listing(small(), 0) != listing(small(), 1));
    CHECK(listing(small(), 0) != listing(other, 0));
}

TEST_CASE("shuffled, the synthetic tree has the same tables in another order") {
    Shape shuffled = small();
    shuffled.shuffled = true;
    CHECK(listing(shuffled, 0) == listing(small(), 0));
    CHECK(Tree(shuffled).slot_at(1) != Tree(shuffled).slot_at(0) + 1);
}

TEST_CASE("a round changes, adds, removes and renames about the shares asked for") {
    Shape after = small();
    after.rounds = 1;
    after.changed = 0.1;
    after.added = 0.05;
    after.removed = 0.02;
    after.renamed = 0.03;
    const auto before = listing(small(), 0);
    const auto now = listing(after, 0);
    size_t changed = 0, gone = 0, come = 0, renamed = 0;
    for (const auto& [name, text] : before) {
        const auto found = now.find(name);
        if (found == now.end())
            ++gone;
        else if (found->second != text)
            ++changed;
    }
    for (const auto& [name, text] : now) {
        if (name.ends_with("_R1"))
            ++renamed;
        else if (!before.contains(name))
            ++come;
    }
    CHECK(come == 50);
    CHECK(changed > 70);
    CHECK(changed < 130);
    CHECK(renamed > 15);
    CHECK(renamed < 50);
    CHECK(gone > renamed + 5);
}

TEST_CASE("a later round keeps what earlier ones did") {
    Shape one = small(), two = small();
    one.rounds = 1;
    two.rounds = 2;
    one.changed = two.changed = 0.1;
    const auto first = listing(small(), 0), second = listing(one, 0), third = listing(two, 0);
    size_t kept = 0, undone = 0;
    for (const auto& [name, text] : second) {
        if (text == first.at(name)) continue;
        (third.at(name) == first.at(name) ? undone : kept) += 1;
    }
    CHECK(kept > 50);
    CHECK(undone == 0);
}
