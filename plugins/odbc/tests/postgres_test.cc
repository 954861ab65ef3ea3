#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "plugins/odbc/tests/names.h"
#include "plugins/odbc/tests/server.h"
#include "plugins/sdk/testing/test_host.h"

using namespace objsync::testing;
using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;

namespace {

const Server& server() {
    static const Server kServer("postgres");
    return kServer;
}

// A database of the test's own on the shared server.
struct Database {
    const Server& on;
    std::string name;
    TestHost host{objsync_plugin_v1()};

    explicit Database(const std::string& script, const Server& which = server()) : on(which) {
        static int n = 0;
        name = "db" + std::to_string(++n);
        on.sql("CREATE DATABASE " + name);
        if (!script.empty()) sql(script);
        use("admin", on.fact("password"));
    }
    ~Database() { host.cancel(); }
    std::string sql(const std::string& script) const { return on.sql(script, name); }
    void use(const std::string& user, const std::string& password) {
        host.set("connection_string",
                 "Driver=PostgreSQL Unicode;Servername=" + on.fact("socket") + ";Database=" + name);
        host.set("user", user);
        host.options().secret("password", password);
    }
    void crawl() {
        REQUIRE(host.crawl() == OBJSYNC_OK);
        REQUIRE(host.violations() == Texts{});
    }
};

} // namespace

TEST_CASE("PostgreSQL is connection > schema > table, with all it tells") {
    Database db(
        "CREATE SCHEMA sales; COMMENT ON SCHEMA sales IS 'money';"
        "CREATE TABLE sales.orders(id bigint GENERATED ALWAYS AS IDENTITY,"
        "  name varchar(20) NOT NULL DEFAULT 'x', price numeric(10,2), tags text[],"
        "  twice numeric GENERATED ALWAYS AS (price * 2) STORED);"
        "COMMENT ON TABLE sales.orders IS 'one row per order';"
        "COMMENT ON COLUMN sales.orders.price IS 'in euro';"
        "CREATE VIEW sales.v AS SELECT id FROM sales.orders;"
        "CREATE MATERIALIZED VIEW sales.m AS SELECT id FROM sales.orders;"
        "CREATE TABLE sales.parts(a int) PARTITION BY RANGE (a);"
        "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;"
        "CREATE FOREIGN TABLE sales.f(a text) SERVER files OPTIONS (filename '/dev/null');"
        "CREATE SEQUENCE sales.s; CREATE INDEX i ON sales.orders(name);");
    db.crawl();
    CHECK(db.host.source().levels == Texts{"schema", "table"});
    CHECK_THAT(db.host.source().server_version, Catch::Matchers::StartsWith("PostgreSQL 1"));

    const Listing& root = db.host.scope("");
    CHECK(root.outcome == OBJSYNC_COMPLETE);
    CHECK(root.names() == Texts{"public", "sales"});
    CHECK(root.object("sales").kind == "schema");
    CHECK(root.object("sales").comment == "money");
    CHECK(root.object("sales").owner == "admin");

    const Listing& sales = db.host.scope("sales");
    CHECK(sales.outcome == OBJSYNC_COMPLETE);
    CHECK(!sales.filtered_by_permission);
    CHECK(sales.names() == Texts{"f", "m", "orders", "parts", "v"});
    CHECK(sales.object("f").kind == "foreign_table");
    CHECK(sales.object("m").kind == "materialized_view");
    CHECK(sales.object("parts").native_type == "partitioned table");
    CHECK(sales.object("v").kind == "view");
    const auto& orders = sales.object("orders");
    CHECK(orders.kind == "table");
    CHECK(orders.comment == "one row per order");
    CHECK(sales.object("parts").comment == "");
    CHECK(orders.column("name").type == "character varying(20)");
    CHECK(orders.column("name").nullable == OBJSYNC_NULLABLE_NO);
    CHECK(orders.column("name").default_value == "'x'::character varying");
    CHECK(orders.column("price").type == "numeric(10,2)");
    CHECK(orders.column("price").comment == "in euro");
    CHECK(orders.column("price").default_value == "");
    CHECK(orders.column("tags").type == "text[]");
    CHECK(orders.column("tags").ordinal == 4);
    CHECK(orders.column("id").attributes.at("identity").value == "always");
    CHECK(orders.column("twice").attributes.contains("generated"));
    CHECK(sales.object("m").columns->size() == 1);
}

