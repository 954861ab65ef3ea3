// Signing in, and what a connection tells.
#include <catch2/catch.hpp>
#include <clocale>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

TEST_CASE("a user signs in through the driver manager, and signs out") {
    Setup with({});
    CHECK(with.server.open_sessions() == 1);
    with.connection.disconnect();
    CHECK(with.server.open_sessions() == 0);
}

TEST_CASE("a wrong password is refused with Snowflake's number") {
    Canned account;
    Server server(account);
    Connection connection;
    const std::string text = driver_and_server(server.port()) + ";UID=CRAWLER;PWD=wrong";
    REQUIRE(connection.connect(text) == SQL_ERROR);
    CHECK(connection.error() == "28000 390100");
    CHECK(server.open_sessions() == 0);
}

TEST_CASE("without a user or a password the driver does not even ask the server") {
    Canned account;
    Server server(account);
    Connection connection;
    REQUIRE(connection.connect(driver_and_server(server.port()) + ";PWD=x") == SQL_ERROR);
    CHECK(connection.error() == "28000 20032");
    REQUIRE(connection.connect(driver_and_server(server.port()) + ";UID=x") == SQL_ERROR);
    CHECK(connection.error() == "28000 20032");
    CHECK(server.log().logins().empty());
}

TEST_CASE("values in braces keep their special characters, keywords their order of precedence") {
    Canned account;
    account.passwords["A B"] = "a;b}c{d=e ";
    Server server(account);
    Connection connection;
    REQUIRE(connection.connect(driver_and_server(server.port()) +
                               ";uid={A B};PWD={a;b}}c{d=e };UID=other") == SQL_SUCCESS);
    CHECK(account.last_keywords().at("UID") == "A B");
}

TEST_CASE("an unknown keyword is a warning, and the connection is there") {
    Canned account;
    Server server(account);
    Connection connection;
    REQUIRE(connection.connect(connection_string(server.port(), "Colour=blue")) ==
            SQL_SUCCESS_WITH_INFO);
    CHECK(connection.error() == "01S00 17");
    CHECK(server.open_sessions() == 1);
}

TEST_CASE("nobody listens: 08001, and the text names the address") {
    Connection connection;
    REQUIRE(connection.connect(connection_string(1)) == SQL_ERROR);
    CHECK(connection.error() == "08001 4");
    CHECK(diagnostics(SQL_HANDLE_DBC, connection.handle())[0].text.find("127.0.0.1:1/") !=
          std::string::npos);
}

TEST_CASE("the driver reaches no other machine, and speaks http only when it is told to") {
    Connection connection;
    const std::string rest = ";UID=CRAWLER;PWD=secret";
    const std::string driver = "DRIVER={" FAKE_SNOWFLAKE_DRIVER "};ACCOUNT=ACME;";
    REQUIRE(connection.connect(driver + rest) == SQL_ERROR);
    CHECK(connection.error() == "08001 4");
    REQUIRE(connection.connect(driver + "SERVER=127.0.0.1;PORT=1" + rest) == SQL_ERROR);
    CHECK(diagnostics(SQL_HANDLE_DBC, connection.handle())[0].text.find("SSL") !=
          std::string::npos);
}

TEST_CASE("the driver tells its name, its version and the server's") {
    wire::DriverTraits traits;
    traits.minor = 12;
    traits.patch = 1;
    Setup with({}, traits, "DATABASE=SALES");
    CHECK(with.connection.info(SQL_DRIVER_NAME) == "Snowflake");
    CHECK(with.connection.info(SQL_DRIVER_VER) == "3.12.1");
    CHECK(with.connection.info(SQL_DBMS_NAME) == "Snowflake");
    CHECK(with.connection.info(SQL_DATABASE_NAME) == "SALES");
    CHECK(with.connection.info(SQL_USER_NAME) == "CRAWLER");
    CHECK(with.connection.info(9999) == "error HY096 10260");
}

TEST_CASE("the log keeps what a session signed in with, but no secret") {
    Setup with({});
    const std::vector<LoggedLogin> logins = with.server.log().logins();
    REQUIRE(logins.size() == 1);
    CHECK(logins[0].keywords.at("UID") == "CRAWLER");
    CHECK(logins[0].keywords.at("PWD") == "***");
}

TEST_CASE("text that is not ASCII needs a UTF-8 locale") {
    Setup with({{"SELECT 'Grüße'", texts({"Grüße"})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 'Grüße'") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK(statement.text(1) == "Grüße");
    statement.close();

    std::setlocale(LC_CTYPE, "C");
    CHECK(statement.execute("SELECT 'Grüße'") == SQL_ERROR);
    const std::string error = diagnostics(SQL_HANDLE_STMT, statement.handle())[0].text;
    std::setlocale(LC_CTYPE, "C.UTF-8");
    CHECK(error.find("Gr\x1a\x1a") != std::string::npos);
}
