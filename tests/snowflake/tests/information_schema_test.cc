#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

TEST_CASE("TABLES and COLUMNS of a schema, in the order that is asked for") {
    const auto account = small_account();
    account->create_database("SALES");
    open_to_crawl(*account, "SALES");
    account->create_schema("SALES", "PUBLIC");
    account->create({"SALES", "PUBLIC", "B"},
                    table({column("ID", "NUMBER(38,0)", not_null), column("NAME", "VARCHAR(20)")}));
    account->create({"SALES", "PUBLIC", "a"}, view("SELECT 1", {column("X", "TIMESTAMP_NTZ(9)")}));
    Asking crawler(*account, "crawler");
    CHECK(crawler.lines("SELECT table_name, TABLE_TYPE FROM \"SALES\".INFORMATION_SCHEMA.TABLES "
                        "WHERE TABLE_SCHEMA = 'PUBLIC' ORDER BY TABLE_NAME") ==
          Lines{{"B", "BASE TABLE"}, {"a", "VIEW"}});
    CHECK(crawler.lines("SELECT TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, IS_NULLABLE "
                        "FROM SALES.INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ? "
                        "ORDER BY TABLE_NAME, ORDINAL_POSITION",
                        {"PUBLIC"}) == Lines{{"B", "1", "ID", "NUMBER", "NO"},
                                             {"B", "2", "NAME", "TEXT", "YES"},
                                             {"a", "1", "X", "TIMESTAMP_NTZ", "YES"}});
}

namespace {

const std::string kTables = "SELECT TABLE_NAME FROM DB.INFORMATION_SCHEMA.TABLES ";

std::unique_ptr<Account> with_tables(const std::vector<std::string>& names) {
    auto account = small_account();
    account->create_database("DB");
    open_to_crawl(*account, "DB");
    account->create_schema("DB", "S");
    for (const std::string& name : names)
        account->create({"DB", "S", name}, table({column("A", "NUMBER"), column("B", "DATE")}));
    return account;
}

} // namespace

TEST_CASE("rows come in no order without ORDER BY, and bytewise with it") {
    const auto account = with_tables({"A", "B", "C", "D", "a", "\xC3\x84", "_"});
    Asking crawler(*account, "crawler");
    Line loose = crawler.first(kTables + "WHERE TABLE_SCHEMA = 'S'");
    const Line sorted = {"A", "B", "C", "D", "_", "a", "\xC3\x84"};
    CHECK(loose != sorted);
    std::sort(loose.begin(), loose.end());
    CHECK(loose == sorted);
    CHECK(crawler.first(kTables + "WHERE TABLE_SCHEMA = 'S' ORDER BY TABLE_NAME") == sorted);
    CHECK(crawler.first(kTables + "WHERE TABLE_SCHEMA = 'S' ORDER BY TABLE_NAME DESC") ==
          Line(sorted.rbegin(), sorted.rend()));
}

TEST_CASE("more than a statement may give is 090030, whatever ORDER BY and LIMIT say") {
    const auto account = with_tables({"A", "B", "C", "D"});
    account->set([](AccountSettings& s) { s.information_schema_rows = 5; });
    Asking crawler(*account, "crawler");
    const std::string columns =
        "SELECT COLUMN_NAME FROM DB.INFORMATION_SCHEMA.COLUMNS WHERE "
        "TABLE_SCHEMA = 'S'";
    CHECK(crawler.first(kTables + "WHERE TABLE_SCHEMA = 'S'").size() == 4);
    const std::string error =
        "090030 (22000) Information schema query returned too much data. "
        "Please repeat query with more selective predicates.";
    CHECK(crawler.error(columns) == error);
    CHECK(crawler.error(columns + " LIMIT 1") == error);
    CHECK(crawler.error(columns + " AND LOWER(TABLE_NAME) = 'a'") == error); // not pushed down
    CHECK(crawler.error(columns + " AND ORDINAL_POSITION = 1") == error);
    CHECK(crawler.first(columns + " AND TABLE_NAME = 'A'").size() == 2);
    CHECK(crawler.first(columns + " AND TABLE_NAME > 'A' AND TABLE_NAME <= 'C'").size() == 4);
    CHECK(crawler.first(columns + " AND TABLE_NAME IN ('A', 'D')").size() == 4);
    CHECK(crawler.first(columns + " AND TABLE_NAME LIKE 'A%'").size() == 2);
}

