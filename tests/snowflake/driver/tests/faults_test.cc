// What the server is told to do wrong, as a client sees it.
#include <catch2/catch.hpp>
#include <csignal>
#include <future>
#include <thread>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

constexpr auto kHour = std::chrono::hours(1);

Answers ten() {
    Table out;
    out.columns = {{.name = "N", .cell = Cell::integer}, {.name = "T", .cell = Cell::text}};
    out.rows = 10;
    out.cell = [](size_t row, size_t column) -> Value {
        if (column == 0) return static_cast<int64_t>(row);
        return "row " + std::to_string(row);
    };
    return {{"SELECT 1", out}};
}

// How many rows come before the end, or before an error.
size_t rows_of(Statement& statement, SQLRETURN& last) {
    size_t rows = 0;
    while (SQL_SUCCEEDED(last = statement.fetch()))
        ++rows;
    return rows;
}

std::string error_text(Statement& statement) {
    const std::vector<Diagnostic> all = diagnostics(SQL_HANDLE_STMT, statement.handle());
    return all.empty() ? "" : all[0].text;
}

// Runs the statement to its end in a thread, cancels it as soon as `reached` is called at the
// fault, and returns the error.
class Cancelled {
public:
    explicit Cancelled(Setup& with) : with_(with), statement_(with.connection) {}

    [[nodiscard]] Call reached() {
        return [this] { reached_.set_value(); };
    }
    std::string run() {
        std::thread other([this] {
            reached_.get_future().wait();
            // The server is ahead of the client, and a cancel between two calls is forgotten. One
            // more than is needed would make the driver manager forget the error, too.
            while (with_.server.log().cancels() == 0)
                SQLCancel(statement_.handle());
        });
        SQLRETURN last = statement_.execute("SELECT 1");
        if (last == SQL_SUCCESS) rows = rows_of(statement_, last);
        other.join();
        return last == SQL_ERROR ? statement_.error() : "no error";
    }
    size_t rows = 0;

private:
    Setup& with_;
    Statement statement_;
    std::promise<void> reached_;
};

} // namespace

