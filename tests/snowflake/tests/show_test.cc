#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

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

TEST_CASE(
    "FROM is a name or a part of one, bytewise, and STARTS WITH respects case; LIKE does not") {
    const auto account = two_schemas();
    account->create({"SALES", "A", "t1"}, table({column("ID", "NUMBER")}));
    Asking crawler(*account, "crawler");
    const auto names = [&](const std::string& rest) {
        return crawler.ask("SHOW OBJECTS " + rest).column("name");
    };
    CHECK(names("IN SCHEMA SALES.A LIMIT 9 FROM 'T'") == Line{"T1", "T2", "T3", "t1"});
    CHECK(names("IN SCHEMA SALES.A LIMIT 9 FROM 'T25'") == Line{"T3", "t1"});
    CHECK(names("IN SCHEMA SALES.A LIMIT 9 FROM 'a'") == Line{"t1"});
    CHECK(names("IN SCHEMA SALES.A STARTS WITH 't'") == Line{"t1"});
    CHECK(names("LIKE 't_' IN SCHEMA SALES.A") == Line{"T1", "T2", "T3", "t1"});
    CHECK(names("LIKE 'T1' IN SCHEMA SALES.A") == Line{"T1", "t1"});
    CHECK(names("LIKE 'T\\\\_' IN SCHEMA SALES.A").empty()); // an escaped underscore
}

TEST_CASE("a quote and a backslash in a name are escaped in FROM, and a double quote in a name") {
    const auto account = two_schemas();
    const std::string odd = "o'x\\y\"z";
    account->create({"SALES", "A", odd}, table({column("ID", "NUMBER")}));
    Asking crawler(*account, "crawler");
    CHECK(crawler.ask("SHOW COLUMNS IN TABLE SALES.A.\"o'x\\y\"\"z\"").column("table_name") ==
          Line{odd});
    CHECK(crawler.ask("SHOW OBJECTS IN SCHEMA SALES.A STARTS WITH 'o''x\\\\y\"z'").column("name") ==
          Line{odd});
    CHECK(crawler.ask("SHOW OBJECTS IN SCHEMA SALES.A LIMIT 1 FROM 'o''x\\\\y'").column("name") ==
          Line{odd});
}

TEST_CASE("without IN, things of one name come once") {
    const auto account = two_schemas();
    Asking crawler(*account, "crawler");
    crawler.run("USE DATABASE SALES");
    CHECK(crawler.ask("SHOW TABLES").column("name") == Line{"T1", "T2", "T3"});
    CHECK(crawler.ask("SHOW TABLES IN DATABASE").lines.size() == 6);
}

TEST_CASE("SHOW honours MANAGE GRANTS, INFORMATION_SCHEMA does not") {
    const auto account = two_schemas();
    account->create_role("AUDIT");
    account->grant_role("AUDIT", "CRAWLER");
    account->grant_warehouse("AUDIT", "WH");
    account->grant("AUDIT", "USAGE", {"SALES"});
    Asking auditor(*account, "crawler", "AUDIT");
    const std::string select =
        "SELECT TABLE_NAME FROM SALES.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'A'";
    CHECK(auditor.ask("SHOW TABLES IN DATABASE SALES").lines.empty());
    account->grant("AUDIT", "MANAGE GRANTS", {});
    CHECK(auditor.ask("SHOW TABLES IN DATABASE SALES").lines.size() == 6);
    CHECK(auditor.lines(select).empty());
    account->grant_on_all("AUDIT", "USAGE", "SCHEMAS", {"SALES"});
    account->grant("AUDIT", "SELECT", {"SALES", "A", "T2"});
    CHECK(auditor.first(select) == Line{"T2"});
}

TEST_CASE("dropped things are there with HISTORY alone, each as often as it was dropped") {
    const auto account = two_schemas();
    account->drop({"SALES", "A", "T1"});
    account->create({"SALES", "A", "T1"}, table({}));
    account->drop({"SALES", "A", "T1"});
    Asking crawler(*account, "crawler");
    CHECK(crawler.ask("SHOW TABLES IN SCHEMA SALES.A").column("name") == Line{"T2", "T3"});
    const Answer all = crawler.ask("SHOW TABLES HISTORY IN SCHEMA SALES.A");
    CHECK(all.column("name") == Line{"T1", "T1", "T2", "T3"});
    const Line dropped = all.column("dropped_on");
    CHECK(dropped[0] != "NULL");
    CHECK(dropped[1] != "NULL");
    CHECK(Line(dropped.begin() + 2, dropped.end()) == Line{"NULL", "NULL"});
}

TEST_CASE("TERSE has no flags; QUOTED_IDENTIFIERS_IGNORE_CASE changes the case of columns") {
    const auto account = two_schemas();
    Asking crawler(*account, "crawler");
    CHECK(crawler.ask("SHOW TERSE OBJECTS IN SCHEMA SALES.A").columns ==
          Line{"created_on", "name", "kind", "database_name", "schema_name"});
    CHECK(crawler.ask("SHOW OBJECTS IN SCHEMA SALES.A").columns ==
          Line{"created_on", "name", "database_name", "schema_name", "kind", "comment",
               "cluster_by", "rows", "bytes", "owner", "retention_time", "owner_role_type",
               "is_hybrid", "is_dynamic", "is_iceberg"});
    crawler.run("ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE");
    CHECK(crawler.ask("SHOW TERSE OBJECTS IN SCHEMA SALES.A").columns.at(1) == "NAME");
    CHECK(crawler.error("SHOW OBJECTS IN SCHEMA \"sales\".\"a\"").empty());
}

TEST_CASE("SHOW EXTERNAL TABLES IN ACCOUNT may be refused") {
    const auto account = two_schemas();
    account->set([](AccountSettings& s) { s.refuses_external_tables_in_account = true; });
    Asking crawler(*account, "crawler");
    CHECK(crawler.error("SHOW EXTERNAL TABLES IN ACCOUNT").substr(0, 14) == "003001 (42501)");
    CHECK(crawler.error("SHOW EXTERNAL TABLES IN DATABASE SALES").empty());
}

TEST_CASE("a statement sees the account of the moment at which it began") {
    const auto account = two_schemas();
    Asking crawler(*account, "crawler");
    const auto rows = crawler.session().execute("SHOW TABLES IN SCHEMA SALES.A", {});
    account->drop({"SALES", "A", "T2"});
    account->rename({"SALES", "A", "T3"}, {"SALES", "A", "T4"});
    Chunk chunk;
    chunk.columns.resize(rows->columns().size());
    rows->read(chunk, 100);
    CHECK(chunk.rows == 3);
    CHECK(crawler.ask("SHOW TABLES IN SCHEMA SALES.A").column("name") == Line{"T1", "T4"});
}

} // namespace fake_snowflake::testing
