#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/model/event.h"
#include "core/store/explain.h"
#include "core/store/walk.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/control/fixture.h"

using namespace objsync;
using namespace objsync::test;
namespace query = objsync::store::query;

namespace {

struct Fixture {
    TempDir dir;
    StoreMaker maker{dir / "state.db"};
    store::Database db{(fill(maker), dir / "state.db"), store::OpenMode::reader, 1 << 20};
    query::TreeQuery tree{db};
    query::RunQuery runs{db};
    query::HeldQuery held{db};
    query::EventQuery events{db};

    query::ConnectionRow shop() { return tree.connection("shop").value(); }
    query::ObjectRow at(const Path& path) { return tree.resolve(shop(), path, true).value(); }
};

std::vector<std::string> paths_of(const query::WalkPage& page) {
    std::vector<std::string> paths;
    for (const auto& object : page.objects)
        paths.push_back(encode_path(object.path));
    return paths;
}

} // namespace

TEST_CASE("a path leads to the object with exactly these bytes") {
    Fixture f;
    CHECK(f.at({}).oid == kShop);
    CHECK(f.at({{"main", ""}, {"orders", ""}}).oid == kOrders);
    CHECK(f.at({{"main", ""}, {"orders", "function"}}).oid == kFunction);
    CHECK(f.at({{"main", ""}, {"a/b;c%", ""}}).oid == kSlash);
    CHECK(f.at({{"main", ""}, {"\xff\xfe", ""}}).oid == kBytes);
    CHECK_FALSE(f.tree.resolve(f.shop(), {{"MAIN", ""}}, true));
    CHECK_FALSE(f.tree.resolve(f.shop(), {{"main", ""}, {"orders", ""}, {"x", ""}}, true));
}

TEST_CASE("a removed object is found only when asked for, and then the newest") {
    Fixture f;
    const Path gone{{"main", ""}, {"gone", ""}};
    CHECK_FALSE(f.tree.resolve(f.shop(), gone, false));
    CHECK(f.tree.resolve(f.shop(), gone, true)->oid == kGoneToo);
}

TEST_CASE("a removed connection is found by its id only, for the events that name it") {
    Fixture f;
    f.maker.db().exec("UPDATE connection SET root = 0 WHERE name = 'lake'");
    CHECK_FALSE(f.tree.connection("lake"));
    CHECK(f.tree.connections().size() == 1);
    CHECK(f.tree.connection(2)->name == "lake");
}

TEST_CASE("an object's status is its own unless it inherits its parent's") {
    Fixture f;
    const auto orders = f.tree.effective(f.at({{"main", ""}, {"orders", ""}}));
    CHECK(orders.active);
    CHECK(orders.active_from == kMain);
    CHECK(orders.activate_new);
    const auto customers = f.tree.effective(f.at({{"main", ""}, {"customers", ""}}));
    CHECK_FALSE(customers.active);
    CHECK(customers.active_from == kCustomers);
    const auto old = f.tree.effective(f.at({{"archive", ""}, {"old", ""}}));
    CHECK_FALSE(old.active);
    CHECK(old.active_from == kShop);
    CHECK_FALSE(old.activate_new);
    // A connection has nothing to inherit from: without an own status it is inactive.
    f.maker.db().exec("UPDATE object SET own = 0, activate_new = 0 WHERE oid = 1");
    const auto shop = f.tree.effective(f.at({}));
    CHECK_FALSE(shop.active);
    CHECK(shop.active_from == kShop);
    CHECK(shop.activate_new_from == kShop);
}

TEST_CASE("a source is pending while its announced status is not its effective one") {
    Fixture f;
    const auto pending = [&f](const Path& path) {
        const auto object = f.at(path);
        return query::is_pending(f.tree, object, f.tree.effective(object));
    };
    CHECK_FALSE(pending({{"main", ""}, {"orders", ""}}));
    CHECK(pending({{"main", ""}, {"a/b;c%", ""}}));
    CHECK_FALSE(pending({{"main", ""}, {"gone", ""}}));
}

TEST_CASE("a container is pending while a job runs on it or above it") {
    Fixture f;
    const auto main = f.at({{"main", ""}});
    CHECK_FALSE(query::is_pending(f.tree, main, f.tree.effective(main)));
    f.maker.db().exec(
        "INSERT INTO job (conn, oid, state, action, value, before, created_at) "
        "VALUES (1, 1, 2, 1, 1, '', 0)");
    CHECK(query::is_pending(f.tree, main, f.tree.effective(main)));
    f.maker.db().exec("UPDATE job SET state = 3");
    CHECK_FALSE(query::is_pending(f.tree, main, f.tree.effective(main)));
}

TEST_CASE("a walk gives parents before their children, whatever the size of a page") {
    Fixture f;
    const auto root = f.at({});
    const std::vector<std::string> all = {
        "archive",        "archive/old", "main",        "main/%2E%2E",         "main/a%2Fb%3Bc%25",
        "main/customers", "main/orders", "main/%FF%FE", "main/orders;function"};
    for (size_t limit = 1; limit <= 10; ++limit) {
        std::vector<std::string> seen;
        std::optional<Path> after;
        size_t pages = 0;
        do {
            const auto page = query::walk(f.tree, root, {}, after, SIZE_MAX, limit);
            CHECK(page.objects.size() <= limit);
            for (const auto& path : paths_of(page))
                seen.push_back(path);
            after = page.next;
            REQUIRE(++pages <= all.size());
        } while (after);
        CHECK(seen == all);
    }
}

