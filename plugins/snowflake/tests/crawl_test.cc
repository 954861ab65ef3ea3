// Crawls of a model of an account, in-process through the real driver manager.
#include <algorithm>
#include <catch2/catch.hpp>

#include "plugins/snowflake/tests/crawler.h"

using namespace objsync::testing;
using namespace objsync::snowflake::scripted;
using Catch::Matchers::Contains;

TEST_CASE("databases, schemas and objects are listed, each scope complete") {
    AccountModel account;
    account.object("SALES", "PUBLIC", "ORDERS").comment = "one row per order";
    account.object("SALES", "PUBLIC", "orders");
    account.object("SALES", "odd \"one\" / it's \\ %", "t.x");
    account.databases["SNOWFLAKE"].schemas["CORE"];
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.source().identity == "AB12345");
    CHECK(crawler.host.scope("").names() == Texts{"SALES"});
    CHECK(crawler.host.scope("SALES").names() == Texts{"PUBLIC", "odd \"one\" / it's \\ %"});
    const Listing& scope = crawler.host.scope("SALES/PUBLIC");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.filtered_by_permission);
    CHECK_THAT(scope.basis, Contains("INFORMATION_SCHEMA, role CRAWLER"));
    CHECK(scope.names() == Texts{"ORDERS", "orders"});
    const Object& orders = scope.object("ORDERS");
    CHECK(orders.kind == "table");
    CHECK(orders.native_type == "TABLE");
    CHECK(orders.owner == "OWNER");
    CHECK(orders.comment == "one row per order");
    CHECK(orders.created_ms == 1600000000000);
    CHECK(orders.modified_ms == 1600000001000); // LAST_DDL
    CHECK(orders.column("ID").type == "NUMBER(38,0)");
    CHECK(crawler.host.scope("SALES/odd \"one\" / it's \\ %").names() == Texts{"t.x"});
    CHECK(!crawler.host.has_scope("SNOWFLAKE"));
}

TEST_CASE("one statement for the names and one for the columns of a schema, none of a table") {
    AccountModel account;
    account.usage = false;
    for (int s = 0; s < 5; ++s)
        for (int t = 0; t < 50; ++t)
            account.object("D", "S" + std::to_string(s), "T" + std::to_string(t));
    Crawler crawler(account);
    crawler.crawl();
    CHECK(account.count("INFORMATION_SCHEMA.TABLES WHERE") == 5);
    CHECK(account.count("INFORMATION_SCHEMA.COLUMNS WHERE") == 5);
    CHECK(account.count("SHOW COLUMNS") == 0);
}

TEST_CASE("an unchanged crawl sends no column query, and a changed object is asked for alone") {
    AccountModel account;
    for (int t = 0; t < 50; ++t)
        account.object("D", "S", "T" + std::to_string(t));
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember();
    account.forget_statements();
    crawler.crawl();
    CHECK(account.count("COLUMNS WHERE") == 0);
    CHECK(account.count("ACCOUNT_USAGE.TABLES") == 1); // nobody has an id yet
    CHECK(!crawler.host.scope("D/S").object("T7").columns);
    CHECK(crawler.host.scope("D/S").objects.size() == 50);

    account.object("D", "S", "T7").last_ddl += 1;
    account.object("D", "S", "T7").columns.push_back(ModelColumn::text("ADDED", 9));
    account.forget_statements();
    crawler.crawl();
    CHECK(account.count("COLUMNS WHERE TABLE_SCHEMA = 'S' AND TABLE_NAME IN ('T7')") == 1);
    CHECK(crawler.host.scope("D/S").object("T7").column("ADDED").type == "VARCHAR(9)");
    CHECK(!crawler.host.scope("D/S").object("T8").columns);
}

