// What a crawler that goes by Snowflake's documents sends is answered.
#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

std::unique_ptr<Account> account_of_sales() {
    auto account = small_account();
    account->create_database("SALES");
    open_to_crawl(*account, "SALES");
    account->create_schema("SALES", "PUBLIC");
    Column amount = column("AMOUNT", "NUMBER(10,2)", not_null);
    amount.initial = "0";
    amount.comment = "in cents";
    Column name = column("NAME", "VARCHAR(20)");
    name.collation = "en-ci";
    account->create({"SALES", "PUBLIC", "ORDERS"},
                    table({amount, name, column("AT", "TIMESTAMP_LTZ(3)")}));
    Object safe = view("CREATE SECURE VIEW SAFE AS SELECT 1", {column("KEY", "BINARY(16)")});
    safe.secure = true;
    account->create({"SALES", "PUBLIC", "SAFE"}, safe);
    account->tag({"SALES"}, "GOV.TAGS.OWNER", "sales");
    account->tag({"SALES", "PUBLIC", "ORDERS"}, "GOV.TAGS.PII", "yes");
    account->tag({"SALES", "PUBLIC", "ORDERS"}, "GOV.TAGS.PII", "name", "NAME");
    account->grant("CRAWL", "IMPORTED PRIVILEGES", {"SNOWFLAKE"});
    account->advance(std::chrono::hours(3));
    return account;
}

} // namespace

TEST_CASE("a session is set up, and says where it is") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    crawler.run(
        "ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE TIMEZONE = 'UTC' "
        "STATEMENT_TIMEOUT_IN_SECONDS = 300 STATEMENT_QUEUED_TIMEOUT_IN_SECONDS = 300 "
        "CLIENT_PREFETCH_THREADS = 1 CLIENT_MEMORY_LIMIT = 64 QUERY_TAG = 'crawler'");
    CHECK(crawler.session().statement_timeout_s() == 300);
    const Lines where = crawler.lines(
        "SELECT CURRENT_ACCOUNT(), CURRENT_USER(), CURRENT_ROLE(), CURRENT_SECONDARY_ROLES(), "
        "CURRENT_WAREHOUSE(), CURRENT_VERSION(), DATE_PART(EPOCH_MILLISECOND, "
        "CURRENT_TIMESTAMP()), CURRENT_TIMESTAMP()");
    REQUIRE(where.size() == 1);
    CHECK(Line(where[0].begin(), where[0].begin() + 3) == Line{"XY12345", "CRAWLER", "CRAWL"});
    CHECK(where[0][4] == "WH");
    CHECK(where[0][6] + "000000" == where[0][7]); // nanoseconds, in UTC
}

TEST_CASE("databases and schemas are paged by name, and looked up by STARTS WITH") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    CHECK(crawler.ask("SHOW DATABASES LIMIT 10000").column("name") == Line{"SALES", "SNOWFLAKE"});
    CHECK(crawler.ask("SHOW DATABASES LIMIT 10000 FROM 'SALES'").column("name") ==
          Line{"SNOWFLAKE"});
    CHECK(crawler.ask("SHOW DATABASES STARTS WITH 'SA' LIMIT 10000").column("name") ==
          Line{"SALES"});
    const std::string schemas = "SHOW SCHEMAS IN DATABASE \"SALES\"";
    CHECK(crawler.ask(schemas + " LIMIT 10000").column("name") ==
          Line{"INFORMATION_SCHEMA", "PUBLIC"});
    CHECK(crawler.ask(schemas + " STARTS WITH 'PUB' LIMIT 10000").column("name") == Line{"PUBLIC"});
}

TEST_CASE(
    "objects of a schema by SHOW: all, those of a prefix, tables and views with their flags") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    const std::string in = " IN SCHEMA \"SALES\".\"PUBLIC\" ";
    CHECK(crawler.ask("SHOW OBJECTS" + in + "LIMIT 10000").column("name") ==
          Line{"ORDERS", "SAFE"});
    CHECK(crawler.ask("SHOW OBJECTS" + in + "STARTS WITH 'SA' LIMIT 10000").column("name") ==
          Line{"SAFE"});
    CHECK(crawler.ask("SHOW TABLES" + in + "LIMIT 10000 FROM 'A'").column("is_dynamic") ==
          Line{"N"});
    CHECK(crawler.ask("SHOW VIEWS" + in + "LIMIT 10000").column("is_secure") == Line{"true"});
    CHECK(crawler.ask("SHOW DYNAMIC TABLES IN DATABASE \"SALES\" LIMIT 1").lines.empty());
}

