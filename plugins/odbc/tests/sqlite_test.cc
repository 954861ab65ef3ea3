#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "plugins/odbc/tests/names.h"
#include "plugins/odbc/tests/one_statement.h"
#include "plugins/sdk/testing/temp_dir.h"
#include "plugins/sdk/testing/test_host.h"

using namespace objsync::testing;
using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;

namespace {

// A real file, written by SQLite itself, and the plugin that crawls it through the ODBC driver.
struct Database {
    TempDir dir;
    std::string file = dir.path() + "/shop.db";
    TestHost host{objsync_plugin_v1()};

    explicit Database(const std::string& script = "CREATE TABLE t(a INT)") {
        if (!script.empty()) sql(script);
        use(file);
    }
    void use(const std::string& path) {
        host.set("connection_string", "Driver=SQLite3;Database=" + path);
    }
    void sql(const std::string& script) const {
        sqlite3* db = nullptr;
        sqlite3_open(file.c_str(), &db);
        char* error = nullptr;
        sqlite3_exec(db, script.c_str(), nullptr, nullptr, &error);
        const std::string text = error ? error : "";
        sqlite3_free(error);
        sqlite3_close(db);
        if (!text.empty()) throw std::runtime_error(text + " in " + script);
    }
    const Listing& crawl() {
        REQUIRE(host.crawl() == OBJSYNC_OK);
        REQUIRE(host.violations() == Texts{});
        return host.scope("");
    }
    const Failure& fail() {
        REQUIRE(host.crawl() == OBJSYNC_FAILED);
        REQUIRE(host.violations() == Texts{});
        REQUIRE(host.scope_paths().empty());
        return host.failure().value();
    }
};

} // namespace

TEST_CASE("a SQLite file is connection > table, with kinds, native types and columns") {
    Database db(
        "CREATE TABLE orders(id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'x',"
        "  price DECIMAL(10,2), plain, twice INT GENERATED ALWAYS AS (id * 2) STORED);"
        "CREATE VIEW totals AS SELECT name, sum(price) AS total FROM orders GROUP BY name;"
        "CREATE VIRTUAL TABLE words USING fts5(text);"
        "CREATE INDEX i ON orders(name);");
    const Listing& scope = db.crawl();
    CHECK(db.host.source().levels == Texts{"table"});
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(!scope.filtered_by_permission);
    CHECK(!scope.has("i"));

    const auto& orders = scope.object("orders");
    CHECK(orders.kind == "table");
    CHECK(orders.columns->size() == 5);
    CHECK(orders.column("name").type == "VARCHAR(20)");
    CHECK(orders.column("name").nullable == OBJSYNC_NULLABLE_NO);
    CHECK(orders.column("name").default_value == "'x'");
    CHECK(orders.column("name").ordinal == 2);
    CHECK(orders.column("price").type == "DECIMAL(10,2)");
    CHECK(orders.column("price").nullable == OBJSYNC_NULLABLE_YES);
    CHECK(orders.column("plain").type == "");
    CHECK(orders.column("twice").attributes.at("generated").value == "stored");

    CHECK(scope.object("totals").kind == "view");
    CHECK(scope.object("totals").columns->size() == 2);
    CHECK(scope.object("words").native_type == "virtual table");
    CHECK(scope.object("words").columns->size() == 1);
}

TEST_CASE("every name comes back as it is, with its columns") {
    std::string script;
    auto names = trap_names();
    names.push_back(std::string(128, 'x'));
    names.push_back("\xF0\x9F\x98\x80");
    for (const auto& name : names) {
        script += "CREATE TABLE " + quoted(name, '"') + "(" + quoted(name, '"') + " INT);";
    }
    Database db(script);
    const Listing& scope = db.crawl();
    std::sort(names.begin(), names.end());
    CHECK(scope.names() == names);
    for (const auto& object : scope.objects) {
        CAPTURE(object.name);
        REQUIRE(object.columns->size() == 1);
        CHECK(object.columns->front().name == object.name);
    }
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("listings longer than a page have every table once") {
    std::string script;
    for (int i = 0; i < 450; ++i)
        script += "CREATE TABLE t" + std::to_string(i) + "(a, b);";
    Database db(script);
    CHECK(db.crawl().objects.size() == 450);
    CHECK(db.host.scope("").outcome == OBJSYNC_COMPLETE);
    // Bulk: a few statements a page, not one a table.
    CHECK(db.host.count(OBJSYNC_COUNT_STATEMENTS) < 30);
}

TEST_CASE("a table may have a thousand columns") {
    std::string columns;
    for (int i = 1; i <= 1000; ++i)
        columns += (i > 1 ? ", c" : "c") + std::to_string(i) + " INT";
    Database db("CREATE TABLE wide(" + columns + ")");
    const auto& wide = db.crawl().object("wide");
    CHECK(wide.columns->size() == 1000);
    CHECK(wide.column("c1000").ordinal == 1000);
}

TEST_CASE("a view that names a missing table has no columns, and harms no other object") {
    Database db(
        "CREATE TABLE a(x); CREATE TABLE gone(y); CREATE VIEW broken AS SELECT * FROM gone;"
        "CREATE TABLE z(w); DROP TABLE gone;");
    const Listing& scope = db.crawl();
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.names() == Texts{"a", "broken", "z"});
    CHECK(!scope.object("broken").columns);
    CHECK(scope.object("z").columns->size() == 1);
    CHECK(db.host.log().at(0).find("broken") != std::string::npos);
}

