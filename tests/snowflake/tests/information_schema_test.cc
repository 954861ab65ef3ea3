#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace objsync::snowflake::testing {

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

} // namespace objsync::snowflake::testing
