#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace objsync::snowflake::testing {

namespace {

std::unique_ptr<Account> two_schemas() {
    auto account = small_account();
    account->create_database("SALES");
    open_to_crawl(*account, "SALES");
    for (const char* const schema : {"A", "B"}) {
        account->create_schema("SALES", schema);
        for (const char* const name : {"T1", "T2", "T3"})
            account->create({"SALES", schema, name}, table({column("ID", "NUMBER")}));
    }
    return account;
}

} // namespace

TEST_CASE("SHOW OBJECTS IN SCHEMA pages by the name: LIMIT n FROM what came last") {
    const auto account = two_schemas();
    Asking crawler(*account, "crawler");
    const std::string show = "show objects in schema \"SALES\".\"A\" limit 2";
    CHECK(crawler.ask(show).column("name") == Line{"T1", "T2"});
    CHECK(crawler.ask(show + " from 'T2'").column("name") == Line{"T3"});
}

TEST_CASE("FROM compares the name alone, so that paging a whole database loses rows") {
    const auto account = two_schemas();
    Asking crawler(*account, "crawler");
    const std::string show = "SHOW TABLES IN DATABASE SALES LIMIT 3";
    CHECK(crawler.ask(show).column("schema_name") == Line{"A", "A", "A"});
    CHECK(crawler.ask(show + " FROM 'T3'").lines.empty()); // all of B is lost
}

TEST_CASE("more than 10,000 rows without LIMIT are an error") {
    const auto account = two_schemas();
    account->set([](AccountSettings& settings) { settings.show_rows = 5; });
    Asking crawler(*account, "crawler");
    CHECK(
        crawler.error("SHOW TABLES IN DATABASE SALES") ==
        "090153 (22000) The result set size exceeded the max number of rows(5) supported for SHOW "
        "statements. Use LIMIT option to limit result set to a smaller number.");
    CHECK(crawler.ask("SHOW TABLES IN DATABASE SALES LIMIT 5").lines.size() == 5);
}

} // namespace objsync::snowflake::testing
