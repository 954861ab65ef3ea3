// What kills the program that uses the driver.
#include <catch2/catch.hpp>
#include <csignal>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

constexpr int64_t kWithFraction = 1'700'000'000'500'000'000;
constexpr int64_t kWithout = 1'700'000'000'000'000'000;

int signal_of_timestamp(int64_t time, SQLSMALLINT type, SQLLEN room) {
    return signal_of(
        {{"SELECT 1", values(Cell::timestamp, {time})}}, [](Server&) {},
        [&](uint16_t port) {
            Connection connection;
            if (connection.connect(connection_string(port)) != SQL_SUCCESS) return;
            Statement statement(connection);
            char text[64];
            SQLLEN length = 0;
            SQLBindCol(statement.handle(), 1, type, text, room, &length);
            if (statement.execute("SELECT 1") == SQL_SUCCESS) (void)statement.fetch();
        });
}

int signal_of_bound(size_t data_at, size_t indicator_at, size_t row_size, Cell cell = Cell::integer,
                    SQLSMALLINT type = SQL_C_SBIGINT) {
    return signal_of(
        {{"SELECT 1", values(cell, {int64_t{1}, int64_t{2}})}}, [](Server&) {},
        [&](uint16_t port) {
            Connection connection;
            if (connection.connect(connection_string(port)) != SQL_SUCCESS) return;
            Statement statement(connection);
            alignas(8) char rows[128];
            statement.set(SQL_ATTR_ROW_BIND_TYPE, SQLULEN{row_size});
            statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{2});
            SQLBindCol(statement.handle(), 1, type, rows + data_at, 0,
                       reinterpret_cast<SQLLEN*>(rows + indicator_at));
            if (statement.execute("SELECT 1") == SQL_SUCCESS) (void)statement.fetch();
        });
}

} // namespace

TEST_CASE("a timestamp with a fraction kills the program when its text has 20 to 29 bytes") {
    CHECK(signal_of_timestamp(kWithFraction, SQL_C_CHAR, 20) == SIGSEGV);
    CHECK(signal_of_timestamp(kWithFraction, SQL_C_CHAR, 29) == SIGSEGV);
    CHECK(signal_of_timestamp(kWithFraction, SQL_C_WCHAR, 48) == SIGSEGV);
    CHECK(signal_of_timestamp(kWithFraction, SQL_C_CHAR, 64) == 0);
    CHECK(signal_of_timestamp(kWithFraction, SQL_C_TYPE_TIMESTAMP, 16) == 0);
    CHECK(signal_of_timestamp(kWithout, SQL_C_CHAR, 20) == 0);
}

TEST_CASE("numbers and indicators that are bound at odd places kill the program") {
    CHECK(signal_of_bound(8, 0, 16) == 0);
    CHECK(signal_of_bound(12, 0, 24) == SIGBUS);
    CHECK(signal_of_bound(8, 4, 24) == SIGBUS);
    CHECK(signal_of_bound(8, 0, 20) == SIGBUS);
    CHECK(signal_of_bound(12, 0, 32, Cell::timestamp, SQL_C_TYPE_TIMESTAMP) == 0);
    CHECK(signal_of_bound(10, 0, 32, Cell::timestamp, SQL_C_TYPE_TIMESTAMP) == SIGBUS);
}
