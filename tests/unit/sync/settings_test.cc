// Several settings at once, jobs side by side, and how a setting is taken back.
#include <catch2/catch.hpp>

#include "core/store/access.h"
#include "core/store/query_jobs.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::ActivateNew;
using store::Own;
using sync::NewSettings;

namespace {

int64_t apply(Scenario& s, const std::string& path, const NewSettings& settings) {
    int64_t job = 0;
    s.in_transaction(
        [&] { job = sync::apply_settings(s.engine().world(), s.cause(), s.oid(path), settings); });
    return job;
}

int64_t set(Scenario& s, const std::string& path, Own own) {
    NewSettings settings;
    settings.own = own;
    return apply(s, path, settings);
}

void cancel(Scenario& s, int64_t job) {
    s.in_transaction([&] { sync::cancel_job(s.engine().world(), s.cause(), job, ""); });
}

store::query::JobRow job(Scenario& s, int64_t id) {
    return *store::query::JobQuery(s.db()).job(id);
}

std::vector<std::string> tables(const std::string& in, int count) {
    std::vector<std::string> tree;
    for (int i = 0; i < count; i++)
        tree.push_back(in + "t" + std::to_string(100 + i));
    return tree;
}

} // namespace

TEST_CASE("several settings of one request are there together, or not at all") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    NewSettings all;
    all.own = Own::active;
    all.activate_new = ActivateNew::on;
    all.data_owners = {"ann", "bob"};
    all.infrastructure_admins = {"carl"};
    s.hold_commits(true);
    apply(s, "s", all);
    s.kill();
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own = 1") == 0);
    CHECK(s.count("SELECT (SELECT COUNT(*) FROM owner) + (SELECT COUNT(*) FROM job)") == 0);

    apply(s, "s", all);
    s.work();
    CHECK(s.told() == Told{"activated s/t"});
    store::OwnerQuery owners(s.db());
    CHECK(owners.owners(s.oid("s")).data_owners == std::vector<std::string>{"ann", "bob"});
    CHECK(owners.owners(s.oid("s")).infrastructure_admins == std::vector<std::string>{"carl"});
    CHECK(s.crawl({"s/", "s/t", "s/new"}) == Told{"added s/new", "activated s/new"});

    SECTION("what a later request does not name stays") {
        NewSettings fewer;
        fewer.data_owners.emplace();
        CHECK(apply(s, "s", fewer) == 0); // announces nothing
        CHECK(owners.owners(s.oid("s")).data_owners.empty());
        CHECK_FALSE(owners.owners(s.oid("s")).infrastructure_admins.empty());
        CHECK(s.status("s") == "active");
    }
}

