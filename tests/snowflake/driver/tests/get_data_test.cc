// SQLGetData: values in pieces, and its rules.
#include <catch2/catch.hpp>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

// One piece of column 1.
SQLRETURN piece(Statement& statement, SQLSMALLINT type, void* to, SQLLEN room, SQLLEN& length) {
    return SQLGetData(statement.handle(), 1, type, to, room, &length);
}

// Its first row is current.
void first_row(Statement& statement) {
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
}

} // namespace

TEST_CASE("a long text comes in pieces, each indicator tells what was left") {
    Setup with({{"SELECT 1", texts({"0123456789"})}});
    Statement statement(with.connection);
    first_row(statement);
    char text[6];
    SQLLEN length = 0;
    CHECK(piece(statement, SQL_C_CHAR, text, 6, length) == SQL_SUCCESS_WITH_INFO);
    CHECK(statement.error() == "01004 10660");
    CHECK(std::string(text) == "01234");
    CHECK(length == 10);
    CHECK(piece(statement, SQL_C_CHAR, text, 6, length) == SQL_SUCCESS);
    CHECK(std::string(text) == "56789");
    CHECK(length == 5);
    CHECK(piece(statement, SQL_C_CHAR, text, 6, length) == SQL_NO_DATA);
}

TEST_CASE("a text of 16 MiB comes whole") {
    const std::string whole(16777216, 'x');
    Setup with({{"SELECT 1", texts({whole})}});
    Statement statement(with.connection);
    first_row(statement);
    CHECK(statement.text(1, 1 << 20) == whole);
}

TEST_CASE("on some machines the driver does not tell how much is left of a narrow text") {
    wire::DriverTraits traits;
    traits.no_total = true;
    Setup with({{"SELECT 1", texts({"0123456789"})}}, traits);
    Statement statement(with.connection);
    first_row(statement);
    char text[6];
    SQLLEN length = 0;
    CHECK(piece(statement, SQL_C_CHAR, text, 6, length) == SQL_SUCCESS_WITH_INFO);
    CHECK(length == SQL_NO_TOTAL);
    CHECK(statement.text(1) == "56789");
}

TEST_CASE("wide pieces are half as long as would fit, and do not tell how much is left") {
    const auto first = [](bool short_pieces) {
        wire::DriverTraits traits;
        traits.short_wide_pieces = short_pieces;
        Setup with({{"SELECT 1", texts({"0123456789"})}}, traits);
        Statement statement(with.connection);
        first_row(statement);
        char16_t text[9] = {};
        SQLLEN length = 0;
        CHECK(piece(statement, SQL_C_WCHAR, text, 16, length) == SQL_SUCCESS_WITH_INFO);
        CHECK(length == SQL_NO_TOTAL);
        return std::u16string(text);
    };
    CHECK(first(true) == u"0123");
    CHECK(first(false) == u"0123456");
}

TEST_CASE("before 3.16.0 a piece is no warning, only its indicator shows that there is more") {
    wire::DriverTraits traits;
    traits.minor = 15;
    Setup with({{"SELECT 1", texts({"0123456789"})}}, traits);
    Statement statement(with.connection);
    first_row(statement);
    char text[6];
    SQLLEN length = 0;
    CHECK(piece(statement, SQL_C_CHAR, text, 6, length) == SQL_SUCCESS);
    CHECK(length == 10);
}

TEST_CASE("a number is cut to a small buffer, and nothing is said") {
    Setup with({{"SELECT 1", values(Cell::integer, {int64_t{123456}})}});
    Statement statement(with.connection);
    first_row(statement);
    char text[4];
    SQLLEN length = 0;
    CHECK(piece(statement, SQL_C_CHAR, text, 4, length) == SQL_SUCCESS);
    CHECK(std::string(text) == "123");
    CHECK(length == 3);
}

TEST_CASE("NaN becomes 0 without an error") {
    Setup with({{"SELECT 1", values(Cell::real, {std::numeric_limits<double>::quiet_NaN()})}});
    Statement statement(with.connection);
    first_row(statement);
    int64_t number = 7;
    SQLLEN length = 0;
    CHECK(SQL_SUCCEEDED(piece(statement, SQL_C_SBIGINT, &number, 8, length)));
    CHECK(number == 0);
}

TEST_CASE("SQL_C_NUMERIC has 38 digits and no scale, whatever was asked for") {
    Setup with({{"SELECT 1", values(Cell::real, {-12.75})}});
    Statement statement(with.connection);
    first_row(statement);
    SQL_NUMERIC_STRUCT number{};
    number.scale = 2;
    SQLLEN length = 0;
    CHECK(SQL_SUCCEEDED(piece(statement, SQL_C_NUMERIC, &number, sizeof(number), length)));
    CHECK((number.precision == 38 && number.scale == 0 && number.sign == 0));
    CHECK(number.val[0] == 12);
}

TEST_CASE("numbers out of a C type's range, and texts that are none, are errors") {
    const auto error = [](Table table, SQLSMALLINT type) {
        Setup with({{"SELECT 1", std::move(table)}});
        Statement statement(with.connection);
        first_row(statement);
        char to[16];
        SQLLEN length = 0;
        CHECK(piece(statement, type, to, 16, length) == SQL_ERROR);
        return statement.error();
    };
    CHECK(error(values(Cell::integer, {int64_t{1} << 40}), SQL_C_SLONG) == "22003 40530");
    CHECK(error(texts({"twelve"}), SQL_C_SBIGINT) == "22018 40550");
    CHECK(error(values(Cell::timestamp, {int64_t{0}}), SQL_C_SBIGINT) == "07006 40060");
}

TEST_CASE("SQLGetData reads columns in any order, but no row of a block") {
    Setup with({{"SELECT 1", texts({"a", "b"})}});
    Statement statement(with.connection);
    char text[8];
    SQLLEN length = 0;
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    CHECK(piece(statement, SQL_C_CHAR, text, 8, length) == SQL_ERROR); // no row yet
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{2});
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK(piece(statement, SQL_C_CHAR, text, 8, length) == SQL_ERROR);
    CHECK(statement.error() == "HY109 10580");
}

TEST_CASE("timestamps come as structures with their nanoseconds") {
    const int64_t time = 1'700'000'000'123'456'789; // 2023-11-14 22:13:20.123456789
    Setup with({{"SELECT 1", values(Cell::timestamp, {time})}});
    Statement statement(with.connection);
    first_row(statement);
    SQL_TIMESTAMP_STRUCT got{};
    SQLLEN length = 0;
    REQUIRE(piece(statement, SQL_C_TYPE_TIMESTAMP, &got, sizeof(got), length) == SQL_SUCCESS);
    CHECK((got.year == 2023 && got.month == 11 && got.day == 14));
    CHECK((got.hour == 22 && got.minute == 13 && got.second == 20));
    CHECK(got.fraction == 123'456'789);
    CHECK(length == sizeof(got));
}
