// Rows, one at a time and in blocks.
#include <catch2/catch.hpp>

#include "tests/snowflake/driver/tests/canned.h"
#include "tests/snowflake/driver/tests/client.h"
#include "tests/snowflake/server/server.h"

using namespace objsync::snowflake;
using namespace objsync::snowflake::testing;

TEST_CASE("rows come as they are, NULL among them") {
    Canned account;
    account.answers["SELECT 1"] = texts({"a", std::nullopt, "", "Grüße"});
    Server server(account);
    Connection connection;
    REQUIRE(connection.connect(connection_string(server.port())) == SQL_SUCCESS);
    Statement statement(connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    std::vector<std::optional<std::string>> got;
    while (statement.fetch() == SQL_SUCCESS)
        got.push_back(statement.text(1));
    CHECK(got == std::vector<std::optional<std::string>>{"a", std::nullopt, "", "Grüße"});
}