TEST_CASE("the connection itself can be set; to inherit is to be inactive") {
    Scenario s;
    s.crawl({"t"});
    set(s, "", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated t"});
    set(s, "", Own::inherit);
    s.work();
    CHECK(s.told() == Told{"deactivated t"});
}

TEST_CASE("a job says how far it is") {
    Scenario s;
    std::vector<std::string> tree = tables("s/", 9);
    tree.emplace_back("s/");
    s.crawl(tree);
    const int64_t id = set(s, "s", Own::active);
    CHECK(job(s, id).state == store::JobState::created);
    s.work_once(4);
    CHECK(job(s, id).state == store::JobState::active);
    CHECK((job(s, id).done == 5 && job(s, id).total == 10 && job(s, id).told == 4));
    s.work();
    CHECK(job(s, id).state == store::JobState::completed);
    CHECK((job(s, id).done == 10 && job(s, id).told == 9));
}

TEST_CASE("jobs of two connections take turns") {
    Scenario s;
    std::vector<std::string> tree = tables("s/", 9);
    tree.emplace_back("s/");
    s.crawl(tree);
    // Another connection, of which only its root is known.
    s.in_transaction([&] { s.engine().connection("d", "p", {}, s.now); });
    const int64_t large = set(s, "s", Own::active);
    int64_t small = 0;
    s.in_transaction([&] {
        NewSettings settings;
        settings.own = Own::active;
        store::ConnectionRow* d = s.engine().find("d");
        small = sync::apply_settings(s.engine().world(), {d, 0, s.now}, d->root, settings);
    });
    s.work_once(3);
    s.work_once(3);
    CHECK(job(s, small).state == store::JobState::completed);
    CHECK(job(s, large).state == store::JobState::active);
}

TEST_CASE("a setting is taken back in steps, too, and a kill between them loses nothing") {
    Scenario s({true, false});
    s.work();
    s.crawl(tables("", 20)); // inactive by discovery
    s.told();
    const int64_t id = set(s, "", Own::active);
    s.work_once(15);
    CHECK(s.told().size() == 15);
    cancel(s, id);
    Told told;
    for (bool more = true; more;) {
        more = s.work_once(3);
        s.hold_commits(true);
        s.work_once(3);
        s.kill();
        for (const std::string& line : s.told())
            told.push_back(line);
    }
    CHECK(told.size() == 15);
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own = 2 AND origin = 0") == 20);
    CHECK(s.count("SELECT COUNT(*) FROM job_reset") == 0);
}

TEST_CASE("what somebody set meanwhile is not given back") {
    Scenario s({true, false});
    s.work();
    s.crawl({"s/", "s/a", "s/b"});
    const int64_t id = set(s, "", Own::active);
    s.work();
    s.told();
    set(s, "s/a", Own::inherit);
    cancel(s, id);
    s.work();
    CHECK(s.status("s/b") == "inactive");
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own = 0 AND origin = 1") == 1);
    s.told();
}

TEST_CASE("cancelling gives back activate-new, where the same request had set it") {
    Scenario s;
    s.crawl({"s/"});
    NewSettings both;
    both.own = Own::active;
    both.activate_new = ActivateNew::on;
    SECTION("as it was") {
        const int64_t id = apply(s, "s", both);
        cancel(s, id);
        s.work();
        CHECK(s.count("SELECT COUNT(*) FROM object WHERE activate_new = 1") == 0);
    }
    SECTION("unless it was set again since") {
        const int64_t id = apply(s, "s", both);
        NewSettings later;
        later.activate_new = ActivateNew::off;
        apply(s, "s", later);
        cancel(s, id);
        CHECK(s.count("SELECT COUNT(*) FROM object WHERE activate_new = 2 AND parent <> 0") == 1);
    }
}

TEST_CASE("what a cancelled job had replaced goes on") {
    Scenario s({true, false});
    s.work();
    s.crawl(tables("", 9)); // inactive by discovery
    s.told();
    const int64_t accept = set(s, "", Own::active);
    s.work_once(3);
    const int64_t off = set(s, "", Own::inactive);
    CHECK(job(s, accept).state == store::JobState::replaced);
    s.work_once(6);
    cancel(s, off);
    s.work();
    s.told();
    CHECK(job(s, accept).state == store::JobState::completed);
    CHECK(s.count("SELECT SUM(announced) FROM object") == 9);
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own <> 0 AND origin = 0") == 0);
}

TEST_CASE("jobs that cannot be taken back say why") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    sync::World& world = s.engine().world();
    CHECK_THROWS_WITH(sync::cancel_job(world, s.cause(), 77, ""), Contains("no such job"));
    const int64_t first = set(s, "s", Own::active);
    s.work();
    cancel(s, first);
    CHECK_THROWS_WITH(sync::cancel_job(world, s.cause(), first, ""), Contains("cancelled already"));
    CHECK_THROWS_WITH(sync::cancel_job(world, s.cause(), first + 1, ""), Contains("gives back"));
    s.work();
    const int64_t second = set(s, "s", Own::active);
    s.work();
    s.now += store::query::kTakeBackMs + 3'600'000;
    CHECK_THROWS_WITH(sync::cancel_job(world, s.cause(), second, ""),
                      Contains("more than a day ago"));
    s.told();
}

TEST_CASE("what is kept to take a setting back goes after a day, its job later") {
    Scenario s({true, false});
    s.work();
    s.crawl(tables("", 2));
    const int64_t id = set(s, "", Own::active);
    s.work();
    CHECK(s.count("SELECT COUNT(*) FROM job_reset") == 2);
    const auto forget = [&](int64_t before) {
        s.in_transaction([&] { sync::forget_jobs(s.engine().world(), s.now, before, 1); });
    };
    forget(s.now - 1);
    CHECK(s.count("SELECT COUNT(*) FROM job_reset") == 2);
    s.now += store::query::kTakeBackMs + 1;
    forget(0);
    CHECK(s.count("SELECT COUNT(*) FROM job_reset") == 1); // in small bites
    forget(0);
    CHECK(s.count("SELECT COUNT(*) FROM job_reset") == 0);
    CHECK(store::query::JobQuery(s.db()).job(id));
    for (int i = 0; i < 2; i++)
        forget(s.now);
    CHECK_FALSE(store::query::JobQuery(s.db()).job(id));
    s.told();
}
