// What Snowflake refuses is refused, with its SQLSTATE and number.
#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

std::unique_ptr<Account> account_of_sales() {
    auto account = small_account();
    account->create_database("SALES");
    open_to_crawl(*account, "SALES");
    account->create_schema("SALES", "PUBLIC");
    account->create({"SALES", "PUBLIC", "ORDERS"}, table({column("ID", "NUMBER")}));
    account->create_database("HIDDEN");
    account->create_schema("HIDDEN", "PUBLIC");
    return account;
}

struct Case {
    const char* sql;
    const char* error; // its beginning
};

void check(Asking& session, const std::vector<Case>& cases) {
    for (const Case& one : cases) {
        INFO(one.sql);
        CHECK_THAT(session.error(one.sql), Catch::Matchers::StartsWith(one.error));
    }
}

} // namespace

TEST_CASE("what is no SQL of Snowflake's is a syntax error, and says where") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    CHECK(crawler.error("SELEKT 1") ==
          "001003 (42000) SQL compilation error: syntax error line 1 at position 0 unexpected "
          "'SELEKT'.");
    check(crawler,
          {{"SHOW DATABASES IN ACCOUNT", "001003 (42000)"},
           {"SHOW OBJECTS HISTORY IN SCHEMA SALES.PUBLIC", "001003 (42000)"},
           {"SHOW OBJECTS IN SCHEMA SALES.PUBLIC FROM 'A'", "001003 (42000)"},
           {"SHOW OBJECTS LIMIT 1 IN SCHEMA SALES.PUBLIC", "001003 (42000)"},
           {"SHOW OBJECTS IN SCHEMA SALES.PUBLIC LIMIT 10 STARTS WITH 'A'", "001003 (42000)"},
           {"SHOW OBJECTS IN SCHEMA SALES.PUBLIC LIKE 'A%'", "001003 (42000)"},
           {"SHOW OBJECTS IN SCHEMA SALES.PUBLIC LIMIT 10 FROM \"A\"", "001003 (42000)"},
           {"SHOW OBJECTS IN SCHEMA SALES.PUBLIC LIMIT ten", "001003 (42000)"},
           {"SHOW TERSE COLUMNS IN SCHEMA SALES.PUBLIC", "001003 (42000)"},
           {"SELECT TABLE_NAME FROM SALES.INFORMATION_SCHEMA.TABLES WHERE", "001003 (42000)"},
           {"SELECT , 1", "001003 (42000)"},
           {"SELECT 'it", "001003 (42000)"},
           {"SELECT 1; SELECT 2", "000008 (0A000) Actual statement count 2 did not match"},
           {"ALTER SESSION SET TIMEZONE", "001003 (42000)"},
           {" ", "000900 (42601) SQL compilation error: Empty SQL statement."}});
}

TEST_CASE("a column, a function or a parameter that is not there") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    check(crawler,
          {{"SELECT NAME FROM SALES.INFORMATION_SCHEMA.TABLES",
            "000904 (42000) SQL compilation error: error line 1 at position 7 invalid identifier "
            "'NAME'"},
           {"SELECT \"table_name\" FROM SALES.INFORMATION_SCHEMA.TABLES", "000904 (42000)"},
           {"SELECT 1 FROM SALES.INFORMATION_SCHEMA.TABLES ORDER BY NAME", "000904 (42000)"},
           {"SELECT TABLE_NAME FROM SALES.INFORMATION_SCHEMA.TABLES WHERE SCHEMA = 'A'",
            "000904 (42000)"},
           {"SELECT LOWERCASE('A')", "002141 (42601)"},
           {"SELECT TABLE_ID FROM SALES.INFORMATION_SCHEMA.TABLES", "000904 (42000)"},
           {"ALTER SESSION SET NO_SUCH_THING = 1", "001006 (42000)"},
           {"ALTER SESSION SET TIMEZONE = 'Mars/Olympus'", "001008 (22023)"},
           {"SELECT TABLE_SCHEMA, TABLE_NAME, COUNT(*) FROM SALES.INFORMATION_SCHEMA.TABLES "
            "GROUP BY TABLE_SCHEMA",
            "000979 (42601)"}});
}

