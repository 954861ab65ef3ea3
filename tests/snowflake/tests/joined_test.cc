// The account, its server and the driver together, as a program sees them through unixODBC.
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/snowflake/crypto/jwt.h"
#include "tests/snowflake/driver/tests/client.h"
#include "tests/snowflake/server/server.h"
#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

struct Joined {
    Joined() {
        account->create_database("DB");
        open_to_crawl(*account, "DB");
        account->create_schema("DB", "S");
    }
    void connect() { REQUIRE(SQL_SUCCEEDED(connection.connect(connection_string(server.port())))); }
    // The values of a column; the error instead, if there is one.
    Line column(const std::string& sql, SQLUSMALLINT number = 1) {
        Statement statement(connection);
        if (!SQL_SUCCEEDED(statement.execute(sql))) return {statement.error()};
        Line out;
        while (SQL_SUCCEEDED(statement.fetch()))
            out.push_back(statement.text(number).value_or("NULL"));
        return out;
    }

    std::unique_ptr<Account> account = small_account();
    Server server{*account};
    Connection connection;
};

} // namespace

TEST_CASE("what the account has comes through the driver manager, by SHOW and by SELECT") {
    Joined joined;
    joined.account->create({"DB", "S", "Straße"}, table({column("ID", "NUMBER(38,0)", not_null),
                                                         column("AT", "TIMESTAMP_LTZ(9)")}));
    joined.connect();
    CHECK(joined.column("SHOW TABLES IN SCHEMA DB.S", 2) == Line{"Straße"});
    CHECK(
        joined.column("SELECT COLUMN_NAME FROM DB.INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = "
                      "'S' ORDER BY ORDINAL_POSITION") == Line{"ID", "AT"});
    CHECK(joined.column("SELECT COUNT(*) FROM DB.INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = "
                        "'Straße'") == Line{"1"});
}

TEST_CASE("SQLSTATE and number of an error come through the driver manager as they are") {
    Joined joined;
    joined.connect();
    CHECK(joined.column("SELECT NOTHING FROM DB.INFORMATION_SCHEMA.TABLES") == Line{"42000 904"});
    CHECK(joined.column("SHOW TABLES IN SCHEMA DB.NOTHING") == Line{"02000 2043"});
    joined.account->edit_warehouse("WH", [](Warehouse& warehouse) {
        warehouse.suspended = true;
        warehouse.auto_resume = false;
    });
    CHECK(joined.column("SELECT 1 FROM DB.INFORMATION_SCHEMA.TABLES") == Line{"57P03 606"});
    joined.account->expire_sessions();
    CHECK(joined.column("SHOW DATABASES") == Line{"08001 390114"});
}

TEST_CASE("the time of a session is told in its TIMEZONE") {
    Joined joined;
    joined.connect();
    const std::string now = "SELECT DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP())";
    const std::string shown = "SELECT TO_CHAR(CURRENT_TIMESTAMP(), 'YYYY-MM-DD HH24:MI')";
    const int64_t ms = std::stoll(joined.column(now).at(0));
    CHECK(ms == std::chrono::duration_cast<std::chrono::milliseconds>(
                    joined.account->now().time_since_epoch())
                    .count());
    CHECK(joined.column(shown) == Line{"2026-01-05 00:00"}); // Los Angeles
    CHECK(joined.column("ALTER SESSION SET TIMEZONE = 'UTC'").size() <= 1);
    CHECK(joined.column(shown) == Line{"2026-01-05 08:00"});
}

TEST_CASE("a key file is read, and its token is held against the user's public key") {
    Joined joined;
    const KeyPair pair = make_key_pair("open sesame");
    const auto file = std::filesystem::temp_directory_path() /
                      ("fake-snowflake-" + std::to_string(joined.server.port()) + ".p8");
    std::ofstream(file) << pair.private_pem;
    const std::string text =
        driver_and_server(joined.server.port()) +
        ";UID=CRAWLER;AUTHENTICATOR=SNOWFLAKE_JWT;PRIV_KEY_FILE=" + file.string() +
        ";PRIV_KEY_FILE_PWD=open sesame";
    joined.account->set([](AccountSettings& settings) { settings.locator = "ACME"; });
    CHECK_FALSE(SQL_SUCCEEDED(joined.connection.connect(text)));
    CHECK(joined.connection.error() == "28000 390144");
    joined.account->edit_user("CRAWLER",
                              [&](User& user) { user.rsa_public_key = pair.public_key; });
    CHECK(SQL_SUCCEEDED(joined.connection.connect(text)));
    std::filesystem::remove(file);
}

