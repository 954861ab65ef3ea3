// What the fake Snowflake and its driver do that a crawler may stumble over.
#include <catch2/catch.hpp>

#include "plugins/snowflake/tests/fake_account.h"

using namespace fake_snowflake;
using namespace objsync::snowflake::over_fake;
using objsync::testing::Listing;
using Texts = std::vector<std::string>;

namespace {

Object table_that_says(const char* comment) {
    Object out = table({column("X", "DATE"), column("V", "VECTOR(FLOAT, 3)")});
    out.comment = comment;
    return out;
}

} // namespace

TEST_CASE("names that differ by case alone are two objects by each method") {
    FakeAccount fake;
    fake.create_open("D");
    fake.account.create_schema("D", "S");
    fake.account.create({"D", "S", "ORDERS"}, table_that_says("upper"));
    fake.account.create({"D", "S", "orders"}, table_that_says("lower"));
    FakeCrawler crawler(fake);
    for (const bool warehouse : {true, false}) {
        CAPTURE(warehouse);
        if (!warehouse) crawler.host.options().unset("warehouse");
        crawler.full();
        const Listing& scope = crawler.host.scope("D/S");
        CHECK(scope.outcome == OBJSYNC_COMPLETE);
        CHECK(scope.names() == Texts{"ORDERS", "orders"});
        CHECK(scope.object("ORDERS").comment == "upper");
        CHECK(scope.object("orders").comment == "lower");
        CHECK(scope.object("orders").columns);
    }
}

TEST_CASE("a path is looked for by its very name, whatever else begins like it or matches it") {
    FakeAccount fake;
    for (const char* database : {"D", "dx", "DXX"})
        fake.create_open(database);
    for (const char* schema : {"S", "sx", "SXX"})
        fake.account.create_schema("D", schema);
    const char* odd = "it's \"50%\" \\ of_all.x";
    for (const char* name : {"tx", "TXX", "T1", "T_", "t_", odd})
        fake.account.create({"D", "S", name}, table_that_says(name));
    FakeCrawler crawler(fake);
    const std::vector<std::vector<std::string>> there{
        {"D"}, {"D", "S"}, {"D", "S", "T_"}, {"D", "S", "t_"}, {"D", "S", odd}};
    const std::vector<std::vector<std::string>> not_there{{"DX"}, {"D", "SX"}, {"D", "S", "TX"}};
    for (const auto* paths : {&there, &not_there})
        for (const auto& path : *paths)
            crawler.host.target(path);
    REQUIRE(crawler.host.lookup() == OBJSYNC_OK);
    for (const char* path : {"DX", "D/SX", "D/S/TX"}) {
        CAPTURE(path);
        CHECK(crawler.host.answer(path).verdict == OBJSYNC_LOOKUP_UNKNOWN);
    }
    for (const char* path : {"D", "D/S"}) {
        CAPTURE(path);
        CHECK(crawler.host.answer(path).verdict == OBJSYNC_LOOKUP_OBJECT);
    }
    for (const std::string name : {"T_", "t_", odd}) {
        CAPTURE(name);
        const auto& answer = crawler.host.answer("D/S/" + name);
        REQUIRE(answer.verdict == OBJSYNC_LOOKUP_OBJECT);
        CHECK(answer.object->name == name);
        CHECK(answer.object->comment == name);
        CHECK(answer.object->column("V").type == "VECTOR(FLOAT, 3)");
    }
}

TEST_CASE("temporary tables are left out by SHOW as well, and where it tells what is missing") {
    FakeAccount fake;
    fake.create_open("D");
    fake.account.create_schema("D", "S");
    fake.account.create({"D", "S", "STAYS"}, table({column("X", "DATE")}));
    Object brief = table({column("X", "DATE")});
    brief.temporary = true;
    fake.account.create({"D", "S", "BRIEF"}, brief);
    FakeCrawler crawler(fake);
    crawler.host.options().unset("warehouse").flag("temporary_tables", true);
    crawler.crawl();
    crawler.remember();
    CHECK(crawler.host.scope("D/S").names() == Texts{"BRIEF", "STAYS"});
    CHECK(crawler.host.scope("D/S").object("BRIEF").attributes.at("temporary").value == "true");
    crawler.host.options().flag("temporary_tables", false);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").names() == Texts{"STAYS"});
    // Seen by SHOW alone, and stored.
    fake.account.revoke_on_all("CRAWL", "REFERENCES", "TABLES", {"D"});
    fake.account.grant("CRAWL", "MANAGE GRANTS", {});
    crawler.host.set("warehouse", "WH");
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").names() == Texts{"STAYS"});
}

TEST_CASE("long texts are read in whole from drivers that cut without a word or tell no length") {
    const bool no_total = GENERATE(false, true);
    const uint16_t minor = GENERATE(uint16_t{15}, uint16_t{19});
    CAPTURE(no_total, minor);
    FakeAccount fake;
    fake.create_open("D");
    fake.account.create_schema("D", "S");
    wire::DriverTraits traits;
    traits.no_total = no_total;
    traits.minor = minor;
    fake.server.set_traits(traits);
    // Of four bytes each: a cut falls in front of one, and leaves up to three bytes free.
    std::string said, column_said;
    for (int i = 0; i < 1500; ++i)
        said += "\U0001f4e6";
    for (size_t odd = 0; odd < 4; ++odd) {
        column_said = std::string(odd, 'x') + said;
        Object rich = table({column("X", "DATE")});
        rich.comment = column_said;
        auto columns = *rich.columns;
        columns[0].comment = column_said;
        rich.columns = std::make_shared<const std::vector<Column>>(columns);
        fake.account.create({"D", "S", "T" + std::to_string(odd)}, rich);
    }
    FakeCrawler crawler(fake);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("D/S");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    for (size_t odd = 0; odd < 4; ++odd) {
        const auto& object = scope.object("T" + std::to_string(odd));
        CHECK(object.comment == std::string(odd, 'x') + said);
        CHECK(object.column("X").comment == std::string(odd, 'x') + said);
    }
}

TEST_CASE("names arrive as they are where the driver takes wide text for another encoding") {
    FakeAccount fake;
    wire::DriverTraits traits;
    traits.wide_is_utf32 = true;
    fake.server.set_traits(traits);
    fake.create_open("Gr\u00f6\u00dfe");
    fake.account.create_schema("Gr\u00f6\u00dfe", "\u8868");
    fake.account.create({"Gr\u00f6\u00dfe", "\u8868", "\U0001f4e6"}, table({column("X", "DATE")}));
    FakeCrawler crawler(fake);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("Gr\u00f6\u00dfe/\u8868");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.object("\U0001f4e6").columns);
}
