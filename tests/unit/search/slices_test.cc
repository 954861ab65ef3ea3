// What a search finds while it goes on in slices, and the store changes in between.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "core/base/error.h"
#include "tests/unit/search/library.h"

using namespace objsync;
using namespace objsync::test;
using namespace objsync::store::query;
using Catch::Contains;

namespace {

struct Shelf {
    Library library;
    int64_t root = 0;
    TreeQuery tree{library.db()};
    Search search{library.db(), tree};

    explicit Shelf(int count, const std::string& name = "orders_") {
        Thing top = {.name = "shop", .kind = "connection"};
        top.container = true;
        library.begin();
        root = library.add(1, 0, top);
        for (int i = 0; i < count; ++i) {
            library.add(1, root,
                        {.name = name + std::to_string(i),
                         .tags = {{"", "pii", "v"}},
                         .changed_at = 100 + i});
        }
        library.commit();
    }

    SearchSlice page(const SearchFilter& filter, const std::optional<SearchPosition>& after,
                     size_t limit, std::map<int64_t, int>& times, bool hasty = false) {
        return search.run(
            {root, 1, false}, filter, after, limit, [&] { return hasty; },
            [&](const FoundObject& object) { ++times[object.row.oid]; });
    }

    // To the end, with `between` after each page.
    template <typename F>
    std::map<int64_t, int> pages(const SearchFilter& filter, size_t limit, F between) {
        std::map<int64_t, int> times;
        std::optional<SearchPosition> after;
        for (;;) {
            const auto slice = page(filter, after, limit, times);
            if (slice.ended) return times;
            after = slice.position;
            between();
        }
    }
};

SearchFilter named(const std::string& glob) {
    SearchFilter filter;
    filter.name.emplace(glob);
    return filter;
}

} // namespace

TEST_CASE("what is there all along is found once, while other objects come, change and go") {
    Shelf shelf(60);
    SearchFilter filter = named("orders_*");
    if (GENERATE(false, true)) filter.tag = "pii";
    int64_t next = 2; // the oids of the tables begin here
    const auto times = shelf.pages(filter, 7, [&] {
        shelf.library.add(1, shelf.root, {.name = "orders_new", .tags = {{"", "pii", "a"}}});
        shelf.library.change(next, {.name = "renamed", .tags = {{"", "pii", "z"}}});
        shelf.library.erase(next + 1);
        next += 2;
    });
    for (const auto& [oid, count] : times) {
        INFO("object " << oid);
        CHECK(count == 1);
    }
    for (int64_t oid = next; oid <= 61; ++oid) {
        INFO("object " << oid);
        CHECK(times.count(oid) == 1);
    }
}

TEST_CASE("by when they changed, what changes meanwhile comes once more, and nothing is missed") {
    Shelf shelf(40);
    SearchFilter filter;
    filter.changed_since = 100;
    bool changed = false;
    const auto times = shelf.pages(filter, 10, [&] {
        // One that was found, and one that was not yet.
        if (!changed) {
            shelf.library.change(3, {.name = "a", .changed_at = 900});
            shelf.library.change(41, {.name = "b", .changed_at = 901});
        }
        changed = true;
    });
    CHECK(times.size() == 40);
    CHECK(times.at(3) == 2);
    CHECK(times.at(41) == 1);
}

TEST_CASE("a search that finds nothing goes on where its slice ended, and comes to an end") {
    Shelf shelf(6'000, "a long name that fills the blocks sooner ");
    std::map<int64_t, int> times;
    // A literal that no block has; one that only the kind rules out; one that each object does.
    SearchFilter filter = named("*nowhere*");
    const int which = GENERATE(0, 1, 2);
    if (which == 1) {
        filter = named("*long*");
        filter.kind = "view";
    } else if (which == 2) {
        filter = named("*fills*");
        filter.active = true;
    }
    std::optional<SearchPosition> after;
    int slices = 0;
    for (bool ended = false; !ended; ++slices) {
        const auto slice = shelf.page(filter, after, 100, times, true);
        ended = slice.ended;
        if (!ended && after) REQUIRE(slice.position.oid > after->oid);
        after = slice.position;
    }
    CHECK(times.empty());
    CHECK(slices > 5);
    CHECK(slices <= 6'020);
}

TEST_CASE("a position of another search is refused where it leads nowhere") {
    Shelf shelf(2'000);
    std::map<int64_t, int> times;
    SearchPosition after;
    after.order = SearchOrder::tag;
    CHECK_THROWS_WITH(shelf.page(named("x*"), after, 1, times), Contains("another search"));
}
