// Previews: what a setting would tell, and whether it still would.
#include <catch2/catch.hpp>

#include "core/store/preview.h"
#include "core/store/removal.h"
#include "tests/unit/sync/crawl.h"
#include "tests/unit/sync/source.h"

using namespace objsync;
using namespace objsync::test;
using store::ActivateNew;
using store::Own;
using store::query::Preview;

namespace {

Preview preview(Scenario& s, const std::string& path, Own own, size_t sample = 100) {
    store::query::TreeQuery tree(s.db());
    const auto row = tree.object(s.oid(path));
    return store::query::preview(s.db(), tree, *row, {own, {}, {}, {}}, sample);
}

std::string token(Scenario& s, const std::string& path,
                  const store::SettingsChange& change = {Own::active, {}, {}, {}}) {
    store::query::TreeQuery tree(s.db());
    return store::query::state_token(s.db(), tree, *tree.object(s.oid(path)), "epoch", change);
}

// What it says, in the words of the events.
Told words_of(const Preview& preview) {
    Told words;
    for (const auto& one : preview.sample)
        words.push_back((one.active ? "activated " : "deactivated ") + encode_path(one.path));
    return words;
}

Told sorted(Told told) {
    std::sort(told.begin(), told.end());
    return told;
}

} // namespace

TEST_CASE("a preview counts by kind what would be told, and shows the first of it") {
    Scenario s({true, false});
    s.work();
    s.crawl({"s/", "s/a", "s/b", "s/v kind=view", "s/n/", "s/n/c", "s/u", "s/q kind=sequence"});
    s.set_status("s/u", Own::inactive);
    s.work();
    s.told();
    const Preview p = preview(s, "", Own::active, 2);
    REQUIRE(p.kinds.size() == 2);
    CHECK(p.kinds.at("table").activated == 3);
    CHECK(p.kinds.at("view").activated == 1);
    CHECK(p.kinds.at("table").deactivated == 0);
    CHECK(words_of(p) == Told{"activated s/a", "activated s/b"});
    CHECK(p.accepted == 1); // discovery had set s inactive
    CHECK(preview(s, "", Own::inactive).kinds.empty());
    CHECK(s.count("SELECT COUNT(*) FROM job") == 0); // nothing was done
}

TEST_CASE("a preview of what is new from now on changes nothing that is there") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    store::query::TreeQuery tree(s.db());
    const auto row = tree.object(s.oid("s"));
    const Preview p = store::query::preview(s.db(), tree, *row, {{}, ActivateNew::on, {}, {}}, 10);
    CHECK((p.kinds.empty() && p.accepted == 0));
}

TEST_CASE("a preview says exactly what is told then, whatever stands below") {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        INFO("seed " << seed);
        Random random(seed);
        Scenario s({random.one_in(2), random.one_in(2)});
        s.work();
        std::vector<std::string> tree, nodes = {""};
        for (int i = 0; i < 12; i++) {
            // Containers below containers, tables below any of them.
            std::string at = random.pick(nodes);
            if (!at.empty()) at += "/";
            const std::string name = at + "n" + std::to_string(i);
            const bool container = random.one_in(2);
            tree.push_back(name + (container ? "/" : ""));
            if (container) nodes.push_back(name);
            if (random.one_in(2)) s.crawl(tree);
            if (random.one_in(2)) continue;
            const std::string set = random.pick(nodes);
            if (s.oid(set) == 0) continue;
            s.set_status(set, static_cast<Own>(random.below(3)));
            s.set_activate_new(set, static_cast<ActivateNew>(random.below(3)));
            s.work();
        }
        s.crawl(tree);
        s.told();
        for (int i = 0; i < 6; i++) {
            const std::string at = random.pick(nodes);
            const auto own = static_cast<Own>(random.below(3));
            const Preview p = preview(s, at, own);
            const int64_t before =
                s.count("SELECT COUNT(*) FROM object WHERE own <> 0 AND origin = 0");
            const int64_t top = s.count(("SELECT own <> 0 AND origin = 0 FROM object WHERE oid = " +
                                         std::to_string(s.oid(at)))
                                            .c_str());
            s.set_status(at, own);
            s.work();
            CHECK(sorted(s.told()) == sorted(words_of(p)));
            const int64_t after =
                s.count("SELECT COUNT(*) FROM object WHERE own <> 0 AND origin = 0");
            CHECK(before - after == p.accepted + top);
        }
    }
}

