// What a role sees, and what it may do.
#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

std::unique_ptr<Account> closed() {
    auto account = small_account();
    account->create_database("DB");
    account->create_schema("DB", "S");
    account->create({"DB", "S", "T"}, table({column("ID", "NUMBER")}));
    account->create({"DB", "S", "D"}, dynamic_table("SELECT 1", {column("ID", "NUMBER")}));
    account->create({"DB", "S", "V"}, view("CREATE VIEW V AS SELECT 1", {column("ID", "NUMBER")}));
    return account;
}

Line shown(Asking& session) {
    const Answer all = session.ask("SHOW OBJECTS IN ACCOUNT");
    const Line schemas = all.column("schema_name");
    const Line names = all.column("name");
    Line out;
    for (size_t n = 0; n < names.size(); ++n) {
        if (schemas[n] != "INFORMATION_SCHEMA") out.push_back(names[n]);
    }
    return out;
}

} // namespace

TEST_CASE("an object is seen with a privilege on it, on its schema and on its database") {
    const auto account = closed();
    Asking crawler(*account, "crawler");
    account->grant("CRAWL", "REFERENCES", {"DB", "S", "T"});
    CHECK(shown(crawler).empty());
    account->grant("CRAWL", "USAGE", {"DB", "S"});
    CHECK(shown(crawler).empty());
    account->grant("CRAWL", "USAGE", {"DB"});
    CHECK(shown(crawler) == Line{"T"});
    account->revoke("CRAWL", "USAGE", {"DB", "S"});
    CHECK(shown(crawler).empty());
}

TEST_CASE("a dynamic table needs MONITOR: SELECT is not enough") {
    const auto account = closed();
    open_to_crawl(*account, "DB");
    Asking crawler(*account, "crawler");
    CHECK(shown(crawler) == Line{"D", "T", "V"});
    account->revoke_on_all("CRAWL", "MONITOR", "DYNAMIC TABLES", {"DB"});
    account->grant_on_all("CRAWL", "SELECT", "DYNAMIC TABLES", {"DB"});
    CHECK(shown(crawler) == Line{"T", "V"});
}

TEST_CASE("grants on all cover what comes later, and roles what the roles have that they hold") {
    const auto account = closed();
    open_to_crawl(*account, "DB");
    account->create({"DB", "S", "NEW"}, table({}));
    account->create_role("ABOVE", {"CRAWL"});
    account->grant_role("ABOVE", "CRAWLER");
    Asking above(*account, "crawler", "ABOVE");
    CHECK(shown(above) == Line{"D", "NEW", "T", "V"});
    account->revoke_role("CRAWL", "ABOVE");
    CHECK(shown(above).empty());
}

TEST_CASE("the definition of a view is for who owns it; SHOW gives it unless the view is secure") {
    const auto account = closed();
    open_to_crawl(*account, "DB");
    Asking crawler(*account, "crawler");
    const std::string select =
        "SELECT VIEW_DEFINITION FROM DB.INFORMATION_SCHEMA.VIEWS WHERE TABLE_NAME = 'V'";
    CHECK(crawler.first(select) == Line{"NULL"});
    const std::string show = "SHOW VIEWS IN SCHEMA DB.S";
    CHECK(crawler.ask(show).column("text") == Line{"CREATE VIEW V AS SELECT 1"});
    account->alter({"DB", "S", "V"}, [](Object& object) { object.secure = true; });
    CHECK(crawler.ask(show).column("text") == Line{""});
    account->alter({"DB", "S", "V"}, [](Object& object) { object.owned_by("CRAWL"); });
    CHECK(crawler.first(select) == Line{"CREATE VIEW V AS SELECT 1"});
    CHECK(crawler.ask(show).column("text") == Line{"CREATE VIEW V AS SELECT 1"});
}

TEST_CASE("SHOW GRANTS TO ROLE lists what the role was given") {
    const auto account = closed();
    account->grant("CRAWL", "USAGE", {"DB"});
    account->grant("CRAWL", "SELECT", {"DB", "S", "T"});
    Asking crawler(*account, "crawler");
    const Answer grants = crawler.ask("SHOW GRANTS TO ROLE CRAWL");
    CHECK(grants.column("privilege") == Line{"USAGE", "USAGE", "SELECT"});
    CHECK(grants.column("granted_on") == Line{"WAREHOUSE", "DATABASE", "TABLE"});
    CHECK(grants.column("name") == Line{"WH", "DB", "DB.S.T"});
    CHECK(crawler.ask("SHOW GRANTS").column("role") == Line{"CRAWL"});
}

} // namespace fake_snowflake::testing
