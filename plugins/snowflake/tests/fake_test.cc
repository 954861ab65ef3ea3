// Crawls of the fake Snowflake, which takes no SQL that Snowflake would not.
#include <algorithm>
#include <catch2/catch.hpp>

#include "plugins/snowflake/tests/fake_account.h"

using namespace fake_snowflake;
using namespace objsync::snowflake::over_fake;
using Catch::Matchers::Contains;
using objsync::snowflake::scripted::difference;
using objsync::testing::Listing;
using Texts = std::vector<std::string>;

namespace {

// One of everything.
void furnish(FakeAccount& fake) {
    Account& account = fake.account;
    fake.create_open("D");
    account.create_schema("D", "odd \"one\" / it's \\ %");
    account.create_schema("D", "S");
    const auto path = [](const char* name) { return Path{"D", "S", name}; };
    Column amount = column("AMOUNT", "NUMBER(10,2)", not_null);
    amount.initial = "0";
    amount.comment = "in \"cents\"";
    Column word = column("word", "VARCHAR(20)");
    word.collation = "en-ci";
    account.create(path("RICH"),
                   table({amount, word, column("T0", "TIMESTAMP_NTZ(9)"), column("T1", "TIME(3)"),
                          column("T2", "TIMESTAMP_LTZ(0)"), column("V", "VECTOR(FLOAT, 256)"),
                          column("A", "ARRAY(NUMBER(38,0))"), column("B", "BINARY(16)"),
                          column("O", "VARIANT"), column("D", "DATE"), column("L", "VARCHAR")}));
    Object safe = view("CREATE SECURE VIEW SAFE AS SELECT 1", {column("X", "NUMBER(38,0)")});
    safe.secure = true;
    safe.comment = "is\nsafe \xe2\x80\x93 so";
    account.create(path("SAFE"), safe);
    account.create(path("PLAIN"), view("CREATE VIEW PLAIN AS SELECT 1", {column("X", "FLOAT")}));
    account.create(path("MATERIAL"),
                   materialized_view("CREATE MATERIALIZED VIEW", {column("X", "BOOLEAN")}));
    account.create(path("EXTERNAL"), external_table({column("VALUE", "VARIANT")}));
    account.create(path("EVENTS"), event_table());
    account.create(path("ICE"), iceberg_table({column("X", "NUMBER(38,0)")}));
    account.create(path("LIVE"), dynamic_table("CREATE DYNAMIC TABLE", {column("X", "DATE")}));
    Object brief = table({column("X", "NUMBER(38,0)")});
    brief.transient = true;
    account.create(path("BRIEF"), brief);
    Object both = table({column("X", "NUMBER(38,0)")});
    both.hybrid = true;
    account.create(path("hybrid"), both);
    account.create(path("NEW"), future_object("QUANTUM TABLE", {column("X", "NUMBER(38,0)")}));
}

} // namespace