TEST_CASE("what is not there and what is not granted are one error") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    for (const std::string name : {"HIDDEN", "NOWHERE"}) {
        INFO(name);
        CHECK(crawler.error("SELECT 1 FROM " + name + ".INFORMATION_SCHEMA.TABLES") ==
              "002003 (02000) SQL compilation error: Database '" + name +
                  "' does not exist or not authorized.");
        CHECK(crawler.error("SHOW SCHEMAS IN DATABASE " + name).substr(0, 14) == "002043 (02000)");
        CHECK(crawler.error("SHOW OBJECTS IN SCHEMA " + name + ".PUBLIC").substr(0, 14) ==
              "002043 (02000)");
        CHECK(crawler.error("USE DATABASE " + name).substr(0, 14) == "002043 (02000)");
    }
    check(crawler, {{"SHOW OBJECTS IN SCHEMA SALES.NOWHERE", "002043 (02000)"},
                    {"SHOW OBJECTS IN SCHEMA SALES.\"public\"", "002043 (02000)"},
                    {"SHOW COLUMNS IN TABLE SALES.PUBLIC.NOTHING", "002003"},
                    {"DESCRIBE TABLE SALES.PUBLIC.NOTHING", "002003"},
                    {"SELECT 1 FROM SALES.NOWHERE.TABLES", "002003"},
                    {"SELECT 1 FROM SALES.INFORMATION_SCHEMA.NOTHING", "002003 (42S02)"},
                    {"SELECT 1 FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES", "002003"},
                    {"USE WAREHOUSE NOTHING", "002043 (02000)"},
                    {"USE ROLE NOTHING", "002043 (02000)"},
                    {"USE ROLE SYSADMIN", "003013 (42501)"}});
}

TEST_CASE("without a database of the session, a name must say its own") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    check(crawler, {{"SELECT 1 FROM INFORMATION_SCHEMA.TABLES",
                     "090105 (22000) Cannot perform SELECT. This session does not have a current "
                     "database. Call 'USE DATABASE', or use a qualified name."},
                    {"SHOW OBJECTS IN SCHEMA PUBLIC", "090105 (22000)"}});
    crawler.run("USE DATABASE SALES");
    CHECK(crawler.error("SELECT 1 FROM INFORMATION_SCHEMA.TABLES").empty());
    CHECK(crawler.error("SHOW OBJECTS IN SCHEMA PUBLIC").empty());
}

TEST_CASE("a share that its publisher took back") {
    const auto account = account_of_sales();
    Database dead;
    dead.name = "DEAD";
    dead.kind = DatabaseKind::imported;
    dead.origin = "ACME.SHARE";
    dead.dead_share = true;
    account->create_database(dead);
    account->grant("CRAWL", "IMPORTED PRIVILEGES", {"DEAD"});
    Asking crawler(*account, "crawler");
    CHECK(crawler.ask("SHOW DATABASES LIKE 'DEAD'").column("kind") == Line{"IMPORTED DATABASE"});
    check(
        crawler,
        {{"SHOW SCHEMAS IN DATABASE DEAD",
          "003030 (02000) SQL compilation error: Shared database is no longer available for use."},
         {"SHOW OBJECTS IN SCHEMA DEAD.PUBLIC", "003030 (02000)"},
         {"SELECT 1 FROM DEAD.INFORMATION_SCHEMA.TABLES", "003030 (02000)"},
         {"USE DATABASE DEAD", "003030 (02000)"}});
    check(crawler, {{"SHOW TABLES IN ACCOUNT", "003030 (02000)"}});
}

TEST_CASE("INFORMATION_SCHEMA needs a warehouse that runs, and SHOW none") {
    const auto account = account_of_sales();
    const std::string select = "SELECT COUNT(*) FROM SALES.INFORMATION_SCHEMA.TABLES";
    const std::string none =
        "000606 (57P03) No active warehouse selected in the current session.  "
        "Select an active warehouse with the 'use warehouse' command. ";
    Asking crawler(*account, "crawler");
    account->edit_warehouse("WH", [](Warehouse& warehouse) { warehouse.suspended = true; });
    CHECK(crawler.error(select).empty()); // it resumes by itself
    CHECK(crawler.ask("SHOW WAREHOUSES").column("state") == Line{"STARTED"});
    account->edit_warehouse("WH", [](Warehouse& warehouse) {
        warehouse.suspended = true;
        warehouse.auto_resume = false;
    });
    CHECK(crawler.error(select) == none);
    CHECK(crawler.error("SHOW TABLES IN ACCOUNT").empty());
    CHECK(crawler.error("SELECT CURRENT_ACCOUNT(), CURRENT_WAREHOUSE()").empty());
    account->edit_warehouse("WH", [](Warehouse& warehouse) { warehouse.auto_resume = true; });
    account->edit_warehouse("WH", [](Warehouse& warehouse) { warehouse.grants.clear(); });
    CHECK(crawler.error(select) == none);
    account->edit_user("CRAWLER", [](User& user) { user.default_warehouse.clear(); });
    CHECK(Asking(*account, "crawler").error(select) == none);
}

TEST_CASE("what Snowflake has and the account does not know is refused in words of its own") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    for (const char* const sql :
         {"SHOW STAGES", "SELECT 1 FROM SALES.INFORMATION_SCHEMA.FUNCTIONS",
          "SELECT 1 FROM SALES.PUBLIC.ORDERS", "DROP TABLE ORDERS", "SELECT HASH(1)"}) {
        INFO(sql);
        CHECK_THAT(crawler.error(sql), Catch::Matchers::Contains("the fake Snowflake has no"));
    }
}

} // namespace fake_snowflake::testing
