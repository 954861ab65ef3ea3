// Signing in, and what a connection tells.
#include <catch2/catch.hpp>

#include "tests/snowflake/driver/tests/canned.h"
#include "tests/snowflake/driver/tests/client.h"
#include "tests/snowflake/server/server.h"

using namespace objsync::snowflake;
using namespace objsync::snowflake::testing;

TEST_CASE("a user signs in through the driver manager, and signs out") {
    Canned account;
    Server server(account);
    Connection connection;
    REQUIRE(connection.connect(connection_string(server.port())) == SQL_SUCCESS);
    CHECK(server.open_sessions() == 1);
    connection.disconnect();
    CHECK(server.open_sessions() == 0);
}
