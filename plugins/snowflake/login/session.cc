#include "plugins/snowflake/login/session.h"

#include <algorithm>

#include "plugins/snowflake/login/driver.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/sql/statements.h"
#include "plugins/unixodbc/block.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

bool driver_is_missing(const odbc::DriverError& error) {
    const std::string text = error.what();
    return error.state() == "IM002" || error.state() == "IM003" ||
           text.find("Can't open lib") != std::string::npos ||
           text.find("Data source name not found") != std::string::npos;
}

sdk::Error without_driver(const std::string& driver, const odbc::DriverError& error) {
    return sdk::Error(
        sdk::ErrorClass::unavailable,
        "Snowflake's ODBC driver '" + driver +
            "' cannot be loaded: install the package snowflake-odbc from "
            "https://developers.snowflake.com/odbc/ (with unixodbc), and set the option 'driver' "
            "to its name of `odbcinst -q -d` or to the path of libSnowflake.so; " +
            error.what(),
        error.native_code());
}

} // namespace

Session::Session(Account& account) : account_(account) {
    try {
        sign_in();
    } catch (...) {
        sign_out(); // the account may know the connection already
        throw;
    }
}

Session::~Session() {
    sign_out();
}

void Session::sign_in_again() {
    const std::string before = context_.locator;
    sign_out();
    sign_in();
    if (context_.locator != before) {
        throw sdk::Error(sdk::ErrorClass::unavailable,
                         "the account was '" + before + "' and is '" + context_.locator +
                             "' after a new sign-in: nothing is listed");
    }
}

void Session::sign_in() {
    const SignIn how = account_.sign_in();
    key_ = std::make_unique<KeyFile>(how.private_key);
    odbc::Login login;
    login.connection_string = keywords(how, key_->path()).text();
    login.login_timeout = account_.settings().login_timeout;
    // The server ends statements by itself: timers of drivers have crashed fetches.
    login.statement_timeout = std::chrono::milliseconds(0);
    login.narrow = true; // statements that were sent as wide text arrived garbled
    login.read_error =
        ErrorReader({how.password, how.private_key_password, how.token, how.client_secret});
    try {
        connection_ = std::make_unique<odbc::Connection>(login, account_.host());
    } catch (const odbc::DriverError& error) {
        std::fill(login.connection_string.begin(), login.connection_string.end(), '\0');
        if (driver_is_missing(error)) throw without_driver(how.driver, error);
        throw;
    }
    std::fill(login.connection_string.begin(), login.connection_string.end(), '\0');
    account_.opened(*connection_);
    context_.driver_version =
        connection_->info(SQL_DRIVER_NAME) + " " + connection_->info(SQL_DRIVER_VER);
    try {
        set_up();
        ask_where();
    } catch (const sdk::Error& error) {
        // A driver that is too old may not get this far.
        const auto warning = driver_warning(context_.driver_version);
        if (!warning) throw;
        throw sdk::Error(error.error_class(), std::string(error.what()) + "; " + *warning,
                         error.native_code());
    }
}

void Session::sign_out() noexcept {
    if (connection_) account_.closing(*connection_);
    connection_.reset();
    key_.reset();
}

void Session::set_up() {
    odbc::run(*connection_, session_parameters_sql(account_.settings().statement_timeout));
}

void Session::ask_where() {
    odbc::Statement statement(*connection_);
    statement.execute(context_sql());
    odbc::Block block(statement, {Bound::text(1, 256), Bound::text(2, 1024), Bound::text(3, 1024),
                                  Bound::text(4, 4096), Bound::text(5, 1024), Bound::text(6, 256),
                                  Bound::number(7), Bound::time(8)});
    if (!block.next())
        throw sdk::Error(sdk::ErrorClass::bug, "the account does not say which one it is");
    const auto text = [&](size_t cell) { return std::string(block.text(cell).value_or("")); };
    context_.locator = text(0);
    context_.user = text(1);
    context_.role = text(2);
    context_.secondary_roles = text(3);
    context_.warehouse = text(4);
    context_.server_version = text(5);
    context_.now_ms = block.number(6).value_or(0);
    // Whether a driver gives TIMESTAMP_LTZ in the session's time zone shows only when both forms
    // of one moment are at hand.
    context_.times_agree = block.time_ms(7) == block.number(6);
    if (context_.locator.empty())
        throw sdk::Error(sdk::ErrorClass::bug, "CURRENT_ACCOUNT() is empty");
}

} // namespace objsync::snowflake
