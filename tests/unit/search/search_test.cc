// Random stores that change, searched in random ways, against looking at every object.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "core/store/search_index.h"
#include "tests/unit/search/library.h"

using namespace objsync;
using namespace objsync::test;
using namespace objsync::store::query;
using store::Presence;

namespace {

class Chance {
public:
    explicit Chance(unsigned seed) : random_(seed) {}
    size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
    bool one_in(size_t n) { return below(n) == 0; }
    template <typename T>
    const T& of(const std::vector<T>& items) {
        return items[below(items.size())];
    }

private:
    std::mt19937 random_;
};

const std::vector<std::string> kParts = {"fact", "dim", "_", "or", "ders", "x", "\xc3\xa9", "o"};
const std::vector<std::string> kKinds = {"table", "view", "schema", ""};
const std::vector<std::string> kTagNames = {"pii", "area", "cost"};
const std::vector<std::string> kTagValues = {"", "high", "low"};
const std::vector<std::string> kGlobs = {"fact*", "*ders",  "*or*",   "*",  "orders", "*o*o*",
                                         "dim*x", "*\xa9*", "*d*er*", "o*", "*_"};

Thing make_thing(Chance& chance) {
    Thing thing;
    for (size_t n = 1 + chance.below(4); n > 0; --n)
        thing.name += chance.of(kParts);
    thing.kind = chance.of(kKinds);
    for (size_t n = chance.below(3); n > 0; --n) {
        const std::string column = chance.one_in(2) ? "id" : "";
        thing.tags.push_back({column, chance.of(kTagNames), chance.of(kTagValues)});
    }
    thing.changed_at = static_cast<int64_t>(1 + chance.below(20));
    thing.container = chance.one_in(8);
    return thing;
}

class World {
public:
    explicit World(unsigned seed) : chance(seed) {
        for (const int64_t conn : {1, 2}) {
            Thing root = {.name = "root", .kind = "connection"};
            root.container = true;
            containers_.push_back({conn, library.add(conn, 0, root)});
        }
    }

    void step() {
        const auto [conn, oid] = any();
        switch (chance.below(9)) {
            case 0:
            case 1:
            case 2:
                add();
                break;
            case 3:
            case 4:
                if (!is_container(oid)) {
                    Thing thing = make_thing(chance);
                    thing.container = false;
                    library.change(oid, thing);
                }
                break;
            case 5:
                if (!is_container(oid))
                    library.set_presence(oid, static_cast<Presence>(chance.below(4)));
                break;
            case 6:
                library.announce(oid, chance.one_in(2));
                break;
            case 7:
                library.local_tags.put(oid, {{chance.of(kTagNames), chance.of(kTagValues)}});
                break;
            default:
                if (!is_container(oid)) {
                    library.erase(oid);
                    std::erase(others_, Known{conn, oid});
                }
        }
    }

    // A transaction of several steps that is kept or not.
    void burst() {
        const auto containers = containers_, others = others_;
        library.begin();
        for (size_t n = chance.below(60); n > 0; --n)
            step();
        if (!chance.one_in(4)) {
            library.commit();
            return;
        }
        library.roll_back();
        containers_ = containers;
        others_ = others;
    }

    SearchPlace place() {
        const auto [conn, top] = chance.of(containers_);
        return {top, conn, chance.one_in(2)};
    }

    // Fills in some filters; returns the glob, as NamePattern does not tell it.
    std::string make(SearchFilter& filter) {
        std::string glob;
        if (chance.one_in(2)) {
            glob = chance.of(kGlobs);
            filter.name.emplace(glob);
        }
        if (chance.one_in(4)) filter.kind = kKinds[chance.below(3)];
        if (chance.one_in(4)) filter.active = chance.one_in(2);
        if (chance.one_in(3)) filter.presence = static_cast<Presence>(chance.below(4));
        if (chance.one_in(3)) filter.tag = chance.of(kTagNames);
        if (filter.tag && chance.one_in(2)) filter.tag_value = chance.of(kTagValues);
        if (chance.one_in(3)) filter.changed_since = static_cast<int64_t>(chance.below(22));
        if (chance.one_in(5)) filter.depth = static_cast<int64_t>(1 + chance.below(3));
        return glob;
    }

    void check_searches(int how_many) {
        while (how_many-- > 0) {
            SearchFilter filter;
            const std::string glob = make(filter);
            const SearchPlace where = place();
            const auto expected = expect_all(library, where, filter, glob);
            // Now and then each slice looks at one thing only.
            const bool hasty = chance.one_in(3);
            auto found = find_all(library, where, filter, 1 + chance.below(20), hasty).oids;
            std::sort(found.begin(), found.end());
            INFO("name " << glob << " kind " << filter.kind.value_or("-") << " tag "
                         << filter.tag.value_or("-") << " top " << where.top);
            REQUIRE(found == expected);
        }
    }

    Library library;
    Chance chance;

private:
    struct Known {
        int64_t conn, oid;
        bool operator==(const Known&) const = default;
    };

    void add() {
        const Known parent = chance.of(containers_);
        const Thing thing = make_thing(chance);
        const Known made{parent.conn, library.add(parent.conn, parent.oid, thing)};
        (thing.container ? containers_ : others_).push_back(made);
    }
    Known any() {
        const size_t at = chance.below(containers_.size() + others_.size());
        return at < containers_.size() ? containers_[at] : others_[at - containers_.size()];
    }
    bool is_container(int64_t oid) const {
        return std::any_of(containers_.begin(), containers_.end(),
                           [&](const Known& known) { return known.oid == oid; });
    }

    std::vector<Known> containers_, others_;
};

} // namespace

TEST_CASE("a search finds what looking at every object finds, whatever has changed before") {
    const unsigned seed = GENERATE(1u, 2u, 3u, 4u);
    World world(seed);
    INFO("seed " << seed);
    for (int round = 0; round < 12; ++round) {
        for (int n = 0; n < 4; ++n)
            world.burst();
        world.check_searches(40);
    }
}

TEST_CASE("the index that a migration builds finds the same") {
    World world(7);
    for (int n = 0; n < 20; ++n)
        world.burst();
    store::Database& db = world.library.db();
    db.exec("DELETE FROM name_block");
    db.exec("DELETE FROM platform_tag");
    db.exec("BEGIN");
    store::build_search_index(db);
    db.exec("COMMIT");
    world.check_searches(100);
    for (int n = 0; n < 10; ++n)
        world.burst();
    world.check_searches(100);
}