TEST_CASE("of the schemas of a database the largest is listed first") {
    AccountModel account;
    const std::map<std::string, int> sizes{{"A", 4}, {"B", 40}, {"C", 7},
                                           {"F", 2}, {"G", 19}, {"H", 3}};
    for (const auto& [schema, size] : sizes)
        for (int t = 0; t < size; ++t)
            account.object("D", schema, "T" + std::to_string(t));
    account.object("E", "SMALL", "T");
    Crawler crawler(account);
    crawler.host.options().integer("parallel", 1);
    crawler.crawl();
    Texts order;
    for (const auto& sql : account.statements()) {
        const auto at = sql.find(".INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = '");
        if (at != std::string::npos) order.push_back(sql.substr(sql.find('\'', at) + 1, 1));
    }
    CHECK(order == Texts{"B", "G", "C", "A", "H", "F", "S"});
}

TEST_CASE("each of the seven kinds is known by each method, with the same bytes") {
    AccountModel account;
    const auto make = [&](const char* name, const char* type) -> ModelObject& {
        ModelObject& o = account.object("D", "S", name);
        o.table_type = type;
        if (o.table_type.ends_with("VIEW")) o.shown_kind = "VIEW";
        return o;
    };
    make("TABLE", "BASE TABLE");
    make("VIEW", "VIEW").secure = true;
    make("MATERIALIZED", "MATERIALIZED VIEW").materialized = true;
    make("EXTERNAL", "EXTERNAL TABLE").external = true;
    make("EVENT", "EVENT TABLE").event = true;
    make("ICEBERG", "BASE TABLE").iceberg = true;
    make("DYNAMIC", "BASE TABLE").dynamic = true;
    make("BOTH", "BASE TABLE").dynamic = true;
    account.object("D", "S", "BOTH").iceberg = true;
    make("TRANSIENT", "BASE TABLE").transient = true;
    make("HYBRID", "BASE TABLE").hybrid = true;
    make("RICH", "BASE TABLE").columns = {ModelColumn::text("A", 16777216),
                                          ModelColumn::vector("V", 256), ModelColumn::number("N")};
    ModelColumn& rich = account.object("D", "S", "RICH").columns[0];
    rich.default_value = "'x'";
    rich.comment = "said";
    rich.nullable = false;
    rich.json = R"({"type":"TEXT","length":16777216,"nullable":false,"collation":"en-ci"})";
    rich.collation = "en-ci";

    Crawler by_schema(account);
    by_schema.crawl();
    const Listing by_information_schema = by_schema.host.scope("D/S");
    CHECK(by_information_schema.object("VIEW").kind == "view");
    CHECK(by_information_schema.object("MATERIALIZED").kind == "materialized_view");
    CHECK(by_information_schema.object("EXTERNAL").kind == "external_table");
    CHECK(by_information_schema.object("EVENT").kind == "event_table");
    CHECK(by_information_schema.object("ICEBERG").kind == "iceberg_table");
    CHECK(by_information_schema.object("DYNAMIC").kind == "dynamic_table");
    CHECK(by_information_schema.object("BOTH").kind == "dynamic_table");
    CHECK(by_information_schema.object("TRANSIENT").attributes.at("transient").value == "true");
    CHECK(by_information_schema.object("HYBRID").attributes.at("hybrid").value == "true");
    CHECK(by_information_schema.object("VIEW").attributes.at("secure").value == "true");
    CHECK(by_information_schema.object("RICH").column("V").type == "VECTOR(FLOAT, 256)");
    CHECK(by_information_schema.object("RICH").column("N").ordinal == 3);

    account.warehouse = false;
    Crawler shown(account);
    shown.crawl();
    const Listing by_show = shown.host.scope("D/S");
    CHECK_THAT(by_show.basis, Contains("SHOW, role CRAWLER"));
    REQUIRE(by_show.names() == by_information_schema.names());
    for (const auto& name : by_show.names()) {
        CAPTURE(name);
        CHECK(difference(by_information_schema.object(name), by_show.object(name)) == "");
        CHECK(by_show.object(name).columns);
    }
}

TEST_CASE("a type that nobody knows yet is kept under its name") {
    AccountModel account;
    account.object("D", "S", "Q").table_type = "QUANTUM TABLE";
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").object("Q").kind == "quantum_table");
    CHECK(crawler.host.scope("D/S").object("Q").native_type == "QUANTUM TABLE");
}