TEST_CASE("the filter is asked before columns are read") {
    Database db("CREATE TABLE keep(a); CREATE TABLE tmp(b);");
    db.host.wanted = [](const std::string& path, bool) { return path != "tmp"; };
    CHECK(db.crawl().names() == Texts{"keep"});
    CHECK(db.host.scope("").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("SQLite's own tables are listed on request only") {
    Database db("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT)");
    CHECK(db.crawl().names() == Texts{"t"});
    const std::string basis = db.host.scope("").basis;
    db.host.options().flag("system_objects", true);
    CHECK(db.crawl().names() == Texts{"sqlite_sequence", "t"});
    CHECK(db.host.scope("").basis != basis);
}

TEST_CASE("a database from which all tables were dropped is empty, and that is proved") {
    Database db("CREATE TABLE t(a); DROP TABLE t;");
    CHECK(db.crawl().outcome == OBJSYNC_COMPLETE);
    CHECK(db.host.scope("").objects.empty());
}

TEST_CASE("a file that is no database fails, though the driver lists it as empty") {
    Database db("");
    std::ofstream(db.file) << std::string(5000, 'x');
    CHECK(db.fail().error_class == OBJSYNC_UNAVAILABLE);
    CHECK_THAT(db.fail().text, Contains("is no SQLite 3 database"));
}

TEST_CASE("a database whose pages are damaged fails") {
    Database db("CREATE TABLE t(a)");
    {
        std::fstream file(db.file, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(100);
        file << std::string(4000, '\xEE');
    }
    CHECK(db.host.crawl() != OBJSYNC_CANCELLED);
    const bool ended_complete =
        db.host.has_scope("") && db.host.scope("").outcome == OBJSYNC_COMPLETE;
    CHECK(!ended_complete);
    CHECK(db.host.violations() == Texts{});
}

TEST_CASE("a missing file fails and is not made") {
    Database db("");
    CHECK(db.fail().error_class == OBJSYNC_UNAVAILABLE);
    CHECK_THAT(db.fail().text, Contains("No such file"));
    CHECK(access(db.file.c_str(), F_OK) != 0);
}

TEST_CASE("a file without content fails: it may have been emptied") {
    Database db("");
    std::ofstream(db.file).flush();
    CHECK_THAT(db.fail().text, Contains("has no content"));
}

TEST_CASE("a folder, a relative path and a database in memory are refused") {
    Database db;
    db.use(db.dir.path());
    CHECK_THAT(db.fail().text, Contains("no regular file"));
    db.use("shop.db");
    CHECK_THAT(db.fail().text, Contains("absolute path"));
    db.use(":memory:");
    CHECK_THAT(db.fail().text, Contains("names no SQLite file"));
}

TEST_CASE("a file that may not be read fails as denied") {
    Database db;
    chmod(db.file.c_str(), 0);
    if (geteuid() == 0) { // root reads everything; another user must not
        REQUIRE(chmod(db.dir.path().c_str(), 0755) == 0);
        REQUIRE(seteuid(65534) == 0);
    }
    const int result = db.host.crawl();
    if (getuid() == 0) REQUIRE(seteuid(0) == 0);
    CHECK(result == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_ACCESS_DENIED);
    CHECK_THAT(db.host.failure()->text, Contains("let the user of objsync read"));
}

TEST_CASE("a locked database fails by timeout and proves nothing") {
    Database db;
    sqlite3* other = nullptr;
    sqlite3_open(db.file.c_str(), &other);
    sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
    db.host.options().duration_ms("statement_timeout", 50);
    CHECK(db.host.crawl() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_TIMEOUT);
    CHECK(db.host.violations() == Texts{});
    sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    CHECK(db.crawl().outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("the listing is one snapshot: a table dropped meanwhile is still in it") {
    std::string script = "PRAGMA journal_mode = WAL;";
    for (int i = 0; i < 250; ++i)
        script += "CREATE TABLE t" + std::to_string(i) + "(a);";
    Database db(script);
    bool dropped = false;
    db.host.on_object = [&](const std::string&, const Object&) {
        if (!dropped) db.sql("DROP TABLE t249; CREATE TABLE late(z)"); // not read by now
        dropped = true;
    };
    const Listing& scope = db.crawl();
    CHECK(scope.objects.size() == 250);
    CHECK(scope.object("t249").columns->size() == 1);
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("the identity outlives changes of data and differs for another file") {
    Database db;
    db.crawl();
    const std::string identity = db.host.source().identity;
    db.sql("CREATE TABLE more(a); INSERT INTO t VALUES (1); VACUUM;");
    db.crawl();
    CHECK(db.host.source().identity == identity);
    Database other;
    other.crawl();
    CHECK(other.host.source().identity != identity);
    db.sql("PRAGMA application_id = 7");
    db.crawl();
    CHECK(db.host.source().identity != identity);
}

TEST_CASE("a running statement is broken by cancel") {
    Database db;
    TestHost host(objsync::sdk::entry<OneStatement>());
    host.set("connection_string", "Driver=SQLite3;Database=" + db.file);
    OneStatement::sql =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    std::thread stop([&] {
        while (host.count(OBJSYNC_COUNT_STATEMENTS) < 2) {
        }
        host.cancel();
    });
    const int result = host.crawl();
    stop.join();
    CHECK(result == OBJSYNC_CANCELLED);
}

TEST_CASE("a cancelled crawl stops and leaves its listing failed") {
    Database db("CREATE TABLE a(x); CREATE TABLE b(y); CREATE TABLE c(z)");
    db.host.on_object = [&](const std::string&, const Object&) { db.host.cancel(); };
    CHECK(db.host.crawl() == OBJSYNC_CANCELLED);
    CHECK(db.host.scope("").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(db.host.scope("").objects.size() == 1);
    CHECK(db.host.violations() == Texts{});
}

TEST_CASE("lookup tells what is there from what is gone") {
    Database db("CREATE TABLE \"it's\"(a INT, b)");
    db.host.target({"it's"});
    db.host.target({"nope"});
    REQUIRE(db.host.lookup() == OBJSYNC_OK);
    CHECK(db.host.violations() == Texts{});
    CHECK(db.host.answer("it's").verdict == OBJSYNC_LOOKUP_OBJECT);
    CHECK(db.host.answer("it's").object->columns->size() == 2);
    CHECK(db.host.answer("nope").verdict == OBJSYNC_LOOKUP_GONE);
}

TEST_CASE("a crawl of one table answers it and opens no listing") {
    Database db("CREATE TABLE a(x); CREATE TABLE b(y)");
    db.host.target({"b"});
    REQUIRE(db.host.crawl() == OBJSYNC_OK);
    CHECK(db.host.answer("b").object->column("y").ordinal == 1);
    CHECK(db.host.scope_paths().empty());
}

TEST_CASE("check says what is connected and warns of a password in the connection string") {
    Database db;
    db.host.set("connection_string", "Driver=SQLite3;PWD=x;Database=" + db.file);
    REQUIRE(db.host.check() == OBJSYNC_OK);
    const auto& findings = db.host.findings();
    CHECK(findings.at(0).severity == OBJSYNC_CHECK_OK);
    CHECK(std::any_of(findings.begin(), findings.end(), [](const Finding& f) {
        return f.what == "password" && f.severity == OBJSYNC_CHECK_WARNING;
    }));
}

TEST_CASE("a driver that is not installed fails with its name and what to do") {
    Database db;
    db.host.set("connection_string", "Driver=No such driver;Database=x");
    CHECK(db.host.check() == OBJSYNC_FAILED);
    CHECK(db.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
    CHECK_THAT(db.host.failure()->text, Contains("No such driver"));
    CHECK_THAT(db.host.findings().at(0).what_to_do, Contains("odbcinst"));
}
