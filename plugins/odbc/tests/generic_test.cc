#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "plugins/odbc/tests/names.h"
#include "plugins/sdk/testing/temp_dir.h"
#include "plugins/sdk/testing/test_host.h"

using namespace objsync::testing;
using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;

namespace {

struct Liar {
    TestHost host{objsync_plugin_v1()};
    explicit Liar(const std::string& lie) {
        host.set("connection_string", "Driver=" LYING_DRIVER ";Lie=" + lie);
        REQUIRE(host.crawl() == OBJSYNC_OK);
        REQUIRE(host.violations() == Texts{});
    }
};

// A SQLite file through ODBC's catalog functions only.
struct Plain {
    TempDir dir;
    TestHost host{objsync_plugin_v1()};
    explicit Plain(const std::string& script) {
        const std::string file = dir.path() + "/x.db";
        sqlite3* db = nullptr;
        sqlite3_open(file.c_str(), &db);
        REQUIRE(sqlite3_exec(db, script.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(db);
        host.set("connection_string", "Driver=SQLite3;Database=" + file);
        host.set("method", "odbc");
        REQUIRE(host.crawl() == OBJSYNC_OK);
        REQUIRE(host.violations() == Texts{});
    }
};

} // namespace

TEST_CASE("an unknown database is crawled through ODBC's catalog functions") {
    Liar honest("honest");
    const Listing& scope = honest.host.scope("");
    CHECK(honest.host.source().levels == Texts{"table"});
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.filtered_by_permission);
    CHECK(scope.names() == Texts{"alpha", "beta", "gamma"});
    CHECK(scope.object("beta").column("two").type == "VARCHAR(9)");
    CHECK(scope.object("beta").column("two").ordinal == 2);
    CHECK(scope.object("beta").column("two").nullable == OBJSYNC_NULLABLE_UNKNOWN);
}

TEST_CASE("an empty list from a driver whose database answers nothing is no proof") {
    Liar empty("empty");
    const Listing& scope = empty.host.scope("");
    CHECK(scope.outcome == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(scope.error.text, Contains("cannot be confirmed"));
}

TEST_CASE("a driver that gives fewer rows than it gave before leaves the listing partial") {
    Liar truncated("truncated");
    const Listing& scope = truncated.host.scope("");
    CHECK(scope.outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(scope.error.text, Contains("gave 2 names and the source counts 3"));
}

TEST_CASE("columns that do not come together fail the listing instead of being mixed") {
    Liar scattered("scattered");
    const Listing& scope = scattered.host.scope("");
    CHECK(scope.outcome == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(scope.error.text, Contains("does not keep the columns"));
}

TEST_CASE("patterns in names match nothing but themselves") {
    std::string script;
    auto names = trap_names();
    for (const auto& name : names) {
        script += "CREATE TABLE " + quoted(name, '"') + "(" + quoted(name, '"') + " INT);";
    }
    Plain plain(script);
    const Listing& scope = plain.host.scope("");
    std::sort(names.begin(), names.end());
    CHECK(scope.names() == names);
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    for (const auto& object : scope.objects) {
        CAPTURE(object.name);
        REQUIRE(object.columns.has_value());
        REQUIRE(object.columns->size() == 1);
        CHECK(object.columns->front().name == object.name);
    }
}

TEST_CASE("a name is looked up as it is, whatever patterns or escapes are in it") {
    std::string script;
    for (const auto& name : trap_names())
        script += "CREATE TABLE " + quoted(name, '"') + "(" + quoted(name, '"') + " INT);";
    Plain plain(script);
    for (const auto& name : trap_names())
        plain.host.target({name});
    REQUIRE(plain.host.lookup() == OBJSYNC_OK);
    for (const auto& name : trap_names()) {
        CAPTURE(name);
        const auto& object = plain.host.answer(name).object;
        REQUIRE(object.has_value());
        REQUIRE(object->columns.has_value());
        REQUIRE(object->columns->size() == 1);
        CHECK(object->columns->front().name == name);
    }
}

TEST_CASE("a database without tables cannot be proved by catalog functions alone") {
    Plain plain("PRAGMA user_version = 1; CREATE TABLE t(a); DROP TABLE t");
    CHECK(plain.host.scope("").outcome == OBJSYNC_SCOPE_FAILED);
}

TEST_CASE("what the driver does not list is unknown, not gone") {
    Plain plain("CREATE TABLE t(a INT)");
    plain.host.target({"t"});
    plain.host.target({"nope"});
    REQUIRE(plain.host.lookup() == OBJSYNC_OK);
    CHECK(plain.host.answer("t").object->columns->size() == 1);
    CHECK(plain.host.answer("nope").verdict == OBJSYNC_LOOKUP_UNKNOWN);
}
