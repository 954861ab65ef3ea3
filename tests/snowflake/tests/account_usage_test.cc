// ACCOUNT_USAGE: late, of the whole account, with ids, with what was dropped, and with tags.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

std::unique_ptr<Account> with_usage() {
    auto account = small_account();
    account->create_database("DB");
    account->create_schema("DB", "S");
    account->grant("CRAWL", "IMPORTED PRIVILEGES", {"SNOWFLAKE"});
    return account;
}

void catch_up(Account& account) {
    account.advance(std::chrono::hours(3));
}

const std::string kIds =
    "SELECT TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES WHERE DELETED IS NULL "
    "AND TABLE_CATALOG = 'DB' AND TABLE_NAME = ?";

} // namespace

TEST_CASE("what happened shows an hour and a half later, tags two hours") {
    const auto account = with_usage();
    account->create({"DB", "S", "T"}, table({}));
    account->tag({"DB", "S", "T"}, "G.T.PII", "yes");
    Asking crawler(*account, "crawler");
    const std::string tags = "SELECT TAG_VALUE FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES";
    account->advance(std::chrono::minutes(89));
    CHECK(crawler.first(kIds, {"T"}).empty());
    account->advance(std::chrono::minutes(2));
    CHECK(crawler.first(kIds, {"T"}).size() == 1);
    CHECK(crawler.first(tags).empty());
    account->advance(std::chrono::minutes(30));
    CHECK(crawler.first(tags) == Line{"yes"});
}

TEST_CASE("an id stays by a rename and a swap, and is new by CREATE OR REPLACE") {
    const auto account = with_usage();
    account->create({"DB", "S", "A"}, table({}));
    account->create({"DB", "S", "B"}, table({}));
    catch_up(*account);
    Asking crawler(*account, "crawler");
    const Line a = crawler.first(kIds, {"A"});
    const Line b = crawler.first(kIds, {"B"});
    CHECK(a != b);
    account->swap({"DB", "S", "A"}, {"DB", "S", "B"});
    catch_up(*account);
    CHECK(crawler.first(kIds, {"A"}) == b);
    account->rename({"DB", "S", "A"}, {"DB", "S", "C"});
    catch_up(*account);
    CHECK(crawler.first(kIds, {"A"}).empty());
    CHECK(crawler.first(kIds, {"C"}) == b);
    account->create({"DB", "S", "C"}, table({}));
    catch_up(*account);
    CHECK(crawler.first(kIds, {"C"}).size() == 1);
    CHECK(crawler.first(kIds, {"C"}) != b);
}

TEST_CASE("SHOW and INFORMATION_SCHEMA have no id, and created_on stays by a rename") {
    const auto account = with_usage();
    open_to_crawl(*account, "DB");
    account->create({"DB", "S", "A"}, table({}));
    Asking crawler(*account, "crawler");
    const Answer before = crawler.ask("SHOW TABLES IN SCHEMA DB.S");
    CHECK(std::count(before.columns.begin(), before.columns.end(), "table_id") == 0);
    account->rename({"DB", "S", "A"}, {"DB", "S", "B"});
    const auto created = [&] {
        return crawler.ask("SHOW TABLES IN SCHEMA DB.S").column("created_on");
    };
    CHECK(created() == before.column("created_on"));
    account->create({"DB", "S", "B"}, table({}));
    CHECK(created() != before.column("created_on"));
}

TEST_CASE("what was dropped stays with DELETED set, and goes back by UNDROP") {
    const auto account = with_usage();
    account->create({"DB", "S", "T"}, table({column("X", "NUMBER")}));
    account->drop({"DB", "S", "T"});
    catch_up(*account);
    Asking crawler(*account, "crawler");
    const std::string where = " WHERE TABLE_NAME = 'T' AND DELETED IS NOT NULL";
    CHECK(crawler.first(kIds, {"T"}).empty());
    CHECK(crawler.first("SELECT TABLE_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES" + where).size() ==
          1);
    CHECK(crawler.first("SELECT COLUMN_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.COLUMNS" + where) ==
          Line{"X"});
    account->undrop({"DB", "S", "T"});
    catch_up(*account);
    CHECK(crawler.first(kIds, {"T"}).size() == 1);
}

