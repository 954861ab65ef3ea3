// A program that speaks ODBC: through the real driver manager to the fake driver.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/snowflake/driver/odbc.h"

namespace fake_snowflake::testing {

struct Diagnostic {
    std::string state;
    int32_t native = 0;
    std::string text;
};

[[nodiscard]] std::vector<Diagnostic> diagnostics(SQLSMALLINT type, SQLHANDLE handle);
// "SQLSTATE native" of the first, or "" where there is none.
[[nodiscard]] std::string first_error(SQLSMALLINT type, SQLHANDLE handle);

// The parts that every connection string to the server needs, with a user and a password.
[[nodiscard]] std::string connection_string(uint16_t port, const std::string& more = "");
// The same without the user and the password.
[[nodiscard]] std::string driver_and_server(uint16_t port);

// A connection handle with its environment.
class Connection {
public:
    Connection();
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] SQLRETURN connect(const std::string& text);
    [[nodiscard]] SQLRETURN connect_wide(const std::string& text);
    void disconnect();

    [[nodiscard]] SQLHDBC handle() const noexcept { return dbc_; }
    [[nodiscard]] std::string error() const { return first_error(SQL_HANDLE_DBC, dbc_); }
    [[nodiscard]] std::string info(SQLUSMALLINT what) const;

private:
    SQLHENV env_ = SQL_NULL_HENV;
    SQLHDBC dbc_ = SQL_NULL_HDBC;
    bool connected_ = false;
};

class Statement {
public:
    explicit Statement(Connection& connection);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    [[nodiscard]] SQLRETURN execute(const std::string& sql);
    [[nodiscard]] SQLRETURN fetch();
    void close();
    void set(SQLINTEGER attribute, SQLULEN value);
    void set(SQLINTEGER attribute, void* value);

    // Of the current row by SQLGetData, in pieces of up to `room` bytes. nullopt: NULL.
    [[nodiscard]] std::optional<std::string> text(SQLUSMALLINT column, size_t room = 4096);
    [[nodiscard]] SQLHSTMT handle() const noexcept { return stmt_; }
    [[nodiscard]] std::string error() const { return first_error(SQL_HANDLE_STMT, stmt_); }

private:
    SQLHSTMT stmt_ = SQL_NULL_HSTMT;
};

} // namespace fake_snowflake::testing