TEST_CASE("SHOW COLUMNS of a schema and of one object") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    CHECK(crawler.ask("SHOW COLUMNS IN SCHEMA \"SALES\".\"PUBLIC\"").column("column_name") ==
          Line{"AMOUNT", "NAME", "AT", "KEY"});
    const Answer one = crawler.ask("SHOW COLUMNS IN TABLE \"SALES\".\"PUBLIC\".\"SAFE\"");
    CHECK(one.column("data_type") ==
          Line{R"({"type":"BINARY","length":16,"byteLength":16,"nullable":true,"fixed":false})"});
}

TEST_CASE("SHOW WAREHOUSES LIKE a name") {
    const auto account = account_of_sales();
    account->create_warehouse({.name = "OTHER"});
    Asking crawler(*account, "crawler");
    const Answer found = crawler.ask("SHOW WAREHOUSES LIKE 'wh'");
    CHECK(found.column("name") == Line{"WH"});
    CHECK(found.column("state") == Line{"STARTED"});
    CHECK(found.column("auto_resume") == Line{"true"});
}

TEST_CASE("TABLES of a schema, counted and in full, whole or by ranges and lists of names") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    const Lines counts = crawler.lines(
        "SELECT TABLE_SCHEMA, COUNT(*) FROM \"SALES\".INFORMATION_SCHEMA.TABLES "
        "GROUP BY TABLE_SCHEMA");
    CHECK(std::count(counts.begin(), counts.end(), Line{"PUBLIC", "2"}) == 1);
    const std::string from =
        "SELECT TABLE_NAME, TABLE_TYPE, IS_TRANSIENT, IS_TEMPORARY, IS_ICEBERG, IS_DYNAMIC, "
        "IS_HYBRID, TABLE_OWNER, COMMENT, ROW_COUNT, BYTES, DATE_PART(EPOCH_MILLISECOND, CREATED), "
        "DATE_PART(EPOCH_MILLISECOND, LAST_DDL) FROM \"SALES\".INFORMATION_SCHEMA.TABLES "
        "WHERE TABLE_SCHEMA = 'PUBLIC'";
    const std::string order = " ORDER BY TABLE_NAME";
    CHECK(crawler.first(from + order) == Line{"ORDERS", "SAFE"});
    CHECK(crawler.first(from + " AND TABLE_NAME > 'ORDERS'" + order) == Line{"SAFE"});
    CHECK(crawler.first(from + " AND TABLE_NAME > 'A' AND TABLE_NAME <= 'ORDERS'" + order) ==
          Line{"ORDERS"});
    CHECK(crawler.first(from + " AND TABLE_NAME IN ('SAFE', 'NONE')" + order) == Line{"SAFE"});
    CHECK(crawler.lines(from + order)[0][1] == "BASE TABLE");
}

TEST_CASE("COLUMNS of a schema, by INFORMATION_SCHEMA and by ACCOUNT_USAGE") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    const std::string what =
        "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COALESCE(CHARACTER_MAXIMUM_LENGTH, "
        "CHARACTER_OCTET_LENGTH), NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, "
        "IS_NULLABLE, COLUMN_DEFAULT, COLLATION_NAME, COMMENT, IFF(DTD_IDENTIFIER IS NULL, 0, 1)";
    const std::string where = " WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_NAME > 'A'";
    const std::string order = " ORDER BY TABLE_NAME, ORDINAL_POSITION";
    const Lines expected = {{"ORDERS", "AMOUNT", "NUMBER", "NULL", "10", "2", "NULL", "NO", "0",
                             "NULL", "in cents", "0"},
                            {"ORDERS", "NAME", "TEXT", "20", "NULL", "NULL", "NULL", "YES", "NULL",
                             "en-ci", "NULL", "0"},
                            {"ORDERS", "AT", "TIMESTAMP_LTZ", "NULL", "NULL", "NULL", "3", "YES",
                             "NULL", "NULL", "NULL", "0"},
                            {"SAFE", "KEY", "BINARY", "16", "NULL", "NULL", "NULL", "YES", "NULL",
                             "NULL", "NULL", "0"}};
    CHECK(crawler.lines(what + " FROM \"SALES\".INFORMATION_SCHEMA.COLUMNS" + where + order) ==
          expected);
    Lines used = crawler.lines(what + ", TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.COLUMNS" + where +
                               " AND TABLE_CATALOG = 'SALES' AND DELETED IS NULL" + order);
    const Line ids = crawler.first(
        "SELECT TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES WHERE TABLE_CATALOG = 'SALES' AND "
        "TABLE_SCHEMA = 'PUBLIC' AND DELETED IS NULL AND TABLE_NAME = 'SAFE'");
    REQUIRE(used.size() == 4);
    CHECK(used[3].back() == ids.at(0));
    for (Line& line : used)
        line.pop_back();
    CHECK(used == expected);
}