TEST_CASE("one account gives the same bytes by INFORMATION_SCHEMA and by SHOW") {
    const bool shown_as_external = GENERATE(false, true);
    CAPTURE(shown_as_external);
    FakeAccount fake;
    furnish(fake);
    if (shown_as_external) {
        fake.account.set([](auto& settings) {
            settings.external_table_in_show_objects = "EXTERNAL TABLE";
            settings.event_table_in_show_objects = "EVENT TABLE";
        });
    }
    FakeCrawler asking(fake);
    CHECK(asking.crawl() == OBJSYNC_OK);
    CHECK(asking.host.source().identity == "XY12345");
    const Listing by_schema = asking.host.scope("D/S");
    CHECK(by_schema.outcome == OBJSYNC_COMPLETE);
    CHECK_THAT(by_schema.basis, Contains("INFORMATION_SCHEMA, role CRAWL"));
    const std::map<std::string, std::string> kinds{{"RICH", "table"},
                                                   {"SAFE", "view"},
                                                   {"PLAIN", "view"},
                                                   {"MATERIAL", "materialized_view"},
                                                   {"EXTERNAL", "external_table"},
                                                   {"EVENTS", "event_table"},
                                                   {"ICE", "iceberg_table"},
                                                   {"LIVE", "dynamic_table"},
                                                   {"BRIEF", "table"},
                                                   {"hybrid", "table"},
                                                   {"NEW", "quantum_table"}};
    for (const auto& [name, kind] : kinds) {
        CAPTURE(name);
        CHECK(by_schema.object(name).kind == kind);
        CHECK(by_schema.object(name).columns);
    }
    CHECK(by_schema.objects.size() == kinds.size());
    CHECK(by_schema.object("RICH").column("V").type == "VECTOR(FLOAT, 256)");
    CHECK(by_schema.object("RICH").column("A").type == "ARRAY(NUMBER(38,0))");
    CHECK(by_schema.object("RICH").column("L").type == "VARCHAR(16777216)");
    CHECK(by_schema.object("RICH").column("T0").type == "TIMESTAMP_NTZ(9)");

    FakeCrawler showing(fake);
    fake.account.edit_warehouse("WH", [](Warehouse& warehouse) {
        warehouse.suspended = true;
        warehouse.auto_resume = false;
    });
    CHECK(showing.crawl() == OBJSYNC_OK);
    const Listing by_show = showing.host.scope("D/S");
    CHECK_THAT(by_show.basis, Contains("SHOW, role CRAWL"));
    CHECK(by_show.outcome == OBJSYNC_COMPLETE);
    for (const auto& object : by_schema.objects) {
        CAPTURE(object.name);
        const auto it = std::find_if(by_show.objects.begin(), by_show.objects.end(),
                                     [&](const auto& other) { return other.name == object.name; });
        // What SHOW does not give, as a type of tomorrow, is looked for before it is missing.
        if (it == by_show.objects.end()) continue;
        CHECK(difference(object, *it) == "");
        CHECK(it->columns);
    }
    CHECK(by_show.objects.size() >= by_schema.objects.size() - 1);
    CHECK(asking.host.scope("D").names() == showing.host.scope("D").names());
    CHECK(fake.server.log().defects() == Texts{});
}

TEST_CASE("statements go with schemas, and an unchanged crawl asks for no column") {
    FakeAccount fake;
    fake.create_open("D");
    for (int s = 0; s < 6; ++s) {
        fake.account.create_schema("D", "S" + std::to_string(s));
        Formula tables{.count = 300, .pattern = table({column("A", "NUMBER(38,0)")})};
        fake.account.generate({"D", "S" + std::to_string(s)}, tables);
    }
    FakeCrawler crawler(fake);
    crawler.crawl();
    auto& log = fake.server.log();
    CHECK(crawler.host.scope("D/S5").objects.size() == 300);
    CHECK(log.count("*INFORMATION_SCHEMA.TABLES WHERE*") == 6);
    CHECK(log.count("*INFORMATION_SCHEMA.COLUMNS WHERE*") == 6);
    CHECK(log.count("SHOW COLUMNS*") == 0);
    CHECK(log.logins().size() <= 4);
    crawler.remember();
    log.clear();
    crawler.crawl();
    CHECK(log.count("*COLUMNS*") == 0);
    fake.account.alter({"D", "S3", "T0000007"}, [](Object& o) { o.comment = "changed"; });
    fake.account.touch({"D", "S4", "T0000007"}, 5000); // DML is no change
    log.clear();
    crawler.crawl();
    CHECK(log.count("*INFORMATION_SCHEMA.COLUMNS WHERE*") == 1);
    CHECK(log.count("*TABLE_NAME IN ('T0000007')*") == 1);
    CHECK(crawler.host.scope("D/S3").object("T0000007").comment == "changed");
}

