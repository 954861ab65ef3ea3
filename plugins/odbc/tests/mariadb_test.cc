#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "plugins/odbc/tests/names.h"
#include "plugins/odbc/tests/one_statement.h"
#include "plugins/odbc/tests/server.h"
#include "plugins/sdk/testing/test_host.h"

using namespace objsync::testing;
using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;

namespace {

const Server& server() {
    static const Server kServer("mariadb");
    return kServer;
}

// The plugin on the shared server, whose databases the test before has left are dropped.
struct Database {
    const Server& on;
    TestHost host{objsync_plugin_v1()};

    explicit Database(const std::string& script, const Server& which = server()) : on(which) {
        const std::string drops = on.sql(
            "SELECT concat('DROP DATABASE `', replace(schema_name, '`', '``'), '`;') "
            "FROM information_schema.schemata WHERE schema_name NOT IN "
            "('mysql', 'information_schema', 'performance_schema', 'sys')");
        on.sql(drops + script);
        use("admin", on.fact("password"));
    }
    void use(const std::string& user, const std::string& password) {
        host.set("connection_string", "Driver=MariaDB Unicode;Socket=" + on.fact("socket"));
        host.set("user", user);
        host.options().secret("password", password);
    }
    void crawl() {
        REQUIRE(host.crawl() == OBJSYNC_OK);
        REQUIRE(host.violations() == Texts{});
    }
};

} // namespace

TEST_CASE("MariaDB is connection > database > table, with all it tells") {
    Database db(
        "CREATE DATABASE sales; USE sales;"
        "CREATE TABLE orders(id BIGINT AUTO_INCREMENT PRIMARY KEY,"
        "  name VARCHAR(20) NOT NULL DEFAULT 'x', price DECIMAL(10,2) COMMENT 'in euro',"
        "  mood ENUM('a','b'), twice DECIMAL(11,2) AS (price * 2) STORED) COMMENT 'one per order';"
        "CREATE VIEW v AS SELECT id FROM orders;"
        "CREATE TABLE versioned(a INT) WITH SYSTEM VERSIONING; CREATE SEQUENCE s;");
    db.crawl();
    CHECK(db.host.source().levels == Texts{"database", "table"});
    CHECK_THAT(db.host.source().server_version, Contains("MariaDB"));
    CHECK(db.host.scope("").names() == Texts{"sales"});
    CHECK(db.host.scope("").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.scope("").object("sales").kind == "database");

    const Listing& sales = db.host.scope("sales");
    CHECK(sales.outcome == OBJSYNC_COMPLETE);
    CHECK(sales.filtered_by_permission);
    CHECK(sales.names() == Texts{"orders", "v", "versioned"});
    const auto& orders = sales.object("orders");
    CHECK(orders.kind == "table");
    CHECK(orders.native_type == "BASE TABLE");
    CHECK(orders.comment == "one per order");
    CHECK(orders.column("name").type == "varchar(20)");
    CHECK(orders.column("name").nullable == OBJSYNC_NULLABLE_NO);
    CHECK(orders.column("name").default_value == "'x'");
    CHECK(orders.column("price").type == "decimal(10,2)");
    CHECK(orders.column("price").comment == "in euro");
    CHECK(orders.column("price").ordinal == 3);
    CHECK(orders.column("mood").type == "enum('a','b')");
    CHECK(orders.column("id").attributes.at("extra").value == "auto_increment");
    CHECK(orders.column("twice").attributes.contains("generated"));
    CHECK(sales.object("v").kind == "view");
    CHECK(!sales.object("v").comment);
    CHECK(sales.object("v").columns->size() == 1);
    CHECK(sales.object("versioned").native_type == "SYSTEM VERSIONED");
}

TEST_CASE("every name comes back as it is, as database, table and column") {
    auto names = trap_names();
    names.push_back(std::string(64, 'x'));
    names.push_back("PLAIN");
    names.push_back("plain2");
    std::string script;
    for (const auto& name : names) {
        const std::string q = quoted(name, '`');
        script += "CREATE DATABASE " + q + "; CREATE TABLE " + q + "." + q + "(" + q + " INT);";
    }
    Database db(script);
    db.crawl();
    std::sort(names.begin(), names.end());
    CHECK(db.host.scope("").names() == names);
    for (const auto& name : names) {
        CAPTURE(name);
        const Listing& scope = db.host.scope(name);
        CHECK(scope.outcome == OBJSYNC_COMPLETE);
        REQUIRE(scope.names() == Texts{name});
        CHECK(scope.objects[0].columns->at(0).name == name);
    }
}

TEST_CASE("tables whose names differ in case only keep their own columns") {
    Database db("CREATE DATABASE d; CREATE TABLE d.twin(a INT); CREATE TABLE d.Twin(b INT, c INT)");
    db.crawl();
    CHECK(db.host.scope("d").names() == Texts{"Twin", "twin"});
    CHECK(db.host.scope("d").object("twin").columns->size() == 1);
    CHECK(db.host.scope("d").object("Twin").columns->size() == 2);
}

