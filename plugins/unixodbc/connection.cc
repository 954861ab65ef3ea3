#include "plugins/unixodbc/connection.h"

#include <dlfcn.h>
#include <langinfo.h>
#include <link.h>

#include <array>
#include <clocale>
#include <cstdint>
#include <cstring>

#include "plugins/unixodbc/errors.h"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

SQLPOINTER as_pointer(SQLULEN number) {
    return reinterpret_cast<SQLPOINTER>(number);
}

SQLULEN seconds(std::chrono::milliseconds time) {
    return static_cast<SQLULEN>((time.count() + 999) / 1000);
}

// The driver manager and some drivers convert text by the locale's character set.
void use_utf8() {
    if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
}

// Does the loaded library of that file name have ODBC's wide functions? Drivers do not tell.
bool has_wide_functions(const std::string& driver_file) {
    if (driver_file.empty()) return true;
    struct Search {
        std::string file;
        std::string path;
    } search{driver_file, {}};
    dl_iterate_phdr(
        [](dl_phdr_info* library, size_t, void* user) {
            auto& wanted = *static_cast<Search*>(user);
            const std::string path = library->dlpi_name ? library->dlpi_name : "";
            if (!path.ends_with(wanted.file)) return 0;
            wanted.path = path;
            return 1;
        },
        &search);
    if (search.path.empty()) return true;
    void* library = dlopen(search.path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (!library) return true;
    const bool found = dlsym(library, "SQLDriverConnectW") != nullptr;
    dlclose(library);
    return found;
}

} // namespace

Connection::Connection(const Login& login, sdk::Host& host)
    : host_(host), timeout_(login.statement_timeout), read_error_(login.read_error) {
    use_utf8();
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env_))) {
        throw sdk::Error(sdk::ErrorClass::bug, "unixODBC gives no environment");
    }
    try {
        connect(login);
    } catch (...) {
        disconnect();
        throw;
    }
}

Connection::~Connection() {
    disconnect();
}

void Connection::connect(const Login& login) {
    require(SQLSetEnvAttr(env_, SQL_ATTR_ODBC_VERSION, as_pointer(SQL_OV_ODBC3), 0), SQL_HANDLE_ENV,
            env_, "cannot choose ODBC 3");
    require(SQLAllocHandle(SQL_HANDLE_DBC, env_, &dbc_), SQL_HANDLE_ENV, env_,
            "cannot make a connection");
    // Not every driver has it; the daemon's own limit stands behind.
    SQLSetConnectAttr(dbc_, SQL_ATTR_LOGIN_TIMEOUT, as_pointer(seconds(login.login_timeout)),
                      SQL_IS_UINTEGER);
    require(login.narrow ? connect_narrow(login.connection_string)
                         : connect_wide(login.connection_string),
            SQL_HANDLE_DBC, dbc_, "cannot connect", read_error_);
    connected_ = true;
    wide_ = !login.narrow && has_wide_functions(info(SQL_DRIVER_NAME));
}

SQLRETURN Connection::connect_narrow(std::string text) {
    const SQLRETURN result =
        SQLDriverConnect(dbc_, nullptr, reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS, nullptr,
                         0, nullptr, SQL_DRIVER_NOPROMPT);
    std::fill(text.begin(), text.end(), '\0');
    return result;
}

SQLRETURN Connection::connect_wide(const std::string& utf8) {
    std::u16string text = to_utf16(utf8);
    const SQLRETURN result =
        SQLDriverConnectW(dbc_, nullptr, reinterpret_cast<SQLWCHAR*>(text.data()), SQL_NTS, nullptr,
                          0, nullptr, SQL_DRIVER_NOPROMPT);
    std::fill(text.begin(), text.end(), u'\0');
    return result;
}

void Connection::disconnect() noexcept {
    if (connected_) {
        rollback();
        SQLDisconnect(dbc_);
    }
    if (dbc_ != SQL_NULL_HDBC) SQLFreeHandle(SQL_HANDLE_DBC, dbc_);
    if (env_ != SQL_NULL_HENV) SQLFreeHandle(SQL_HANDLE_ENV, env_);
}

std::string Connection::info(SQLUSMALLINT what) const {
    std::array<SQLWCHAR, 1024> buffer{};
    SQLSMALLINT bytes = 0;
    const auto size = static_cast<SQLSMALLINT>(buffer.size() * sizeof(SQLWCHAR));
    if (!SQL_SUCCEEDED(SQLGetInfoW(dbc_, what, buffer.data(), size, &bytes))) return {};
    return to_utf8(reinterpret_cast<const char16_t*>(buffer.data()));
}

SQLUINTEGER Connection::info_number(SQLUSMALLINT what) const {
    SQLUINTEGER number = 0; // a 16-bit answer fills the low half
    if (!SQL_SUCCEEDED(SQLGetInfo(dbc_, what, &number, sizeof(number), nullptr))) return 0;
    return number;
}

bool Connection::function_exists(SQLUSMALLINT function) const {
    SQLUSMALLINT exists = SQL_FALSE;
    return SQL_SUCCEEDED(SQLGetFunctions(dbc_, function, &exists)) && exists == SQL_TRUE;
}

void Connection::autocommit(bool on) {
    const SQLULEN value = on ? SQL_AUTOCOMMIT_ON : SQL_AUTOCOMMIT_OFF;
    require(SQLSetConnectAttr(dbc_, SQL_ATTR_AUTOCOMMIT, as_pointer(value), SQL_IS_UINTEGER),
            SQL_HANDLE_DBC, dbc_, "cannot set autocommit", read_error_);
}

void Connection::rollback() noexcept {
    SQLEndTran(SQL_HANDLE_DBC, dbc_, SQL_ROLLBACK);
}

bool Connection::dead() const noexcept {
    SQLUINTEGER state = SQL_CD_FALSE;
    const SQLRETURN result =
        SQLGetConnectAttr(dbc_, SQL_ATTR_CONNECTION_DEAD, &state, SQL_IS_UINTEGER, nullptr);
    return SQL_SUCCEEDED(result) && state == SQL_CD_TRUE;
}

void Connection::cancel() noexcept {
    std::unique_lock lock(mutex_);
    // Drivers forget a cancel that comes just before the statement: so it is said again. No new
    // statement begins, because the host says that it has cancelled.
    while (!statements_.empty()) {
        for (SQLHSTMT statement : statements_)
            SQLCancel(statement);
        freed_.wait_for(lock, std::chrono::milliseconds(50));
    }
}

} // namespace objsync::odbc
