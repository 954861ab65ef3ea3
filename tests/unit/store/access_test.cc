#include "core/store/access.h"

#include <catch2/catch.hpp>

#include "core/store/open.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using objsync::test::TempDir;

namespace {

constexpr int64_t kNow = 1'767'323'045'000;

std::vector<query::ObjectRow> chain(std::initializer_list<int64_t> oids) {
    std::vector<query::ObjectRow> ancestry;
    for (const int64_t oid : oids) {
        ancestry.emplace_back();
        ancestry.back().oid = oid;
    }
    return ancestry;
}

} // namespace

TEST_CASE("what is given at an object holds at it and below, for who it is given to") {
    const TempDir dir;
    const auto db = open_store(dir / "s.db", kNow);
    set_owners(*db, 2, Role::data_owner, {"alice", "team", "alice"});
    set_owners(*db, 1, Role::infrastructure_admin, {"bob"});
    OwnerQuery owners(*db);
    CHECK(owners.owners(2).data_owners == std::vector<std::string>{"alice", "team"});
    CHECK(owners.roles_of({"alice"}, chain({3, 2, 1})).data_owner);
    CHECK_FALSE(owners.roles_of({"alice"}, chain({3, 2, 1})).infrastructure_admin);
    CHECK_FALSE(owners.roles_of({"alice"}, chain({1})).data_owner);
    CHECK(owners.roles_of({"carol", "team"}, chain({2, 1})).data_owner);
    CHECK(owners.roles_of({"bob"}, chain({3, 2, 1})).infrastructure_admin);
    CHECK_FALSE(owners.roles_of({}, chain({2, 1})).data_owner);
    CHECK(owners.grants({"alice", "bob"}).size() == 2);
    CHECK(owners.effective(chain({3, 2, 1})) == Owners{{"alice", "team"}, {"bob"}});
    CHECK(owners.effective(chain({1})) == Owners{{}, {"bob"}});

    set_owners(*db, 2, Role::data_owner, {"carol"});
    CHECK(owners.owners(2).data_owners == std::vector<std::string>{"carol"});
    set_owners(*db, 2, Role::data_owner, {});
    CHECK(owners.grants({"carol"}).empty());
}

TEST_CASE("an id of a token is not given again") {
    const TempDir dir;
    const auto db = open_store(dir / "s.db", kNow);
    const std::string hash(32, '\x01');
    const int64_t first =
        insert_token(*db, {0, hash, "ci", kGovernance, "for tests", kNow, "root", kNow + 1, {}});
    touch_token(*db, first, kNow);
    const auto tokens = read_tokens(*db);
    REQUIRE(tokens.size() == 1);
    CHECK(tokens[0].hash == hash);
    CHECK(tokens[0].permissions == kGovernance);
    CHECK(tokens[0].expires_at == kNow + 1);
    CHECK(tokens[0].last_used == kNow);
    CHECK(erase_token(*db, first));
    CHECK_FALSE(erase_token(*db, first));
    CHECK(insert_token(*db, {0, hash, "ci", 0, "", kNow, "root", {}, {}}) > first);
}

TEST_CASE("the audit log is read backwards and pruned from its beginning") {
    const TempDir dir;
    const auto db = open_store(dir / "s.db", kNow);
    for (int i = 1; i <= 5; ++i)
        append_audit(*db, {0, kNow + i, "alice", "uid 7", "PUT", "shop", "{}", "{}", 200, ""});
    const auto newest = read_audit(*db, std::nullopt, 2);
    REQUIRE(newest.size() == 2);
    CHECK(newest[0].at == kNow + 5);
    CHECK(read_audit(*db, newest[1].id, 9).size() == 3);
    prune_audit(*db, kNow + 4, 2);
    CHECK(read_audit(*db, std::nullopt, 9).back().at == kNow + 3);
}