TEST_CASE("its own views are listed, too, and no dropped thing is") {
    const auto account = with_tables({"A", "B"});
    account->drop({"DB", "S", "A"});
    Asking crawler(*account, "crawler");
    const Lines all = crawler.lines(
        "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM DB.INFORMATION_SCHEMA.TABLES");
    CHECK(std::count(all.begin(), all.end(), Line{"INFORMATION_SCHEMA", "TABLES", "VIEW"}) == 1);
    CHECK(std::count(all.begin(), all.end(), Line{"S", "B", "BASE TABLE"}) == 1);
    CHECK(std::count(all.begin(), all.end(), Line{"S", "A", "BASE TABLE"}) == 0);
}

TEST_CASE("LAST_DDL moves with DDL alone, LAST_ALTERED with rows that are written as well") {
    const auto account = with_tables({"A"});
    Asking crawler(*account, "crawler");
    const auto stamps = [&] {
        return crawler
            .lines(
                "SELECT LAST_DDL, LAST_ALTERED, CREATED FROM DB.INFORMATION_SCHEMA.TABLES WHERE "
                "TABLE_NAME = 'A'")
            .at(0);
    };
    const Line before = stamps();
    account->touch({"DB", "S", "A"}, 7);
    const Line written = stamps();
    CHECK(written[0] == before[0]);
    CHECK(written[1] != before[1]);
    account->alter({"DB", "S", "A"}, [](Object& object) { object.comment = "so"; });
    const Line altered = stamps();
    CHECK(altered[0] != before[0]);
    CHECK(altered[0] == altered[1]);
    CHECK(altered[2] == before[2]);
    account->tag({"DB", "S", "A"}, "G.T.PII", "yes");
    CHECK(stamps() == altered);
}

TEST_CASE("names are folded without quotes, exact with them, and doubled quotes are one") {
    const auto account = with_tables({"A"});
    account->create_database("d.b\"x");
    open_to_crawl(*account, "d.b\"x");
    account->create_schema("d.b\"x", "s.t");
    account->create({"d.b\"x", "s.t", "Ta.ble"}, table({column("c.d", "NUMBER")}));
    Asking crawler(*account, "crawler");
    CHECK(crawler.first("select table_name from db.information_schema.tables where TABLE_SCHEMA = "
                        "'S'") == Line{"A"});
    CHECK(crawler.error("SELECT 1 FROM \"db\".INFORMATION_SCHEMA.TABLES").substr(0, 6) == "002003");
    CHECK(crawler.lines("SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM "
                        "\"d.b\"\"x\".INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 's.t'") ==
          Lines{{"s.t", "Ta.ble", "c.d"}});
    CHECK(crawler.ask("SHOW OBJECTS IN SCHEMA \"d.b\"\"x\".\"s.t\"").column("name") ==
          Line{"Ta.ble"});
}

TEST_CASE("types are base names with sizes of their own beside them") {
    const auto account = with_tables({});
    account->create(
        {"DB", "S", "T"},
        table({column("A", "NUMBER(10,2)"), column("B", "STRING"), column("C", "TIMESTAMP_TZ(6)"),
               column("D", "VECTOR(FLOAT, 256)"), column("E", "DOUBLE"), column("F", "BINARY(16)"),
               column("G", "ARRAY(NUMBER)"), column("H", "INT")}));
    Asking crawler(*account, "crawler");
    CHECK(crawler.lines("SELECT DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, "
                        "NUMERIC_SCALE, DATETIME_PRECISION FROM DB.INFORMATION_SCHEMA.COLUMNS "
                        "WHERE TABLE_NAME = 'T' ORDER BY ORDINAL_POSITION") ==
          Lines{{"NUMBER", "NULL", "10", "2", "NULL"},
                {"TEXT", "16777216", "NULL", "NULL", "NULL"},
                {"TIMESTAMP_TZ", "NULL", "NULL", "NULL", "6"},
                {"VECTOR", "NULL", "NULL", "NULL", "NULL"},
                {"FLOAT", "NULL", "NULL", "NULL", "NULL"},
                {"BINARY", "NULL", "NULL", "NULL", "NULL"},
                {"ARRAY", "NULL", "NULL", "NULL", "NULL"},
                {"NUMBER", "NULL", "38", "0", "NULL"}});
}

} // namespace fake_snowflake::testing