TEST_CASE("a token is void once presence, parents or settings have changed, however deep") {
    Scenario s;
    s.crawl({"s/", "s/n/", "s/n/t #1", "s/n/v #2", "other/", "other/x", "other/y"});
    const std::string before = token(s, "s");
    const std::string elsewhere = token(s, "other");
    CHECK(token(s, "s", {Own::inactive, {}, {}, {}}) != before);
    CHECK(token(s, "s", {Own::active, ActivateNew::on, {}, {}}) != before);
    CHECK(token(s, "s", {Own::active, {}, std::vector<std::string>{"ann"}, {}}) != before);
    std::vector<std::string> tree = {"s/",     "s/n/",    "s/n/t #1", "s/n/v #2",
                                     "other/", "other/x", "other/y"};
    const auto replace = [&](const std::string& old, const std::string& now) {
        std::replace(tree.begin(), tree.end(), old, now);
    };
    bool void_elsewhere = false;
    SECTION("an object is added") {
        tree.emplace_back("s/n/new");
    }
    SECTION("one is removed") {
        tree.erase(tree.begin() + 3);
    }
    SECTION("one is renamed") {
        replace("s/n/t #1", "s/n/u #1");
    }
    SECTION("one moves away") {
        replace("s/n/t #1", "other/t #1");
        void_elsewhere = true;
    }
    SECTION("one is not visible any more") {
        Crawl crawl = s.start({"s/n"});
        crawl.scope("s/n").object("v #2").keep("t").complete();
        crawl.end();
    }
    SECTION("a status is set below") {
        s.set_status("s/n/t", Own::active);
    }
    SECTION("what becomes of new ones is set below") {
        s.set_activate_new("s/n", ActivateNew::on);
    }
    SECTION("an owner is set below") {
        sync::NewSettings owners;
        owners.data_owners = {"ann"};
        s.in_transaction(
            [&] { sync::apply_settings(s.engine().world(), s.cause(), s.oid("s/n/t"), owners); });
    }
    SECTION("it is set itself") {
        s.set_status("s", Own::inactive);
    }
    SECTION("what it inherits changes") {
        s.set_status("", Own::active);
        void_elsewhere = true;
    }
    s.work();
    s.crawl(tree);
    CHECK(token(s, "s") != before);
    CHECK((token(s, "other") != elsewhere) == void_elsewhere);
    s.told();
}

TEST_CASE("a token stays good while nothing of that changes") {
    Scenario s;
    const std::vector<std::string> tree = {"s/", "s/n/", "s/n/t", "other/", "other/x"};
    s.crawl(tree);
    const std::string before = token(s, "s");
    s.crawl(tree);
    s.crawl({"s/", "s/n/", "s/n/t owner=bob rows=7", "other/", "other/x", "other/new"});
    s.set_status("other", Own::active);
    s.work();
    s.kill();
    CHECK(token(s, "s") == before);
    s.told();
}

TEST_CASE("a change that was rolled back leaves a token good, and the next one does not") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    const std::string before = token(s, "s");
    s.hold_commits(true);
    s.set_status("s/t", Own::active);
    s.kill();
    CHECK(token(s, "s") == before);
    s.set_status("s/t", Own::active);
    CHECK(token(s, "s") != before);
}

TEST_CASE("a removal's preview counts what would end; its token is of what was there") {
    Scenario s;
    s.crawl({"s/", "s/a owner=x", "s/q kind=sequence", "b"});
    const auto token_of = [&] {
        const auto* conn = s.engine().find("c");
        return store::query::removal_token(s.db(), "epoch", conn->id, conn->root);
    };
    const auto count = [&] {
        store::query::TreeQuery tree(s.db());
        return store::query::count_removal(s.db(), *tree.connection("c"));
    };
    CHECK(count().objects == 5);
    CHECK(count().sources == 2);
    const std::string before = token_of();
    s.crawl({"s/", "s/a owner=y", "s/q kind=sequence", "b"});
    CHECK(token_of() == before); // the same objects would go
    s.crawl({"s/", "s/a owner=y", "s/q kind=sequence", "b", "new"});
    CHECK(token_of() != before);
    const std::string now = token_of();
    s.set_status("s", Own::active);
    CHECK(token_of() != now);
    CHECK(count().objects == 6);
}