TEST_CASE("an error before the statement runs, once, with any code and text") {
    Setup with(ten());
    with.server.faults().add({"select *", Fail{"22000", 604'123, "odd {PWD} {UID}"}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_ERROR);
    CHECK(statement.error() == "22000 604123");
    CHECK(error_text(statement) == "odd secret CRAWLER");
    CHECK(statement.execute("SELECT 1") == SQL_SUCCESS);
    CHECK(with.server.faults().waiting() == 0);
}

TEST_CASE("an error at row n comes after the n rows before it") {
    Setup with(ten());
    with.server.faults().add({"SELECT 1", Fail{"57014", 630, "too slow"}, 7});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    SQLRETURN last = SQL_SUCCESS;
    CHECK(rows_of(statement, last) == 7);
    CHECK(last == SQL_ERROR);
    CHECK(statement.error() == "57014 630");
}

TEST_CASE("a fault waits for its turn, and others pass") {
    Setup with(ten());
    with.server.faults().add(
        {.pattern = "SELECT *", .action = Fail{"X", 1, "x"}, .skip = 1, .times = 1});
    Statement statement(with.connection);
    CHECK(statement.execute("FOO") == SQL_ERROR);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    statement.close();
    CHECK(statement.execute("SELECT 1") == SQL_ERROR);
    CHECK(statement.execute("SELECT 1") == SQL_SUCCESS);
}

TEST_CASE("a huge error text comes whole") {
    Setup with(ten());
    with.server.faults().add({"*", Fail{"42000", 1003, std::string(30'000, 'x')}});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_ERROR);
    std::vector<SQLCHAR> text(32'000);
    SQLCHAR state[6];
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    REQUIRE(SQLGetDiagRec(SQL_HANDLE_STMT, statement.handle(), 1, state, &native, text.data(),
                          32'000, &length) == SQL_SUCCESS);
    CHECK(length >= 30'000);
}

TEST_CASE("a hang at row n ends by a cancel, with HY008") {
    Setup with(ten());
    Cancelled cancelled(with);
    with.server.faults().add({"SELECT 1", cancelled.reached(), 4});
    with.server.faults().add({"SELECT 1", Hang{}, 4});
    CHECK(cancelled.run() == "HY008 604");
    CHECK(cancelled.rows == 4);
    CHECK(with.server.log().statements()[0].outcome == Outcome::cancelled);
}

TEST_CASE("a statement that hangs before its first row ends by a cancel, too") {
    Setup with(ten());
    Cancelled cancelled(with);
    with.server.faults().add({"SELECT 1", cancelled.reached()});
    with.server.faults().add({"SELECT 1", Hang{}});
    CHECK(cancelled.run() == "HY008 604");
}

TEST_CASE("a deaf hang outlasts the cancel, and ends with the server") {
    Canned account(ten());
    auto server = std::make_unique<Server>(account);
    std::promise<void> reached;
    server->faults().add({"SELECT 1", Call([&] { reached.set_value(); }), 4});
    server->faults().add({"SELECT 1", Hang{.deaf = true}, 4});
    Connection connection;
    REQUIRE(connection.connect(connection_string(server->port())) == SQL_SUCCESS);
    Statement statement(connection);
    std::thread other([&] {
        reached.get_future().wait();
        SQLCancel(statement.handle());
        server.reset();
    });
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    SQLRETURN last = SQL_SUCCESS;
    CHECK(rows_of(statement, last) == 4);
    CHECK(statement.error() == "08S01 4");
    other.join();
}

TEST_CASE("the session's or the handle's timeout ends a hang, whichever is shorter") {
    const auto error = [](int64_t of_session, SQLULEN of_statement) {
        Setup with(ten());
        with.account.statement_timeout_s = of_session;
        with.server.faults().add({"SELECT 1", Hang{}, 2});
        Statement statement(with.connection);
        statement.set(SQL_ATTR_QUERY_TIMEOUT, of_statement);
        REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
        SQLRETURN last = SQL_SUCCESS;
        CHECK(rows_of(statement, last) == 2);
        return statement.error() + " " + error_text(statement);
    };
    const std::string wanted =
        "57014 630 Statement reached its statement or warehouse timeout of 1 second(s) and was "
        "canceled.";
    CHECK(error(1, 3600) == wanted);
    CHECK(error(0, 1) == wanted);
}

TEST_CASE("a crash at sign-in, at a statement or at a row kills the client's process") {
    const auto signal = [](Fault fault) {
        return signal_of(
            ten(), [&](Server& server) { server.faults().add(fault); },
            [](uint16_t port) {
                Connection connection;
                if (connection.connect(connection_string(port)) != SQL_SUCCESS) return;
                Statement statement(connection);
                if (statement.execute("SELECT 1") != SQL_SUCCESS) return;
                while (statement.fetch() == SQL_SUCCESS) {
                }
            });
    };
    CHECK(signal({"LOGIN CRAWLER", Crash{}}) == SIGSEGV);
    CHECK(signal({"SELECT 1", Crash{}}) == SIGSEGV);
    CHECK(signal({"SELECT 1", Crash{}, 9}) == SIGSEGV);
    CHECK(signal({"SELECT 2", Crash{}}) == 0);
}

TEST_CASE("a network lost between rows is 08S01, and the session goes on") {
    Setup with(ten());
    with.server.faults().add({"SELECT 1", LoseNetwork{}, 3});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    SQLRETURN last = SQL_SUCCESS;
    CHECK(rows_of(statement, last) == 3);
    CHECK(statement.error() == "08S01 4");
    statement.close();
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    CHECK(rows_of(statement, last) == 10);
}

TEST_CASE("a session that expires gets 390114 from then on, until it signs in again") {
    Setup with(ten());
    with.server.faults().add({"SELECT 1", Expire{}, 5});
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    SQLRETURN last = SQL_SUCCESS;
    CHECK(rows_of(statement, last) == 5);
    CHECK(statement.error() == "08001 390114");
    statement.close();
    CHECK(statement.execute("SELECT 1") == SQL_ERROR);
    CHECK(statement.error() == "08001 390114");

    Connection again;
    REQUIRE(again.connect(connection_string(with.server.port())) == SQL_SUCCESS);
    Statement other(again);
    CHECK(other.execute("SELECT 1") == SQL_SUCCESS);
    other.close();
    with.server.expire_sessions();
    CHECK(other.execute("SELECT 1") == SQL_ERROR);
    CHECK(other.error() == "08001 390114");
}

TEST_CASE("slow rows come one by one") {
    Setup with(ten());
    Cancelled cancelled(with);
    with.server.faults().add({"SELECT 1", Slow{std::chrono::microseconds(1)}, 2});
    with.server.faults().add({"SELECT 1", Slow{kHour}, 6});
    with.server.faults().add({"SELECT 1", cancelled.reached(), 6});
    CHECK(cancelled.run() == "HY008 604");
    CHECK(cancelled.rows == 6);
}

TEST_CASE("a wrong length is told for its cell alone, bound or not, and the bytes are right") {
    Setup with(ten());
    with.server.faults().add({"SELECT 1", WrongLength{.column = 1, .length = 4'000'000}, 6, 0, 2});
    Statement statement(with.connection);
    char text[4][32];
    SQLLEN lengths[4];
    SQLBindCol(statement.handle(), 2, SQL_C_CHAR, text, 32, lengths);
    statement.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{4});
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    REQUIRE(statement.fetch() == SQL_SUCCESS);
    CHECK((lengths[1] == 5 && lengths[2] == 4'000'000 && lengths[3] == 5));
    CHECK(std::string(text[2]) == "row 6");
    statement.close();

    Statement other(with.connection);
    REQUIRE(other.execute("SELECT 1") == SQL_SUCCESS);
    for (int row = 0; row <= 6; ++row)
        REQUIRE(other.fetch() == SQL_SUCCESS);
    SQLLEN length = 0;
    REQUIRE(SQLGetData(other.handle(), 2, SQL_C_CHAR, text, 32, &length) == SQL_SUCCESS);
    CHECK(length == 4'000'000);
}

TEST_CASE("statements and rows have their latency") {
    for (const Latency latency : {Latency{kHour, {}}, Latency{{}, kHour}}) {
        Setup with(ten());
        Cancelled cancelled(with);
        with.server.set_latency(latency);
        with.server.faults().add({"SELECT 1", cancelled.reached()});
        CHECK(cancelled.run() == "HY008 604");
        CHECK(cancelled.rows == 0);
    }
}

TEST_CASE("a cancel does not interrupt an asynchronous statement") {
    Setup with(ten());
    std::promise<void> reached, go_on;
    auto gone_on = go_on.get_future().share();
    with.server.faults().add({"SELECT 1", Call([&] {
                                  reached.set_value();
                                  gone_on.wait();
                              })});
    Statement statement(with.connection);
    statement.set(SQL_ATTR_ASYNC_ENABLE, SQLULEN{SQL_ASYNC_ENABLE_ON});
    CHECK(statement.execute("SELECT 1") == SQL_STILL_EXECUTING);
    reached.get_future().wait();
    CHECK(SQLCancel(statement.handle()) == SQL_SUCCESS);
    CHECK(statement.execute("SELECT 1") == SQL_STILL_EXECUTING);
    go_on.set_value();
    SQLRETURN result = SQL_STILL_EXECUTING;
    while (result == SQL_STILL_EXECUTING)
        result = statement.execute("SELECT 1");
    CHECK(result == SQL_SUCCESS);
    CHECK(with.server.log().statements()[0].native == 0);
}

TEST_CASE("what goes wrong at sign-in") {
    const auto error = [](const Action& action) {
        Canned account;
        Server server(account);
        server.faults().add({"LOGIN CRAWLER", action});
        Connection connection;
        CHECK(connection.connect(connection_string(server.port())) == SQL_ERROR);
        return connection.error() + " " +
               diagnostics(SQL_HANDLE_DBC, connection.handle())[0].text.substr(0, 20);
    };
    CHECK(error(Fail{"08004", 390100, "{PWD} is wrong"}) == "28000 390100 secret is wrong");
    CHECK(error(LoseNetwork{}).starts_with("08001 4"));
}

TEST_CASE("a sign-in that hangs ends with the server") {
    Canned account;
    auto server = std::make_unique<Server>(account);
    std::promise<void> reached;
    server->faults().add({"LOGIN *", Call([&] { reached.set_value(); })});
    server->faults().add({"LOGIN *", Hang{}});
    std::thread other([&] {
        reached.get_future().wait();
        server.reset();
    });
    Connection connection;
    CHECK(connection.connect(connection_string(server->port())) == SQL_ERROR);
    CHECK(connection.error() == "08001 4");
    other.join();
}

TEST_CASE("a session is kept alive when the connection string asks for it") {
    wire::DriverTraits traits;
    traits.heartbeat_ms = 1;
    Setup with(ten(), traits, "CLIENT_SESSION_KEEP_ALIVE=true");
    while (with.server.log().heartbeats() == 0)
        std::this_thread::yield();
}

TEST_CASE("the log tells what ran, and to which end") {
    Setup with(ten());
    Statement statement(with.connection);
    REQUIRE(statement.execute("SELECT 1") == SQL_SUCCESS);
    SQLRETURN last = SQL_SUCCESS;
    CHECK(rows_of(statement, last) == 10);
    statement.close();
    CHECK(statement.execute("select  x") == SQL_ERROR);
    const std::vector<LoggedStatement> log = with.server.log().statements();
    REQUIRE(log.size() == 2);
    CHECK((log[0].outcome == Outcome::done && log[0].rows == 10));
    CHECK((log[1].outcome == Outcome::failed && log[1].native == 1003));
    CHECK(with.server.log().count("SELECT *") == 2);
    CHECK(with.server.log().defects().empty());
}