TEST_CASE("every name comes back as it is, as schema, table and column") {
    auto names = trap_names();
    names.push_back(std::string(63, 'x'));
    names.push_back("\xF0\x9F\x98\x80");
    names.push_back("PLAIN");
    std::string script;
    for (const auto& name : names) {
        const std::string q = quoted(name, '"');
        script += "CREATE SCHEMA " + q + "; CREATE TABLE " + q + "." + q + "(" + q + " int);";
    }
    Database db(script);
    db.crawl();
    names.push_back("public");
    std::sort(names.begin(), names.end());
    CHECK(db.host.scope("").names() == names);
    for (const auto& name : names) {
        if (name == "public") continue;
        CAPTURE(name);
        const Listing& scope = db.host.scope(name);
        CHECK(scope.outcome == OBJSYNC_COMPLETE);
        REQUIRE(scope.names() == Texts{name});
        CHECK(scope.objects[0].columns->at(0).name == name);
    }
}

TEST_CASE("empty schemas, wide tables and relations without columns are what they are") {
    std::string columns;
    for (int i = 1; i <= 1000; ++i)
        columns += (i > 1 ? ", c" : "c") + std::to_string(i) + " int";
    Database db("CREATE SCHEMA empty; CREATE TABLE wide(" + columns + ");" +
                "CREATE VIEW none AS SELECT; CREATE TABLE nothing();");
    db.crawl();
    CHECK(db.host.scope("empty").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.scope("empty").objects.empty());
    const Listing& scope = db.host.scope("public");
    CHECK(scope.object("wide").columns->size() == 1000);
    CHECK(scope.object("none").columns->empty());
    CHECK(scope.object("nothing").columns->empty());
}

TEST_CASE("listings longer than a page have every table once, in few statements") {
    std::string script;
    for (int i = 0; i < 450; ++i)
        script += "CREATE TABLE t" + std::to_string(i) + "(a int);";
    Database db(script);
    db.crawl();
    CHECK(db.host.scope("public").objects.size() == 450);
    CHECK(db.host.scope("public").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.count(OBJSYNC_COUNT_STATEMENTS) < 40);
}

TEST_CASE("a table keeps its platform id over a rename and a move, and a new one has another") {
    Database db("CREATE SCHEMA s; CREATE TABLE a(x int)");
    db.crawl();
    const auto id = db.host.scope("public").object("a").platform_id;
    REQUIRE(id.has_value());
    db.sql("ALTER TABLE a RENAME TO b; ALTER TABLE b SET SCHEMA s; CREATE TABLE a(x int)");
    db.crawl();
    CHECK(db.host.scope("s").object("b").platform_id == id);
    CHECK(db.host.scope("public").object("a").platform_id != id);
}

TEST_CASE("a dropped column does not move the others, and a renamed one keeps its id") {
    Database db(
        "CREATE TABLE t(a int, b int, c int); ALTER TABLE t DROP COLUMN b;"
        "ALTER TABLE t RENAME COLUMN c TO d");
    db.crawl();
    const auto& table = db.host.scope("public").object("t");
    CHECK(table.columns->size() == 2);
    CHECK(table.column("d").ordinal == 3);
    CHECK(table.column("d").stable_id == "3");
}

TEST_CASE("a role without any grant on a table sees it all the same") {
    Database db("CREATE SCHEMA hidden; CREATE TABLE hidden.t(a int)");
    db.sql("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'r'");
    db.crawl();
    const std::string basis = db.host.scope("hidden").basis;
    const std::string identity = db.host.source().identity;
    db.use("reader", "r");
    db.crawl();
    CHECK(db.host.scope("hidden").object("t").columns->size() == 1);
    CHECK(db.host.scope("hidden").basis != basis);
    CHECK(db.host.source().identity == identity);
}