TEST_CASE("secure views by VIEWS") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    CHECK(crawler.lines("SELECT TABLE_NAME, IS_SECURE FROM \"SALES\".INFORMATION_SCHEMA.VIEWS "
                        "WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_NAME IN ('SAFE')") ==
          Lines{{"SAFE", "YES"}});
}

TEST_CASE("ids of databases, schemas and tables by ACCOUNT_USAGE") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    const Lines databases = crawler.lines(
        "SELECT DATABASE_NAME, DATABASE_ID, DATE_PART(EPOCH_MILLISECOND, CREATED) FROM "
        "SNOWFLAKE.ACCOUNT_USAGE.DATABASES WHERE DELETED IS NULL");
    CHECK(std::any_of(databases.begin(), databases.end(),
                      [](const Line& line) { return line[0] == "SALES" && line[1] != "NULL"; }));
    const Lines schemas = crawler.lines(
        "SELECT CATALOG_NAME, SCHEMA_NAME, SCHEMA_ID, DATE_PART(EPOCH_MILLISECOND, CREATED) FROM "
        "SNOWFLAKE.ACCOUNT_USAGE.SCHEMATA WHERE DELETED IS NULL");
    CHECK(std::any_of(schemas.begin(), schemas.end(), [](const Line& line) {
        return line[0] == "SALES" && line[1] == "PUBLIC" && line[2] != "NULL";
    }));
    CHECK(crawler
              .lines("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ID, DATE_PART(EPOCH_MILLISECOND, "
                     "CREATED), DATE_PART(EPOCH_MILLISECOND, LAST_DDL) FROM "
                     "SNOWFLAKE.ACCOUNT_USAGE.TABLES WHERE TABLE_CATALOG = 'SALES' AND "
                     "TABLE_NAME > 'A' AND DELETED IS NULL")
              .size() == 2);
    CHECK(crawler.lines("SELECT TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES LIMIT 1").size() == 1);
    crawler.run("SELECT TAG_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES LIMIT 1");
}

TEST_CASE("tags of all domains by ACCOUNT_USAGE, ordered; NULL is last") {
    const auto account = account_of_sales();
    Asking crawler(*account, "crawler");
    CHECK(crawler.lines(
              "SELECT DOMAIN, OBJECT_DATABASE, OBJECT_SCHEMA, OBJECT_NAME, COLUMN_NAME, "
              "TAG_DATABASE, TAG_SCHEMA, TAG_NAME, TAG_VALUE FROM "
              "SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES WHERE OBJECT_DELETED IS NULL AND DOMAIN IN "
              "('DATABASE', 'SCHEMA', 'TABLE', 'COLUMN') ORDER BY OBJECT_DATABASE, "
              "OBJECT_SCHEMA, OBJECT_NAME, COLUMN_NAME") ==
          Lines{{"COLUMN", "SALES", "PUBLIC", "ORDERS", "NAME", "GOV", "TAGS", "PII", "name"},
                {"TABLE", "SALES", "PUBLIC", "ORDERS", "NULL", "GOV", "TAGS", "PII", "yes"},
                {"DATABASE", "NULL", "NULL", "SALES", "NULL", "GOV", "TAGS", "OWNER", "sales"}});
}

} // namespace fake_snowflake::testing