TEST_CASE("temporary tables are left out unless they are asked for") {
    AccountModel account;
    account.object("D", "S", "T").temporary = true;
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").names().empty());
    crawler.host.options().flag("temporary_tables", true);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").names() == Texts{"T"});
    CHECK_THAT(crawler.host.scope("D/S").basis, Contains("with temporary tables"));
}

TEST_CASE("a kind that SHOW VIEWS would tell is absent where it is denied, never a guess") {
    AccountModel account;
    account.warehouse = false;
    account.object("D", "S", "MV").table_type = "MATERIALIZED VIEW";
    account.object("D", "S", "MV").shown_kind = "VIEW";
    account.object("D", "S", "MV").materialized = true;
    account.faults = {{"SHOW VIEWS", {"42501", 3001, "Insufficient privileges"}, 0, 9}};
    Crawler crawler(account);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("D/S");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(!scope.object("MV").kind);
    CHECK(!scope.object("MV").native_type);
}

TEST_CASE("what SHOW sees by MANAGE GRANTS and INFORMATION_SCHEMA does not is never missing") {
    AccountModel account;
    account.object("D", "S", "SEEN");
    account.object("D", "S", "BY_GRANTS").in_information_schema = false;
    account.warehouse = false;
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").names() == Texts{"BY_GRANTS", "SEEN"});
    crawler.remember();
    account.warehouse = true; // another method, which sees less
    for (int crawl = 0; crawl < 2; ++crawl) {
        crawler.crawl();
        CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
        CHECK(crawler.host.scope("D/S").names() == Texts{"BY_GRANTS", "SEEN"});
    }
    SECTION("many such objects are looked for in one listing") {
        for (int i = 0; i < 100; ++i)
            account.object("D", "S", "G" + std::to_string(i)).in_information_schema = false;
        account.warehouse = false;
        crawler.crawl();
        crawler.remember();
        account.warehouse = true;
        account.forget_statements();
        crawler.crawl();
        CHECK(crawler.host.scope("D/S").objects.size() == 102);
        CHECK(account.count("SHOW OBJECTS") == 1);
    }
    SECTION("in a full crawl, which may know nothing stored, SHOW is asked as well") {
        crawler.host.stored_stamps.clear();
        crawler.full();
        CHECK(crawler.host.scope("D/S").names() == Texts{"BY_GRANTS", "SEEN"});
    }
    SECTION("what neither sees is missing") {
        account.databases["D"].schemas["S"].objects.erase("BY_GRANTS");
        crawler.crawl();
        CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
        CHECK(crawler.host.scope("D/S").names() == Texts{"SEEN"});
        CHECK(crawler.host.scope("D/S").kept.empty());
    }
}

TEST_CASE("a schema of more than one page of SHOW is listed once and whole") {
    AccountModel account;
    account.warehouse = false;
    account.show_columns = 100; // too many for one answer
    for (int t = 0; t < 10500; ++t)
        account.object("D", "S", "T" + std::to_string(t));
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
    CHECK(crawler.host.scope("D/S").objects.size() == 10500);
    // Columns one by one are a last resort, and end.
    CHECK(account.count("SHOW COLUMNS IN TABLE") == 500);
}

TEST_CASE("a schema that is too large for one question is asked for in parts") {
    AccountModel account;
    account.too_much = 300;
    for (int t = 0; t < 1000; ++t)
        account.object("D", "S", "T" + std::to_string(t));
    account.object("D", "S", "hidden from SHOW").in_show = false;
    Crawler crawler(account);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("D/S");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK_THAT(scope.basis, Contains("INFORMATION_SCHEMA"));
    CHECK(scope.objects.size() == 1001);
    for (const auto& object : scope.objects)
        REQUIRE(object.columns);
}