TEST_CASE("tokens and client credentials sign in through the driver") {
    Joined joined;
    joined.account->edit_user("CRAWLER", [](User& user) {
        user.oauth_tokens["tok}en"] = std::nullopt;
        user.oauth_clients["id"] = "s3cret";
        user.access_tokens["P"] = {"pat", "", {}};
    });
    const auto signs_in = [&](const std::string& more) {
        Connection connection;
        return SQL_SUCCEEDED(
            connection.connect(driver_and_server(joined.server.port()) + ";" + more));
    };
    CHECK(signs_in("AUTHENTICATOR=oauth;TOKEN={tok}}en}"));
    CHECK_FALSE(signs_in("AUTHENTICATOR=oauth;TOKEN=other"));
    CHECK(signs_in("UID=CRAWLER;AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN;TOKEN=pat"));
    const std::string client =
        "AUTHENTICATOR=OAUTH_CLIENT_CREDENTIALS;oauthClientId=id;"
        "oauthTokenRequestUrl=https://127.0.0.1/token;oauthClientSecret=";
    CHECK(signs_in(client + "s3cret"));
    CHECK_FALSE(signs_in(client + "other"));
}

TEST_CASE("STATEMENT_TIMEOUT_IN_SECONDS ends a statement that hangs") {
    Joined joined;
    joined.connect();
    (void)joined.column("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1");
    joined.server.faults().add({"SHOW DATABASES*", Hang{}});
    CHECK(joined.column("SHOW DATABASES") == Line{"57014 630"});
    CHECK(joined.column("SHOW DATABASES", 2).at(0) == "DB");
}

TEST_CASE("a hundred thousand column rows come in blocks, each once") {
    Joined joined;
    Formula formula;
    formula.count = 5000;
    std::vector<Column> columns;
    for (int n = 0; n < 20; ++n)
        columns.push_back(column("C" + std::to_string(n), "VARCHAR(64)"));
    formula.pattern = table(columns);
    joined.account->generate({"DB", "S"}, formula);
    joined.connect();
    Statement statement(joined.connection);
    constexpr size_t kBlock = 999;
    std::vector<std::array<char, 64>> names(kBlock);
    std::vector<int64_t> ordinals(kBlock);
    std::vector<SQLLEN> name_lengths(kBlock);
    std::vector<SQLLEN> ordinal_lengths(kBlock);
    SQLULEN fetched = 0;
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{kBlock});
    statement.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
    SQLBindCol(statement.handle(), 1, SQL_C_CHAR, names.data(), sizeof names[0],
               name_lengths.data());
    SQLBindCol(statement.handle(), 2, SQL_C_SBIGINT, ordinals.data(), 0, ordinal_lengths.data());
    REQUIRE(SQL_SUCCEEDED(
        statement.execute("SELECT TABLE_NAME, ORDINAL_POSITION FROM DB.INFORMATION_SCHEMA.COLUMNS "
                          "WHERE TABLE_SCHEMA = 'S' ORDER BY TABLE_NAME, ORDINAL_POSITION")));
    size_t row = 0;
    size_t wrong = 0;
    while (SQL_SUCCEEDED(statement.fetch())) {
        for (size_t n = 0; n < fetched; ++n, ++row) {
            const bool right = formula.name(row / 20) == names[n].data() &&
                               ordinals[n] == static_cast<int64_t>(row % 20) + 1;
            wrong += right ? 0 : 1;
        }
    }
    CHECK(row == 100'000);
    CHECK(wrong == 0);
}

} // namespace fake_snowflake::testing
