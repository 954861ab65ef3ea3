// Statements, parameters, cursors, and what is said about their columns.
#include <catch2/catch.hpp>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

std::string column_name(Statement& statement, SQLUSMALLINT column) {
    char name[100] = "";
    SQLSMALLINT length = 0;
    if (!SQL_SUCCEEDED(SQLDescribeCol(statement.handle(), column, reinterpret_cast<SQLCHAR*>(name),
                                      sizeof(name), &length, nullptr, nullptr, nullptr, nullptr))) {
        return "error " + statement.error();
    }
    return name;
}

int columns_of(Statement& statement) {
    SQLSMALLINT count = -1;
    SQLNumResultCols(statement.handle(), &count);
    return count;
}

SQLCHAR* sql_text(const char* text) {
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text));
}

} // namespace

TEST_CASE("the server's error comes with its SQLSTATE, number and text") {
    Setup with({});
    Statement statement(with.connection);
    REQUIRE(statement.execute("FOO") == SQL_ERROR);
    CHECK(statement.error() == "42000 1003");
    CHECK(diagnostics(SQL_HANDLE_STMT, statement.handle())[0].text ==
          "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'FOO'.");
}

TEST_CASE("after an error the statement runs the next one") {
    Setup with({{"SELECT 1", texts({"a"})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("FOO") == SQL_ERROR);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK(statement.text(1) == "a");
    CHECK(statement.fetch() == SQL_NO_DATA);
}

TEST_CASE("a statement that gives no rows has no columns, and leaves no cursor open") {
    Setup with({{"USE ROLE R", texts({"Statement executed successfully."})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("USE ROLE R") == SQL_SUCCESS);
    CHECK(columns_of(statement) == 0);
    CHECK(statement.fetch() == SQL_ERROR);
    CHECK(statement.execute("USE ROLE R") == SQL_SUCCESS);
}

TEST_CASE("a statement runs only when the cursor of the last one is closed") {
    Setup with({{"SELECT 1", texts({"a", "b"})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    CHECK(statement.execute("SELECT 1") == SQL_ERROR);
    CHECK(statement.error() == "24000 10510");
    statement.close();
    CHECK(statement.execute("SELECT 1") == SQL_SUCCESS);
}

TEST_CASE("the older driver closes the open cursor itself, without a word") {
    wire::DriverTraits traits;
    traits.closes_open_cursor = true;
    Setup with({{"SELECT 1", texts({"a", "b"})}, {"SELECT 2", texts({"c"})}}, traits);
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.execute("SELECT 2") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK(statement.text(1) == "c");
}

TEST_CASE("two statements of a connection run side by side") {
    Setup with({{"SELECT 1", texts({"a", "b"})}, {"SELECT 2", texts({"c", "d"})}});
    with.server.set_chunk_rows(1);
    Statement one(with.connection), two(with.connection);
    REQUIRE(one.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(two.execute("SELECT 2") == SQL_SUCCESS);
    std::string got;
    while (one.fetch() == SQL_SUCCESS && two.fetch() == SQL_SUCCESS)
        got += *one.text(1) + *two.text(1);
    CHECK(got == "acbd");
}

TEST_CASE("parameters reach the server as text, NULL as NULL") {
    Setup with({{"SELECT ?, ?, ?", texts({"a"})}});
    Statement statement(with.connection);
    char text[] = "it's";
    int64_t number = -7;
    SQLLEN text_length = SQL_NTS, null = SQL_NULL_DATA;
    SQLBindParameter(statement.handle(), 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, text,
                     sizeof(text), &text_length);
    SQLBindParameter(statement.handle(), 2, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0,
                     &number, 0, nullptr);
    SQLBindParameter(statement.handle(), 3, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, text,
                     sizeof(text), &null);
    REQUIRE(statement.execute("SELECT ?, ?, ?") == SQL_SUCCESS);
    CHECK(with.account.last_parameters() == std::vector<Parameter>{"it's", "-7", std::nullopt});
}

TEST_CASE("a prepared statement with a marker that nothing is bound to does not run") {
    Setup with({{"SELECT ?", texts({"a"})}});
    Statement statement(with.connection);
    REQUIRE(SQLPrepare(statement.handle(), sql_text("SELECT ?"), SQL_NTS) == SQL_SUCCESS);
    CHECK(SQLExecute(statement.handle()) == SQL_ERROR);
    CHECK(statement.error() == "07002 11010");
}

TEST_CASE("after the cursor of a prepared statement is closed its columns are gone") {
    Setup with({{"SELECT 1", texts({"a"})}});
    Statement statement(with.connection);
    REQUIRE(SQLPrepare(statement.handle(), sql_text("SELECT 1"), SQL_NTS) == SQL_SUCCESS);
    REQUIRE(SQLExecute(statement.handle()) == SQL_SUCCESS);
    CHECK(columns_of(statement) == 1);
    CHECK(column_name(statement, 1) == "VALUE");
    statement.close();
    CHECK(columns_of(statement) == 0);
    CHECK(column_name(statement, 1) == "error 07005 11120");
}

TEST_CASE("text columns are said to be 16 MiB long, unless the connection string says otherwise") {
    const auto size = [](const std::string& more) {
        Setup with({{"SELECT 1", texts({"a"})}}, {}, more);
        Statement statement(with.connection);
        REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
        SQLSMALLINT type = 0;
        SQLULEN out = 0;
        REQUIRE(SQLDescribeCol(statement.handle(), 1, nullptr, 0, nullptr, &type, &out, nullptr,
                               nullptr) == SQL_SUCCESS);
        CHECK(type == SQL_VARCHAR);
        return out;
    };
    CHECK(size("") == 16777216);
    CHECK(size("DEFAULT_VARCHAR_SIZE=1000") == 1000);
}

TEST_CASE("NUMBER is DECIMAL with 38 digits") {
    Setup with({{"SELECT 1", values(Cell::integer, {int64_t{1}})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    SQLLEN type = 0, digits = 0;
    SQLColAttribute(statement.handle(), 1, SQL_DESC_CONCISE_TYPE, nullptr, 0, nullptr, &type);
    SQLColAttribute(statement.handle(), 1, SQL_DESC_PRECISION, nullptr, 0, nullptr, &digits);
    CHECK(type == SQL_DECIMAL);
    CHECK(digits == 38);
}

TEST_CASE("wide statement text is mojibake where the driver manager's encoding is set wrong") {
    wire::DriverTraits traits;
    traits.wide_is_utf32 = true;
    Canned account({{"SELECT 1", texts({"a"})}});
    Server server(account);
    server.set_traits(traits);
    Connection wide;
    REQUIRE(wide.connect_wide(connection_string(server.port())) == SQL_SUCCESS);
    Statement statement(wide);
    std::u16string sql = u"SELECT 1";
    auto* units = reinterpret_cast<SQLWCHAR*>(sql.data());
    REQUIRE(SQLExecDirectW(statement.handle(), units, SQL_NTS) == SQL_ERROR);
    CHECK(diagnostics(SQL_HANDLE_STMT, statement.handle())[0].text.ends_with(
        "unexpected '" + std::string(4, '?') + "'."));

    Connection narrow;
    REQUIRE(narrow.connect(connection_string(server.port())) == SQL_SUCCESS);
    Statement other(narrow);
    CHECK(other.execute("SELECT 1") == SQL_SUCCESS);
}