TEST_CASE("a comment that is longer than its room is read in whole") {
    AccountModel account;
    account.object("D", "S", "A").comment = std::string(5000, 'x') + "end";
    account.object("D", "S", "B").columns[0].comment = std::string(3000, 'y');
    account.object("D", "S", "C").columns[0].default_value = "'" + std::string(3000, 'z') + "'";
    Crawler crawler(account);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("D/S");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.object("A").comment == std::string(5000, 'x') + "end");
    CHECK(scope.object("A").columns);
    CHECK(scope.object("B").column("ID").comment == std::string(3000, 'y'));
    CHECK(scope.object("C").column("ID").default_value->size() == 3002);
    account.warehouse = false; // SHOW is not asked again: what was cut is absent, never in part
    crawler.crawl();
    const Listing& shown = crawler.host.scope("D/S");
    REQUIRE_THAT(shown.basis, Contains("SHOW"));
    CHECK(shown.outcome == OBJSYNC_COMPLETE);
    CHECK(!shown.object("A").comment);
    CHECK(shown.object("A").columns);
    CHECK(!shown.object("B").columns);
    CHECK(!shown.object("C").columns);
}

TEST_CASE("TABLE_ID is the platform id where ACCOUNT_USAGE knows this very object") {
    AccountModel account;
    account.object("D", "S", "KNOWN").id = "77";
    account.object("D", "S", "TOO_NEW");
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").object("KNOWN").platform_id == "77");
    CHECK(!crawler.host.scope("D/S").object("TOO_NEW").platform_id);
    CHECK(crawler.host.scope("D").object("S").platform_id == "schema 1");
    crawler.remember();
    account.object("D", "S", "TOO_NEW").id = "78"; // its lag has passed
    account.forget_statements();
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").object("TOO_NEW").platform_id == "78");
    CHECK(account.count("COLUMNS WHERE") == 0);
    CHECK(account.count("ACCOUNT_USAGE.TABLES WHERE TABLE_CATALOG = 'D' AND TABLE_SCHEMA = 'S'") ==
          1);
    crawler.remember();
    account.forget_statements();
    crawler.crawl(); // every id is known
    CHECK(account.count("ACCOUNT_USAGE.TABLES") == 0);
}

TEST_CASE("with account_usage columns come from there, but for what changed within its lag") {
    AccountModel account;
    account.object("D", "S", "OLD").id = "1";
    account.object("D", "S", "YOUNG").id = "2";
    account.object("D", "S", "YOUNG").last_ddl = account.now - 60000;
    Crawler crawler(account);
    crawler.host.options().flag("account_usage", true);
    crawler.crawl();
    CHECK(account.count("ACCOUNT_USAGE.COLUMNS WHERE") == 1);
    CHECK(account.count("ACCOUNT_USAGE.COLUMNS WHERE TABLE_SCHEMA = 'S' AND TABLE_NAME IN") == 0);
    CHECK(account.count("\"D\".INFORMATION_SCHEMA.COLUMNS WHERE") == 1);
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
    CHECK(crawler.host.scope("D/S").object("OLD").columns);
    CHECK(crawler.host.scope("D/S").object("YOUNG").columns);
}

TEST_CASE("tags come in one pass with a time of its own, and what is too young is not silenced") {
    AccountModel account;
    account.object("D", "S", "T").id = "1";
    account.object("D", "S", "RENAMED").last_ddl = account.now - 60000;
    account.tags = {{"DATABASE", "", "", "D", {}, "OWNER", "sales"},
                    {"SCHEMA", "D", "", "S", {}, "ZONE", "eu"},
                    {"TABLE", "D", "S", "T", {}, "PII", "yes"},
                    {"COLUMN", "D", "S", "T", "ID", "PII", "key"}};
    Crawler crawler(account);
    crawler.crawl();
    const Listing& tags = crawler.host.facet("", OBJSYNC_FACET_TAGS);
    CHECK(tags.outcome == OBJSYNC_COMPLETE);
    CHECK(tags.as_of_ms == account.now - int64_t{2} * 3600 * 1000);
    CHECK(tags.object("D").tags->at(0).name == "GOV.TAGS.OWNER");
    CHECK(tags.object("D/S").tags->at(0).value == "eu");
    const Object& table = tags.object("D/S/T");
    REQUIRE(table.tags->size() == 2);
    CHECK(table.tags->at(1).column == "ID");
    CHECK(!tags.object("D/S/RENAMED").tags);
    account.usage = false;
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
    CHECK_THROWS(crawler.host.facet("", OBJSYNC_FACET_TAGS));
}
