// Settings as a caller asks for them: by path, and only while things are as the caller saw them.
#include <catch2/catch.hpp>

#include "core/store/preview.h"
#include "core/store/query_jobs.h"
#include "core/sync/change.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::ActivateNew;
using store::Own;
using Kind = sync::SettingsOutcome::Kind;

namespace {

constexpr const char* kEpoch = "epoch";

sync::SettingsRequest request(const std::string& path, std::optional<Own> own) {
    sync::SettingsRequest r;
    r.connection = "c";
    r.path = decode_path(path);
    r.settings.own = own;
    r.settings.principal = "ann";
    return r;
}

sync::SettingsOutcome change(Scenario& s, const sync::SettingsRequest& request) {
    sync::SettingsOutcome outcome;
    s.in_transaction(
        [&] { outcome = sync::change_settings(s.engine().world(), request, kEpoch, s.now); });
    return outcome;
}

std::string token(Scenario& s, const sync::SettingsRequest& request) {
    store::query::TreeQuery tree(s.db());
    const auto top = tree.resolve(*tree.connection("c"), request.path, false);
    return store::query::state_token(s.db(), tree, *top, kEpoch, request.settings);
}

std::string tag(Scenario& s, const std::string& path) {
    store::query::TreeQuery tree(s.db());
    store::OwnerQuery owners(s.db());
    return store::settings_tag(store::own_settings(owners, *tree.object(s.oid(path))));
}

store::query::JobRow job(Scenario& s, int64_t id) {
    return *store::query::JobQuery(s.db()).job(id);
}

} // namespace

TEST_CASE("a change names what was set before and after, and who asked") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    auto all = request("s", Own::active);
    all.settings.activate_new = ActivateNew::on;
    all.settings.data_owners = {"bob", "ann", "bob"};
    const auto outcome = change(s, all);
    CHECK(outcome.kind == Kind::applied);
    CHECK(outcome.before == store::OwnSettings{});
    CHECK(outcome.after ==
          store::OwnSettings{
              Own::active, store::Origin::user, ActivateNew::on, {{"ann", "bob"}, {}}});
    CHECK(job(s, outcome.job).principal == "ann");
    s.work();
    CHECK(s.told() == Told{"activated s/t"});
    CHECK(change(s, request("s", Own::active)).before == outcome.after);
}

TEST_CASE("what cannot be set is said to be so, and nothing is changed") {
    Scenario s;
    s.crawl({"s/", "s/t", "s/gone"});
    s.crawl({"s/", "s/t"});
    s.told();
    auto elsewhere = request("s", Own::active);
    elsewhere.connection = "nowhere";
    CHECK(change(s, elsewhere).kind == Kind::not_found);
    CHECK(change(s, request("s/none", Own::active)).kind == Kind::not_found);
    CHECK(change(s, request("s/gone", Own::active)).kind == Kind::removed);
    auto leaf = request("s/t", Own::active);
    leaf.settings.activate_new = ActivateNew::on;
    CHECK(change(s, leaf).kind == Kind::not_a_container);
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE origin = 1 AND parent <> 0") == 0);
    CHECK(s.count("SELECT COUNT(*) FROM job") == 0);
}

TEST_CASE("a change with a token is made only while what was previewed is there") {
    Scenario s;
    s.crawl({"s/", "s/n/", "s/n/t"});
    auto wanted = request("s", Own::active);
    wanted.token = token(s, wanted);
    SECTION("and is made then") {
        CHECK(change(s, wanted).kind == Kind::applied);
        CHECK(change(s, wanted).kind == Kind::state_changed);
    }
    SECTION("not after a change below") {
        s.crawl({"s/", "s/n/", "s/n/t", "s/n/new"});
        CHECK(change(s, wanted).kind == Kind::state_changed);
    }
    SECTION("not after a change below in the same transaction") {
        s.in_transaction([&] {
            sync::NewSettings below;
            below.own = Own::inactive;
            sync::apply_settings(s.engine().world(), s.cause(), s.oid("s/n/t"), below);
            CHECK(sync::change_settings(s.engine().world(), wanted, kEpoch, s.now).kind ==
                  Kind::state_changed);
        });
    }
    SECTION("not for another change") {
        wanted.settings.own = Own::inactive;
        CHECK(change(s, wanted).kind == Kind::state_changed);
    }
    SECTION("not in another store") {
        s.in_transaction([&] {
            CHECK(sync::change_settings(s.engine().world(), wanted, "another", s.now).kind ==
                  Kind::state_changed);
        });
    }
    s.work();
    s.told();
}