TEST_CASE("the role's search path does not show in types and defaults") {
    Database db(
        "CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('x'); CREATE TABLE t(m s.mood);"
        "DROP ROLE IF EXISTS pathed; CREATE ROLE pathed LOGIN PASSWORD 'r';"
        "ALTER ROLE pathed SET search_path = s, public");
    db.crawl();
    CHECK(db.host.scope("public").object("t").column("m").type == "s.mood");
    db.use("pathed", "r");
    db.crawl();
    CHECK(db.host.scope("public").object("t").column("m").type == "s.mood");
}

TEST_CASE("what the filter excludes is neither opened nor listed") {
    Database db(
        "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.keep(x int);"
        "CREATE TABLE a.tmp(x int); CREATE TABLE b.t(x int)");
    db.host.wanted = [](const std::string& path, bool is_container) {
        return is_container ? path == "a" : path != "a/tmp";
    };
    db.crawl();
    CHECK(db.host.scope("").names() == Texts{"a"});
    CHECK(!db.host.has_scope("b"));
    CHECK(db.host.scope("a").names() == Texts{"keep"});
    CHECK(db.host.scope("a").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a scope the host has already is skipped, the scopes below it are not") {
    Database db("CREATE SCHEMA s; CREATE TABLE s.t(x int)");
    db.host.done = {"", "public"};
    db.crawl();
    CHECK(db.host.scope_paths() == Texts{"s"});
}

TEST_CASE("the server's own schemas are listed on request, temporary ones never") {
    Database db("");
    const Server::Holder other(server(), "CREATE TEMPORARY TABLE mine(a int);", db.name);
    db.host.options().flag("system_objects", true);
    db.crawl();
    CHECK(db.host.scope("").has("pg_catalog"));
    CHECK(db.host.scope("pg_catalog").has("pg_class"));
    for (const auto& name : db.host.scope("").names()) {
        CHECK(name.find("temp") == std::string::npos);
    }
}

TEST_CASE("each schema is one snapshot: a table dropped meanwhile is still in it") {
    Database db("CREATE TABLE a(x int); CREATE TABLE b(x int)");
    db.host.on_object = [&](const std::string&, const Object& object) {
        if (object.name == "a") db.sql("DROP TABLE b; CREATE TABLE c(x int)");
    };
    db.crawl();
    CHECK(db.host.scope("public").names() == Texts{"a", "b"});
    CHECK(db.host.scope("public").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("the identity is the cluster's and the database's own") {
    Database one("CREATE TABLE t(a int)");
    one.crawl();
    const std::string identity = one.host.source().identity;
    one.sql("DROP TABLE t; CREATE TABLE u(a int)");
    one.crawl();
    CHECK(one.host.source().identity == identity);
    Database two("");
    two.crawl();
    CHECK(two.host.source().identity != identity);
}

TEST_CASE("a wrong password fails as auth, and the text does not hold it") {
    Database db("");
    db.use("admin", "wr{o}ng");
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_AUTH);
    CHECK_THAT(db.host.failure()->text, !Contains("wr{o}ng"));
    CHECK(db.host.check() == OBJSYNC_FAILED);
    CHECK_THAT(db.host.findings().at(0).what_to_do, Contains("password"));
}

TEST_CASE("a database or server that is not there fails as unavailable") {
    Database db("");
    const std::string real = db.name;
    db.name = "nowhere";
    db.use("admin", server().fact("password"));
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
    db.host.set("connection_string", "Driver=PostgreSQL Unicode;Servername=/nowhere;Database=x");
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
}

TEST_CASE("a locked catalog fails the scopes that need it by timeout, and no other") {
    Database db("CREATE SCHEMA empty; CREATE TABLE t(a int)");
    db.host.options().duration_ms("statement_timeout", 200);
    {
        const Server::Holder lock(
            server(), "BEGIN; LOCK TABLE pg_attrdef IN ACCESS EXCLUSIVE MODE;", db.name);
        db.crawl();
        CHECK(db.host.scope("public").outcome == OBJSYNC_SCOPE_FAILED);
        CHECK(db.host.scope("public").error.error_class == OBJSYNC_TIMEOUT);
        CHECK(db.host.scope("empty").outcome == OBJSYNC_COMPLETE);
    }
    db.crawl();
    CHECK(db.host.scope("public").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a statement that waits for a lock is broken by cancel") {
    Database db("CREATE TABLE t(a int)");
    db.crawl(); // the driver's own questions are cached now, and the lock hits ours
    const Server::Holder lock(server(), "BEGIN; LOCK TABLE pg_attrdef IN ACCESS EXCLUSIVE MODE;",
                              db.name);
    std::thread stop([&] {
        while (server().sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0\n") {
        }
        db.host.cancel();
    });
    const int result = db.host.crawl();
    stop.join();
    CHECK(result == OBJSYNC_CANCELLED);
    CHECK(db.host.violations() == Texts{});
    CHECK(db.host.scope("public").outcome == OBJSYNC_SCOPE_FAILED);
}

TEST_CASE("a server killed in the middle fails the open scope and visits no other") {
    const Server own("postgres");
    std::string script = "CREATE SCHEMA z;";
    for (int i = 0; i < 450; ++i)
        script += "CREATE TABLE t" + std::to_string(i) + "(a int);";
    Database db(script, own);
    bool killed = false;
    db.host.on_object = [&](const std::string& scope, const Object&) {
        if (scope == "public" && !killed) {
            killed = true;
            own.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
                    db.name + "'");
            own.kill();
        }
    };
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.violations() == Texts{});
    CHECK(db.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
    CHECK(db.host.scope("public").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(db.host.scope("public").error.error_class == OBJSYNC_UNAVAILABLE);
    CHECK(!db.host.has_scope("z"));
}

TEST_CASE("a crawl of targets lists subtrees and answers for each") {
    Database db(
        "CREATE SCHEMA a; CREATE TABLE a.t(x int); CREATE SCHEMA b; CREATE TABLE b.t(y int)");
    db.host.target({"a"});
    db.host.target({"b", "t"});
    db.host.target({"nope"});
    db.host.target({"b", "nope"});
    db.crawl();
    CHECK(db.host.scope_paths() == Texts{"a"});
    CHECK(db.host.scope("a").has("t"));
    CHECK(db.host.answer("a").object->kind == "schema");
    CHECK(db.host.answer("b/t").object->column("y").ordinal == 1);
    CHECK(db.host.answer("nope").verdict == OBJSYNC_LOOKUP_GONE);
    CHECK(db.host.answer("b/nope").verdict == OBJSYNC_LOOKUP_GONE);
}

TEST_CASE("check says what can be seen") {
    Database db("");
    REQUIRE(db.host.check() == OBJSYNC_OK);
    CHECK_THAT(db.host.findings().at(0).found, Contains("PostgreSQL"));
    CHECK(db.host.findings().size() >= 3);
}

TEST_CASE("ODBC's own catalog functions give database > schema > table") {
    Database db(
        "CREATE SCHEMA \"a_b\"; CREATE SCHEMA axb; CREATE TABLE \"a_b\".\"t%\"(x varchar(5));"
        "CREATE TABLE axb.other(y int); CREATE SCHEMA \"back\\_slash\";"
        "CREATE TABLE \"back\\_slash\".t(z int)");
    db.host.set("method", "odbc");
    db.crawl();
    CHECK(db.host.source().levels == Texts{"database", "schema", "table"});
    CHECK(db.host.scope("").names() == Texts{db.name});
    CHECK(db.host.scope(db.name).names() == Texts{"a_b", "axb", "back\\_slash", "public"});
    const Listing& scope = db.host.scope(db.name + "/a_b");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.filtered_by_permission);
    CHECK(scope.names() == Texts{"t%"});
    CHECK(scope.object("t%").column("x").type == "varchar(5)");
    CHECK(db.host.scope(db.name + "/back\\_slash").object("t").columns->size() == 1);
}