TEST_CASE("empty databases, wide tables and broken views are what they are") {
    std::string columns;
    for (int i = 1; i <= 1000; ++i)
        columns += (i > 1 ? ", c" : "c") + std::to_string(i) + " INT";
    Database db("CREATE DATABASE empty; CREATE DATABASE d; USE d; CREATE TABLE wide(" + columns +
                "); CREATE TABLE gone(a INT); CREATE VIEW broken AS SELECT * FROM gone;"
                "DROP TABLE gone;");
    db.crawl();
    CHECK(db.host.scope("empty").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.scope("empty").objects.empty());
    const Listing& scope = db.host.scope("d");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.object("wide").columns->size() == 1000);
    CHECK(scope.object("broken").kind == "view");
    CHECK(!scope.object("broken").comment);
}

TEST_CASE("listings longer than a page have every table once, in few statements") {
    std::string script = "CREATE DATABASE d; USE d;";
    for (int i = 0; i < 450; ++i) {
        script += "CREATE TABLE t" + std::to_string(i) + "(a INT) ENGINE=MyISAM;";
    }
    Database db(script);
    db.crawl();
    CHECK(db.host.scope("d").objects.size() == 450);
    CHECK(db.host.scope("d").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.count(OBJSYNC_COUNT_STATEMENTS) < 40);
}

TEST_CASE("tables that come and go during the listing do not make it wrong or partial") {
    Database db("CREATE DATABASE d; CREATE TABLE d.a(x INT); CREATE TABLE d.b(x INT)");
    db.host.on_object = [&](const std::string&, const Object& object) {
        if (object.name == "a") db.on.sql("DROP TABLE d.b");
    };
    db.crawl();
    CHECK(db.host.scope("d").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.scope("d").has("a"));
}

TEST_CASE("what the filter excludes is neither opened nor listed") {
    Database db(
        "CREATE DATABASE a; CREATE TABLE a.keep(x INT); CREATE TABLE a.tmp(x INT);"
        "CREATE DATABASE b");
    db.host.wanted = [](const std::string& path, bool is_container) {
        return is_container ? path == "a" : path != "a/tmp";
    };
    db.crawl();
    CHECK(db.host.scope("").names() == Texts{"a"});
    CHECK(!db.host.has_scope("b"));
    CHECK(db.host.scope("a").names() == Texts{"keep"});
}

TEST_CASE("a user sees what it has a privilege on; REFERENCES shows names and columns, no data") {
    Database db(
        "CREATE DATABASE a; CREATE TABLE a.t(x INT); CREATE VIEW a.v AS SELECT * FROM a.t;"
        "CREATE DATABASE b; CREATE TABLE b.t(x INT);"
        "CREATE OR REPLACE USER reader@localhost IDENTIFIED BY 'r';"
        "GRANT REFERENCES ON a.* TO reader@localhost;");
    db.crawl();
    const std::string basis = db.host.scope("").basis;
    db.use("reader", "r");
    db.crawl();
    CHECK(db.host.scope("").names() == Texts{"a"});
    CHECK(db.host.scope("").filtered_by_permission);
    CHECK(db.host.scope("").basis != basis);
    CHECK(db.host.scope("a").object("t").columns->size() == 1);
    CHECK(db.host.scope("a").object("v").columns->size() == 1);

    REQUIRE(db.host.check() == OBJSYNC_OK);
    const auto& findings = db.host.findings();
    const auto warning = std::find_if(findings.begin(), findings.end(), [](const Finding& f) {
        return f.what == "privileges" && f.severity == OBJSYNC_CHECK_WARNING;
    });
    REQUIRE(warning != findings.end());
    CHECK_THAT(warning->what_to_do, Contains("GRANT REFERENCES ON *.*"));
}

TEST_CASE("lookup tells a drop from a lost grant") {
    Database db(
        "CREATE DATABASE a; CREATE TABLE a.t(x INT); CREATE DATABASE b;"
        "CREATE TABLE b.t(x INT); CREATE OR REPLACE USER reader@localhost IDENTIFIED BY 'r';"
        "GRANT SELECT ON a.* TO reader@localhost;");
    db.host.target({"a", "t"});
    db.host.target({"a", "nope"});
    db.host.target({"a", "T"});
    db.host.target({"b", "t"});
    db.host.target({"b"});
    db.use("reader", "r");
    const int result = db.host.lookup();
    if (db.host.failure()) UNSCOPED_INFO(db.host.failure()->text);
    REQUIRE(result == OBJSYNC_OK);
    CHECK(db.host.violations() == Texts{});
    CHECK(db.host.answer("a/t").object->columns->size() == 1);
    CHECK(db.host.answer("a/nope").verdict == OBJSYNC_LOOKUP_GONE);
    CHECK(db.host.answer("a/T").verdict == OBJSYNC_LOOKUP_GONE);
    CHECK(db.host.answer("b/t").verdict == OBJSYNC_LOOKUP_DENIED);
    CHECK(db.host.answer("b").verdict == OBJSYNC_LOOKUP_DENIED);
}