TEST_CASE("schemas that share names are each paged whole by SHOW") {
    FakeAccount fake;
    fake.create_open("D");
    for (const char* schema : {"A", "B"}) {
        fake.account.create_schema("D", schema);
        fake.account.generate({"D", schema}, {.count = 10500, .pattern = table({})});
    }
    FakeCrawler crawler(fake);
    crawler.host.options().unset("warehouse");
    crawler.crawl();
    for (const char* schema : {"D/A", "D/B"}) {
        CHECK(crawler.host.scope(schema).outcome == OBJSYNC_COMPLETE);
        CHECK(crawler.host.scope(schema).objects.size() == 10500);
    }
}

TEST_CASE("a schema beyond what one question may answer is asked for in ranges, and whole") {
    FakeAccount fake;
    fake.create_open("D");
    fake.account.create_schema("D", "S");
    fake.account.set([](auto& settings) { settings.information_schema_rows = 5000; });
    fake.account.generate(
        {"D", "S"}, {.count = 12000, .pattern = table({column("A", "DATE"), column("B", "DATE")})});
    FakeCrawler crawler(fake);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("D/S");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK_THAT(scope.basis, Contains("INFORMATION_SCHEMA"));
    REQUIRE(scope.objects.size() == 12000);
    CHECK(std::all_of(scope.objects.begin(), scope.objects.end(), [](const auto& object) {
        return object.columns && object.columns->size() == 2;
    }));
}

TEST_CASE("a grant that is lost takes the object out of a listing that says it may hide some") {
    FakeAccount fake;
    fake.create_closed("D");
    fake.account.create_schema("D", "S");
    for (const char* name : {"A", "B"}) {
        fake.account.create({"D", "S", name}, table({column("X", "DATE")}));
        fake.account.grant("CRAWL", "REFERENCES", {"D", "S", name});
    }
    FakeCrawler crawler(fake);
    crawler.crawl();
    crawler.remember();
    CHECK(crawler.host.scope("D/S").names() == Texts{"A", "B"});
    fake.account.revoke("CRAWL", "REFERENCES", {"D", "S", "B"});
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").names() == Texts{"A"});
    CHECK(crawler.host.scope("D/S").filtered_by_permission);
    SECTION("so does USAGE on a schema") {
        fake.account.revoke_on_all("CRAWL", "USAGE", "SCHEMAS", {"D"});
        crawler.crawl();
        CHECK(!crawler.host.has_scope("D/S"));
        CHECK(crawler.host.scope("D").filtered_by_permission);
    }
    SECTION("MANAGE GRANTS shows it again by SHOW alone, which is enough") {
        fake.account.grant("CRAWL", "MANAGE GRANTS", {});
        crawler.crawl();
        CHECK(crawler.host.scope("D/S").names() == Texts{"A", "B"});
    }
}

TEST_CASE("a table keeps its TABLE_ID when it is renamed, and gets a new one when it is replaced") {
    FakeAccount fake;
    fake.create_open("D");
    fake.account.create_schema("D", "S");
    fake.account.create({"D", "S", "OLD"}, table({column("X", "DATE")}));
    fake.account.create({"D", "S", "REPLACED"}, table({column("X", "DATE")}));
    fake.grant_usage();
    FakeCrawler crawler(fake);
    crawler.crawl();
    crawler.remember();
    const auto id = crawler.host.scope("D/S").object("OLD").platform_id;
    const auto before = crawler.host.scope("D/S").object("REPLACED").platform_id;
    CHECK(id);
    fake.account.rename({"D", "S", "OLD"}, {"D", "S", "NEW"});
    fake.account.create({"D", "S", "REPLACED"}, table({column("Y", "DATE")}));
    crawler.crawl(); // ACCOUNT_USAGE does not know yet
    CHECK(!crawler.host.scope("D/S").object("REPLACED").platform_id);
    crawler.remember();
    fake.account.advance(std::chrono::hours(4));
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").object("NEW").platform_id == id);
    CHECK(crawler.host.scope("D/S").object("REPLACED").platform_id);
    CHECK(crawler.host.scope("D/S").object("REPLACED").platform_id != before);
}