TEST_CASE("a change with a tag is made only while the object's own settings are as they were") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    auto wanted = request("s", Own::active);
    wanted.tags = {"another", tag(s, "s")};
    SECTION("whatever is set below") {
        s.set_status("s/t", Own::inactive);
        CHECK(change(s, wanted).kind == Kind::applied);
        CHECK(tag(s, "s") != wanted.tags.back());
        CHECK(change(s, wanted).kind == Kind::tag_differs);
    }
    SECTION("and not when an owner was added") {
        auto owners = request("s", std::nullopt);
        owners.settings.infrastructure_admins = {"carl"};
        CHECK(change(s, owners).job == 0);
        CHECK(change(s, wanted).kind == Kind::tag_differs);
    }
    s.work();
    s.told();
}

TEST_CASE("an object without anything below that is announced like this already needs no job") {
    Scenario s;
    s.crawl({"s/", "s/t", "s/q kind=sequence"});
    CHECK(change(s, request("s/t", Own::inactive)).job == 0);
    CHECK(change(s, request("s/q", Own::active)).job == 0); // can be no data source
    CHECK(change(s, request("s/t", Own::active)).job != 0);
    CHECK(change(s, request("s", Own::inherit)).job != 0); // who knows what is below
    s.work();
    CHECK(s.told() == Told{"activated s/t"});
}

TEST_CASE("a setting that was made again without a job of its own is not taken back by an older") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    const int64_t first = change(s, request("s/t", Own::active)).job;
    change(s, request("s/t", Own::inactive)); // before the first was announced
    REQUIRE(s.count("SELECT COUNT(*) FROM job") == 1);
    s.in_transaction([&] {
        CHECK_THROWS_WITH(sync::cancel_job(s.engine().world(), s.cause(), first, ""),
                          Contains("made again since"));
    });
    s.work();
    CHECK(s.told().empty());
}

TEST_CASE("a job whose step cannot be done has failed, says why, and holds up no other") {
    Scenario s;
    s.crawl({"s/", "s/t", "n/", "n/t"});
    const int64_t broken = change(s, request("s", Own::active)).job;
    const int64_t next = change(s, request("n", Own::active)).job;
    s.db().exec(("UPDATE job SET before = 'x' WHERE id = " + std::to_string(broken)).c_str());
    CHECK_THROWS_WITH(s.work_once(10), Contains("what was before"));
    s.in_transaction([&] { (void)s.engine().recover(s.now); });
    s.work();
    CHECK(s.told() == Told{"activated n/t"});
    CHECK(job(s, broken).state == store::JobState::failed);
    CHECK_THAT(job(s, broken).error, Contains("what was before"));
    CHECK(job(s, next).state == store::JobState::completed);

    SECTION("to set it again is the way on") {
        const int64_t again = change(s, request("s", Own::active)).job;
        s.work();
        CHECK(s.told() == Told{"activated s/t"});
        CHECK(job(s, broken).state == store::JobState::replaced);
        CHECK(job(s, broken).replaced_by == again);
    }
    SECTION("and it is not taken back without knowing what was before") {
        CHECK_THROWS_WITH(sync::cancel_job(s.engine().world(), s.cause(), broken, ""),
                          Contains("cannot be taken back"));
    }
}