TEST_CASE("of a replaced table, the old row was deleted and has the later LAST_DDL") {
    const auto account = with_usage();
    account->create({"DB", "S", "T"}, table({}));
    account->create({"DB", "S", "T"}, table({}));
    catch_up(*account);
    Asking crawler(*account, "crawler");
    CHECK(
        crawler.first("SELECT DELETED IS NULL FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES WHERE TABLE_NAME "
                      "= 'T' AND TABLE_CATALOG = 'DB' ORDER BY LAST_DDL DESC") == Line{"0", "1"});
}

TEST_CASE("contents of shared databases are not in it") {
    const auto account = with_usage();
    Database shared;
    shared.name = "SHARED";
    shared.kind = DatabaseKind::imported;
    account->create_database(shared);
    account->create_schema("SHARED", "S");
    account->create({"SHARED", "S", "T"}, table({}));
    catch_up(*account);
    Asking crawler(*account, "crawler");
    CHECK(crawler
              .first("SELECT TABLE_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES WHERE "
                     "TABLE_CATALOG = 'SHARED'")
              .empty());
    account->grant("CRAWL", "IMPORTED PRIVILEGES", {"SHARED"});
    CHECK(crawler.ask("SHOW TABLES IN SCHEMA SHARED.S").column("name") == Line{"T"});
}

TEST_CASE("a database role of SNOWFLAKE opens its views, and no others") {
    const auto account = small_account();
    account->grant_role("SNOWFLAKE.OBJECT_VIEWER", "CRAWL");
    Asking crawler(*account, "crawler");
    CHECK(crawler.error("SELECT TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES LIMIT 1").empty());
    const std::string tags = "SELECT TAG_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES LIMIT 1";
    CHECK(crawler.error(tags).substr(0, 6) == "002003");
    account->grant_role("SNOWFLAKE.GOVERNANCE_VIEWER", "CRAWL");
    CHECK(crawler.error(tags).empty());
}

TEST_CASE(
    "tags by ACCOUNT_USAGE are those that were set; by INFORMATION_SCHEMA the inherited, too") {
    const auto account = with_usage();
    open_to_crawl(*account, "DB");
    account->create({"DB", "S", "T"}, table({column("X", "NUMBER")}));
    account->tag({"DB"}, "G.T.OWNER", "ann");
    account->tag({"DB", "S", "T"}, "G.T.PII", "x", "X");
    catch_up(*account);
    Asking crawler(*account, "crawler");
    Lines set = crawler.lines(
        "SELECT DOMAIN, OBJECT_NAME, COLUMN_NAME, TAG_NAME, TAG_VALUE FROM "
        "SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES");
    std::sort(set.begin(), set.end());
    CHECK(set ==
          Lines{{"COLUMN", "T", "X", "PII", "x"}, {"DATABASE", "DB", "NULL", "OWNER", "ann"}});
    CHECK(crawler.lines("SELECT TAG_NAME, TAG_VALUE, LEVEL FROM TABLE(DB.INFORMATION_SCHEMA."
                        "TAG_REFERENCES('DB.S.T', 'table'))") ==
          Lines{{"OWNER", "ann", "DATABASE"}});
    CHECK(crawler.lines("SELECT COLUMN_NAME, TAG_NAME, LEVEL FROM TABLE(DB.INFORMATION_SCHEMA."
                        "TAG_REFERENCES_ALL_COLUMNS('DB.S.T', 'table'))") ==
          Lines{{"X", "OWNER", "DATABASE"}, {"X", "PII", "COLUMN"}});
    account->drop({"DB", "S", "T"});
    catch_up(*account);
    CHECK(crawler.first("SELECT TAG_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES WHERE "
                        "OBJECT_DELETED IS NULL") == Line{"OWNER"});
}

} // namespace fake_snowflake::testing