TEST_CASE("a walk stops at the depth it was given") {
    Fixture f;
    CHECK(paths_of(query::walk(f.tree, f.at({}), {}, std::nullopt, 1, 100)) ==
          std::vector<std::string>{"archive", "main"});
    const auto page = query::walk(f.tree, f.at({}), {}, std::nullopt, 1, 1);
    CHECK(paths_of(page) == std::vector<std::string>{"archive"});
    CHECK(paths_of(query::walk(f.tree, f.at({}), {}, page.next, 1, 1)) ==
          std::vector<std::string>{"main"});
}

TEST_CASE("a walk goes on after an object that has gone since the last page") {
    Fixture f;
    const auto page = query::walk(f.tree, f.at({}), {}, std::nullopt, SIZE_MAX, 2);
    CHECK(paths_of(page).back() == "archive/old");
    f.maker.db().exec("UPDATE object SET presence = 3 WHERE oid IN (9, 10)");
    const auto rest = query::walk(f.tree, f.at({}), {}, page.next, SIZE_MAX, 2);
    CHECK(paths_of(rest) == std::vector<std::string>{"main", "main/%2E%2E"});
}

TEST_CASE("tombstones of one name are paged without loss") {
    Fixture f;
    const auto first = f.tree.children(kMain, std::nullopt, true, 1);
    REQUIRE(first.size() == 1);
    CHECK(first[0].oid == kGone);
    const query::ChildKey key{first[0].segment, first[0].oid};
    const auto second = f.tree.children(kMain, key, true, 1);
    REQUIRE(second.size() == 1);
    CHECK(second[0].oid == kGoneToo);
}

TEST_CASE("an object's history goes back from event to event") {
    Fixture f;
    const auto orders = f.at({{"main", ""}, {"orders", ""}});
    const auto all = f.events.history(kOrders, orders.last_event, 10);
    REQUIRE(all.events.size() == 2);
    CHECK(all.events[0].event.type == EventType::changed);
    CHECK(all.events[1].event.type == EventType::added);
    CHECK(all.next == 0);
    CHECK_FALSE(all.pruned);
    const auto part = f.events.history(kOrders, orders.last_event, 1);
    CHECK(part.next == all.events[1].pos);
    CHECK_THROWS_AS((void)f.events.history(kCustomers, orders.last_event, 1), Error);
}

TEST_CASE("a history says when older events are no longer kept") {
    Fixture f;
    const auto orders = f.at({{"main", ""}, {"orders", ""}});
    f.maker.db().exec("DELETE FROM outbox WHERE pos < 3");
    const auto history = f.events.history(kOrders, orders.last_event, 10);
    CHECK(history.events.size() == 1);
    CHECK(history.pruned);
}

TEST_CASE("events are filtered by connection and by subtree, before and after a rename") {
    Fixture f;
    const auto count = [&f](const query::EventFilter& filter) {
        return f.events.after(0, filter, 100, 1 << 20).events.size();
    };
    CHECK(count({}) == 3);
    CHECK(count({1, {{"main", ""}, {"orders", ""}}}) == 2);
    CHECK(count({2, {}}) == 0);
    Event renamed;
    renamed.path = {{"new", ""}};
    renamed.old_path = Path{{"old", ""}, {"t", ""}};
    CHECK(query::EventFilter{1, {{"old", ""}}}.lets_through({1, 1, renamed}));
    CHECK(query::EventFilter{1, {{"new", ""}}}.lets_through({1, 1, renamed}));
    CHECK_FALSE(query::EventFilter{1, {{"o", ""}}}.lets_through({1, 1, renamed}));
}

TEST_CASE("an explanation names the rule, the deciding ancestor, and what holds the object") {
    Fixture f;
    const query::ExplainQueries all{f.tree, f.runs, f.held, f.events};
    const Filter filter({"**"}, {"main/cust*"});
    const auto e = query::explain(all, f.shop(), {{"main", ""}, {"customers", ""}}, &filter);
    CHECK(e.filter->by == Filter::By::exclude);
    CHECK(e.filter->pattern == "main/cust*");
    CHECK(e.settings.active_from == kCustomers);
    CHECK(encode_path(e.activate_new_path) == "main");
    REQUIRE(e.held);
    CHECK(encode_path(e.guard_path) == "main");
    REQUIRE(e.scope_of_run);
    CHECK(e.scope_of_run->error == "permission denied for schema main");
    CHECK(e.events.size() == 1);
}

TEST_CASE("an explanation of what was never seen tells the nearest container's listing") {
    Fixture f;
    const query::ExplainQueries all{f.tree, f.runs, f.held, f.events};
    const auto e = query::explain(all, f.shop(), {{"main", ""}, {"no", ""}, {"x", ""}}, nullptr);
    CHECK_FALSE(e.object);
    CHECK_FALSE(e.filter);
    CHECK(encode_path(e.nearest_path) == "main");
    CHECK(e.scope->outcome == 5);
    CHECK(e.settings.active); // as activate-new is on at main
}
