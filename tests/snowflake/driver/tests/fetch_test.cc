// Rows, one at a time and in blocks.
#include <catch2/catch.hpp>
#include <cstring>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

// A thousand and three rows of a number and a text, every seventh text NULL.
Table many() {
    Table out;
    out.columns = {{.name = "N", .cell = Cell::integer}, {.name = "T", .cell = Cell::text}};
    out.rows = 1003;
    out.cell = [](size_t row, size_t column) -> Value {
        if (column == 0) return static_cast<int64_t>(row);
        if (row % 7 == 0) return {};
        return "text " + std::to_string(row);
    };
    return out;
}

struct Row {
    SQLLEN number_length, text_length;
    int64_t number;
    char text[32];

    bool is(size_t row) const {
        if (number != static_cast<int64_t>(row) || number_length != 8) return false;
        if (row % 7 == 0) return text_length == SQL_NULL_DATA;
        const std::string wanted = "text " + std::to_string(row);
        return text == wanted && text_length == static_cast<SQLLEN>(wanted.size());
    }
};

void bind_by_row(Statement& statement, Row& first) {
    statement.set(SQL_ATTR_ROW_BIND_TYPE, SQLULEN{sizeof(Row)});
    SQLBindCol(statement.handle(), 1, SQL_C_SBIGINT, &first.number, 0, &first.number_length);
    SQLBindCol(statement.handle(), 2, SQL_C_CHAR, first.text, sizeof(first.text),
               &first.text_length);
}

} // namespace

TEST_CASE("rows come as they are, NULL among them") {
    Setup with({{"SELECT 1", texts({"a", std::nullopt, "", "Grüße"})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    std::vector<std::optional<std::string>> got;
    while (statement.fetch() == SQL_SUCCESS)
        got.push_back(statement.text(1));
    CHECK(got == std::vector<std::optional<std::string>>{"a", std::nullopt, "", "Grüße"});
}

TEST_CASE("no rows at all are no error") {
    Setup with({{"SELECT 1", texts({})}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    CHECK(statement.fetch() == SQL_NO_DATA);
}

TEST_CASE("blocks bound by row are filled across the server's chunks") {
    Setup with({{"SELECT 1", many()}});
    with.server.set_chunk_rows(30);
    Statement statement(with.connection);
    std::vector<Row> rows(100);
    std::vector<SQLUSMALLINT> status(100);
    SQLULEN fetched = 0;
    bind_by_row(statement, rows[0]);
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{100});
    statement.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
    statement.set(SQL_ATTR_ROW_STATUS_PTR, status.data());
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    size_t row = 0, wrong = 0;
    while (statement.fetch() == SQL_SUCCESS) {
        for (size_t i = 0; i < fetched; ++i) {
            if (!rows[i].is(row++) || status[i] != SQL_ROW_SUCCESS) ++wrong;
        }
    }
    CHECK(row == 1003);
    CHECK(wrong == 0);
    CHECK(fetched == 0);
    CHECK(status[2] == SQL_ROW_NOROW);
}

TEST_CASE("blocks bound by column are arrays") {
    Setup with({{"SELECT 1", many()}});
    Statement statement(with.connection);
    int64_t numbers[10];
    char names[10][16];
    SQLLEN lengths[10];
    SQLULEN fetched = 0;
    SQLBindCol(statement.handle(), 1, SQL_C_SBIGINT, numbers, 0, nullptr);
    SQLBindCol(statement.handle(), 2, SQL_C_CHAR, names, 16, lengths);
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{10});
    statement.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK(fetched == 10);
    CHECK(numbers[9] == 9);
    CHECK(std::string(names[9]) == "text 9");
    CHECK(lengths[9] == 6);
    CHECK(lengths[7] == SQL_NULL_DATA);
}

TEST_CASE("an offset moves where bound columns go") {
    Setup with({{"SELECT 1", many()}});
    Statement statement(with.connection);
    std::vector<Row> rows(2);
    SQLLEN offset = sizeof(Row);
    bind_by_row(statement, rows[0]);
    statement.set(SQL_ATTR_ROW_BIND_OFFSET_PTR, &offset);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK(rows[1].is(1));
    CHECK(rows[0].number_length == 0);
}

TEST_CASE("NULL needs an indicator: 22002 for the row, the others are there") {
    Setup with({{"SELECT 1", texts({"a", std::nullopt, "c"})}});
    Statement statement(with.connection);
    char text[3][8];
    SQLUSMALLINT status[3];
    SQLBindCol(statement.handle(), 1, SQL_C_CHAR, text, 8, nullptr);
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{3});
    statement.set(SQL_ATTR_ROW_STATUS_PTR, status);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS_WITH_INFO);
    CHECK(statement.error() == "22002 10560");
    CHECK(status[0] == SQL_ROW_SUCCESS);
    CHECK(status[1] == SQL_ROW_ERROR);
    CHECK(std::string(text[2]) == "c");
}

TEST_CASE("a text that does not fit is cut, and its indicator tells the whole length") {
    const auto fetch = [](uint16_t minor, SQLRETURN& result) {
        wire::DriverTraits traits;
        traits.minor = minor;
        Setup with({{"SELECT 1", texts({"0123456789"})}}, traits);
        Statement statement(with.connection);
        char text[5];
        SQLLEN length = 0;
        SQLBindCol(statement.handle(), 1, SQL_C_CHAR, text, 5, &length);
        REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
        result = statement.fetch();
        CHECK(std::string(text) == "0123");
        CHECK(length == 10);
        return statement.error();
    };
    SQLRETURN result = SQL_ERROR;
    CHECK(fetch(16, result) == "01004 10660");
    CHECK(result == SQL_SUCCESS_WITH_INFO);
    CHECK(fetch(15, result).empty()); // before 3.16.0 nothing was said
    CHECK(result == SQL_SUCCESS);
}

TEST_CASE("numbers in blocks fail before 3.12.0, one row at a time they do not") {
    wire::DriverTraits traits;
    traits.minor = 11;
    Setup with({{"SELECT 1", many()}}, traits);
    Statement statement(with.connection);
    std::vector<Row> rows(2);
    bind_by_row(statement, rows[0]);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    CHECK(statement.fetch() == SQL_SUCCESS);
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{2});
    CHECK(statement.fetch() == SQL_ERROR);
    CHECK(statement.error() == "HY000 50110");
}

TEST_CASE("a driver without block fetch refuses the array's size") {
    wire::DriverTraits traits;
    traits.lacks_block_fetch = true;
    traits.lacks_query_timeout = true;
    traits.lacks_cancel = true;
    Setup with({}, traits);
    Statement statement(with.connection);
    const auto set = [&](SQLINTEGER attribute, SQLULEN value) {
        return SQLSetStmtAttr(statement.handle(), attribute, reinterpret_cast<SQLPOINTER>(value),
                              0);
    };
    CHECK(set(SQL_ATTR_ROW_ARRAY_SIZE, 2) == SQL_ERROR);
    CHECK(statement.error() == "HYC00 11470");
    CHECK(set(SQL_ATTR_ROW_ARRAY_SIZE, 1) == SQL_SUCCESS);
    CHECK(set(SQL_ATTR_QUERY_TIMEOUT, 2) == SQL_ERROR);
    SQLUSMALLINT exists = SQL_TRUE;
    CHECK(SQLGetFunctions(with.connection.handle(), SQL_API_SQLCANCEL, &exists) == SQL_SUCCESS);
    CHECK(exists == SQL_FALSE);
}
