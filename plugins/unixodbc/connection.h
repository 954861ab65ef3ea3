// One connection to a database through its driver. Used by one thread, but for cancel().
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

#include "plugins/sdk/host.hpp"
#include "plugins/unixodbc/errors.h"
#include "plugins/unixodbc/sql.h"

namespace objsync::odbc {

// How to connect.
struct Login {
    std::string connection_string; // holds secrets; wiped by whoever made it
    std::chrono::milliseconds login_timeout, statement_timeout;
    // The narrow functions only, in UTF-8, even where the driver has wide ones.
    bool narrow = false;
    ReadError read_error = make_error;
};

class Connection {
public:
    // Connects. Throws sdk::Error. The host must outlive it: it counts statements and is asked
    // whether an error is the answer to a cancel.
    Connection(const Login& login, sdk::Host& host);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // SQLGetInfo; "" or 0 where the driver cannot tell.
    [[nodiscard]] std::string info(SQLUSMALLINT what) const;
    [[nodiscard]] SQLUINTEGER info_number(SQLUSMALLINT what) const;
    [[nodiscard]] bool function_exists(SQLUSMALLINT function) const;

    // Drivers without wide functions take and give narrow bytes; those are the platform's own.
    [[nodiscard]] bool wide() const noexcept { return wide_; }

    // With false all statements up to rollback() are one transaction. Throws sdk::Error.
    void autocommit(bool on);
    void rollback() noexcept;

    // The driver knows that the server is gone.
    [[nodiscard]] bool dead() const noexcept;

    // Interrupts what is running, until no statement is left. From any other thread.
    void cancel() noexcept;

    [[nodiscard]] SQLHDBC handle() const noexcept { return dbc_; }
    [[nodiscard]] sdk::Host& host() const noexcept { return host_; }
    [[nodiscard]] std::chrono::milliseconds statement_timeout() const { return timeout_; }
    [[nodiscard]] const ReadError& read_error() const { return read_error_; }

private:
    friend class Statement;
    void connect(const Login& login);
    [[nodiscard]] SQLRETURN connect_narrow(std::string text);
    [[nodiscard]] SQLRETURN connect_wide(const std::string& utf8);
    void disconnect() noexcept;

    sdk::Host& host_;
    std::chrono::milliseconds timeout_;
    ReadError read_error_;
    SQLHENV env_ = SQL_NULL_HENV;
    SQLHDBC dbc_ = SQL_NULL_HDBC;
    bool connected_ = false;
    bool wide_ = true;

    std::mutex mutex_; // statements_: none may be freed while it is cancelled
    std::condition_variable freed_;
    std::set<SQLHSTMT> statements_;
};

} // namespace objsync::odbc