TEST_CASE("a crawl of targets lists subtrees and answers for each") {
    Database db("CREATE DATABASE a; CREATE TABLE a.t(x INT); CREATE DATABASE b");
    db.host.target({"a"});
    db.host.target({"a", "t"});
    db.host.target({"nope"});
    db.crawl();
    CHECK(db.host.scope_paths() == Texts{"a"});
    CHECK(db.host.answer("a").object->kind == "database");
    CHECK(db.host.answer("a/t").object->columns->size() == 1);
    CHECK(db.host.answer("nope").verdict == OBJSYNC_LOOKUP_GONE);
}

TEST_CASE("the identity outlives changes of data") {
    Database db("CREATE DATABASE a");
    db.crawl();
    const std::string identity = db.host.source().identity;
    CHECK(identity.size() > std::string("mariadb:").size());
    db.on.sql("DROP DATABASE a; CREATE DATABASE b");
    db.crawl();
    CHECK(db.host.source().identity == identity);
}

TEST_CASE("a wrong password fails as auth, a missing server as unavailable") {
    Database db("");
    db.use("admin", "wr{o}ng");
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_AUTH);
    CHECK_THAT(db.host.failure()->text, !Contains("wr{o}ng"));
    db.host.set("connection_string", "Driver=MariaDB Unicode;Socket=/nowhere");
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
}

TEST_CASE("a table that is being changed does not hang the crawl") {
    Database db("CREATE DATABASE d; CREATE TABLE d.t(x INT); CREATE TABLE d.u(x INT)");
    const Server::Holder lock(server(), "LOCK TABLES d.t WRITE;", "d");
    db.host.options().duration_ms("statement_timeout", 1000);
    db.crawl();
    CHECK(db.host.scope("d").has("u"));
}

TEST_CASE("a running statement is broken by cancel") {
    Database db("");
    TestHost host(objsync::sdk::entry<OneStatement>());
    host.options() = db.host.options();
    OneStatement::sql = "SELECT sleep(600)";
    std::thread stop([&] {
        while (server().sql("SELECT count(*) FROM information_schema.processlist "
                            "WHERE info LIKE 'SELECT sleep%'") == "0\n") {
        }
        host.cancel();
    });
    const int result = host.crawl();
    stop.join();
    CHECK(result == OBJSYNC_CANCELLED);
}

TEST_CASE("a statement beyond its timeout fails as timeout") {
    Database db("");
    TestHost host(objsync::sdk::entry<OneStatement>());
    host.options() = db.host.options();
    host.options().duration_ms("statement_timeout", 1000);
    OneStatement::sql =
        "SELECT count(*) FROM mysql.seq_1_to_100000 a, mysql.seq_1_to_100000 b "
        "WHERE a.seq * b.seq = 7";
    CHECK(host.crawl() == OBJSYNC_FAILED);
    CHECK(host.failure()->error_class == OBJSYNC_TIMEOUT);
}

TEST_CASE("a server killed in the middle fails the open scope and visits no other") {
    const Server own("mariadb");
    std::string script = "CREATE DATABASE d; CREATE DATABASE z; USE d;";
    for (int i = 0; i < 450; ++i) {
        script += "CREATE TABLE t" + std::to_string(i) + "(a INT) ENGINE=MyISAM;";
    }
    Database db(script, own);
    bool killed = false;
    db.host.on_object = [&](const std::string& scope, const Object&) {
        if (scope == "d" && !killed) own.kill();
        killed |= scope == "d";
    };
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.violations() == Texts{});
    CHECK(db.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
    CHECK(db.host.scope("d").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(db.host.scope("d").error.error_class == OBJSYNC_UNAVAILABLE);
    CHECK(!db.host.has_scope("z"));
}

TEST_CASE("ODBC's own catalog functions give database > table") {
    Database db(
        "CREATE DATABASE a_b; CREATE DATABASE axb; CREATE TABLE a_b.`t%`(x VARCHAR(5));"
        "CREATE TABLE axb.other(y INT)");
    db.host.set("method", "odbc");
    db.crawl();
    CHECK(db.host.source().levels == Texts{"database", "table"});
    CHECK(db.host.scope("a_b").names() == Texts{"t%"});
    CHECK(db.host.scope("a_b").outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.scope("a_b").object("t%").columns->size() == 1);
    CHECK(db.host.scope("axb").names() == Texts{"other"});
}
