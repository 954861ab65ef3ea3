// Local tags: what crawls give to what they find, what people set, and what becomes of both. After
// every look at the events the scenario's consumer has checked that they lead to the stored tags.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/sync/local_tags.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;

namespace {

void give(Scenario& s, const std::vector<std::pair<std::string, LocalTags>>& rules) {
    sync::DefaultTags tags;
    for (const auto& [glob, given] : rules)
        tags.add(glob, given);
    s.engine().set_default_tags(*s.engine().find("c"), std::move(tags));
}

LocalTags tags_of(Scenario& s, const std::string& path) {
    return s.engine().world().local_tags.of(s.oid(path));
}

sync::ChangedTags change(Scenario& s, const std::string& path, const TagChange& tags) {
    sync::ChangedTags changed;
    s.in_transaction(
        [&] { changed = sync::change_tags(s.engine().world(), s.cause(), s.oid(path), tags); });
    return changed;
}

} // namespace

TEST_CASE("what is found for the first time gets the tags of all patterns that cover it") {
    Scenario s;
    give(s, {{"s", {{"area", "sales"}, {"a", "1"}}}, {"**/p*", {{"pii", ""}, {"a", "2"}}}});
    s.crawl({"s/", "s/people", "s/t", "pets", "u"});
    CHECK(tags_of(s, "s") == LocalTags{{"area", "sales"}, {"a", "1"}});
    CHECK(tags_of(s, "s/people") == LocalTags{{"area", "sales"}, {"a", "1"}, {"pii", ""}});
    CHECK(tags_of(s, "pets") == LocalTags{{"pii", ""}, {"a", "2"}});
    CHECK(tags_of(s, "u").empty());
}

TEST_CASE("the event that tells of a new object has its local tags") {
    Scenario s;
    give(s, {{"t", {{"pii", "yes"}}}});
    Crawl crawl = s.start();
    crawl.lists("", {"t", "u"});
    crawl.end();
    std::vector<std::string> details;
    for (const Event& e : s.events()) {
        if (e.type == EventType::added) details.push_back(e.details);
    }
    CHECK(details == std::vector<std::string>{R"({"local_tags":{"pii":"yes"}})", ""});
}

TEST_CASE("what is known gets no default tags, whatever a later crawl finds changed") {
    Scenario s;
    s.crawl({"t owner=a", "u", "v"});
    give(s, {{"**", {{"late", ""}}}});
    CHECK(s.crawl({"t owner=b", "u", "v"}) == Told{"changed t owner: \"a\" -> \"b\""});
    CHECK(tags_of(s, "t").empty());
    s.crawl({"t owner=b", "u", "v", "w"});
    CHECK(tags_of(s, "w") == LocalTags{{"late", ""}});
}

TEST_CASE("a container that is known only by what is below it has its tags, too") {
    Scenario s;
    give(s, {{"s", {{"area", "sales"}}}});
    Crawl crawl = s.start({"s/n"});
    crawl.lists("s/n", {"t"});
    crawl.end();
    CHECK(s.told() == Told{"added s", "added s/n", "added s/n/t"});
    CHECK(tags_of(s, "s") == LocalTags{{"area", "sales"}});
    CHECK(tags_of(s, "s/n/t") == LocalTags{{"area", "sales"}});
}

TEST_CASE("a crawl never touches local tags: not by change, rename or replacement") {
    Scenario s;
    give(s, {{"**", {{"default", ""}}}});
    s.crawl({"old #1 tags=cost", "x #2", "y #3"});
    change(s, "old", {{"pii", "yes"}, {"default", std::nullopt}});
    s.crawl({"old #1 tags=other owner=b", "x #2", "y #3"});
    CHECK(tags_of(s, "old") == LocalTags{{"pii", "yes"}});
    s.crawl({"new #1", "x #2", "y #3"});
    CHECK(tags_of(s, "new") == LocalTags{{"pii", "yes"}});
    s.crawl({"new #9", "x #2", "y #3"});
    CHECK(tags_of(s, "new") == LocalTags{{"pii", "yes"}});
}

TEST_CASE("what returns has the local tags that it had, and no default ones") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    change(s, "t", {{"pii", "yes"}});
    give(s, {{"**", {{"default", ""}}}});
    s.crawl({"u", "v"});
    CHECK(s.crawl({"t", "u", "v"}) == Told{"restored t"});
    CHECK(tags_of(s, "t") == LocalTags{{"pii", "yes"}});
}

TEST_CASE("what may have moved away has its local tags in both places") {
    Scenario s;
    s.crawl({"a/", "b/", "a/t #7", "a/u #8"});
    change(s, "a/t", {{"pii", "yes"}});
    Crawl crawl = s.start();
    crawl.lists("", {"a/", "b/"});
    crawl.lists("b", {"t #7"});
    crawl.scope("a").objects({"u #8"}).partial();
    crawl.end();
    CHECK(tags_of(s, "a/t") == LocalTags{{"pii", "yes"}});
    CHECK(tags_of(s, "b/t") == LocalTags{{"pii", "yes"}});
}

TEST_CASE("local tags go when the tombstone is purged") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    change(s, "t", {{"pii", "yes"}});
    s.crawl({"u", "v"});
    CHECK(s.count("SELECT COUNT(*) FROM local_tag") == 1);
    s.in_transaction([&] { CHECK(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    CHECK(s.count("SELECT COUNT(*) FROM local_tag") == 0);
}

TEST_CASE("a change names what it sets and takes away; what it does not name stays") {
    Scenario s;
    s.crawl({"t"});
    const auto first = change(s, "t", {{"a", "1"}, {"b", "2"}});
    CHECK(first.before.empty());
    CHECK(first.after == LocalTags{{"a", "1"}, {"b", "2"}});
    CHECK(s.told() == Told{R"(changed t local_tags: {} -> {"a":"1","b":"2"})"});
    change(s, "t", {{"a", std::nullopt}, {"c", ""}, {"not-there", std::nullopt}});
    CHECK(tags_of(s, "t") == LocalTags{{"b", "2"}, {"c", ""}});
    CHECK(s.told() == Told{R"(changed t local_tags: {"a":"1","b":"2"} -> {"b":"2","c":""})"});
}

TEST_CASE("a change that changes nothing tells nothing") {
    Scenario s;
    s.crawl({"t"});
    change(s, "t", {{"a", "1"}});
    s.told();
    change(s, "t", {{"a", "1"}, {"b", std::nullopt}});
    CHECK(s.told().empty());
}

TEST_CASE("tags and their event are committed together, or not at all") {
    Scenario s;
    s.crawl({"t"});
    s.hold_commits(true);
    change(s, "t", {{"a", "1"}});
    s.kill();
    CHECK(tags_of(s, "t").empty());
    CHECK(s.told().empty());
}

TEST_CASE("what is gone takes no tags, and nothing takes more than an object may have") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    const int64_t gone = s.oid("t");
    s.crawl({"u", "v"});
    s.in_transaction([&] {
        CHECK_THROWS_WITH(sync::change_tags(s.engine().world(), s.cause(), gone, {{"a", "1"}}),
                          Contains("no longer there"));
    });
    TagChange many;
    for (size_t i = 0; i <= kMaxLocalTags; i++)
        many["t" + std::to_string(i)] = "";
    CHECK_THROWS_WITH(change(s, "u", many), Contains("at most 100 local tags"));
    s.in_transaction([] {});
    CHECK(tags_of(s, "u").empty());
}
