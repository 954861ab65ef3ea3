#include "tests/snowflake/driver/tests/client.h"

#include <array>
#include <clocale>
#include <stdexcept>

namespace fake_snowflake::testing {

namespace {

SQLCHAR* bytes_of(const std::string& text) {
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text.data()));
}

} // namespace

std::vector<Diagnostic> diagnostics(SQLSMALLINT type, SQLHANDLE handle) {
    std::vector<Diagnostic> out;
    std::array<SQLCHAR, 6> state{};
    std::vector<SQLCHAR> text(20'000);
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    for (SQLSMALLINT i = 1; SQL_SUCCEEDED(
             SQLGetDiagRec(type, handle, i, state.data(), &native, text.data(), 20'000, &length));
         ++i) {
        out.push_back({reinterpret_cast<const char*>(state.data()), native,
                       reinterpret_cast<const char*>(text.data())});
    }
    return out;
}

std::string first_error(SQLSMALLINT type, SQLHANDLE handle) {
    const std::vector<Diagnostic> all = diagnostics(type, handle);
    return all.empty() ? "" : all.front().state + " " + std::to_string(all.front().native);
}

std::string driver_and_server(uint16_t port) {
    return "DRIVER={" FAKE_SNOWFLAKE_DRIVER "};SERVER=127.0.0.1;PROTOCOL=http;ACCOUNT=ACME;PORT=" +
           std::to_string(port);
}

std::string connection_string(uint16_t port, const std::string& more) {
    return driver_and_server(port) + ";UID=CRAWLER;PWD=secret;" + more;
}

Connection::Connection() {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env_);
    SQLSetEnvAttr(env_, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env_, &dbc_))) {
        throw std::runtime_error("unixODBC gives no connection");
    }
}

Connection::~Connection() {
    disconnect();
    SQLFreeHandle(SQL_HANDLE_DBC, dbc_);
    SQLFreeHandle(SQL_HANDLE_ENV, env_);
}

SQLRETURN Connection::connect(const std::string& text) {
    const SQLRETURN result = SQLDriverConnect(dbc_, nullptr, bytes_of(text), SQL_NTS, nullptr, 0,
                                              nullptr, SQL_DRIVER_NOPROMPT);
    connected_ = SQL_SUCCEEDED(result);
    return result;
}

SQLRETURN Connection::connect_wide(const std::string& text) {
    std::u16string wide(text.begin(), text.end());
    const SQLRETURN result =
        SQLDriverConnectW(dbc_, nullptr, reinterpret_cast<SQLWCHAR*>(wide.data()), SQL_NTS, nullptr,
                          0, nullptr, SQL_DRIVER_NOPROMPT);
    connected_ = SQL_SUCCEEDED(result);
    return result;
}

void Connection::disconnect() {
    if (connected_) SQLDisconnect(dbc_);
    connected_ = false;
}

std::string Connection::info(SQLUSMALLINT what) const {
    std::array<char, 512> text{};
    SQLSMALLINT length = 0;
    if (!SQL_SUCCEEDED(SQLGetInfo(dbc_, what, text.data(), 512, &length)))
        return "error " + error();
    return text.data();
}

Statement::Statement(Connection& connection) {
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, connection.handle(), &stmt_))) {
        throw std::runtime_error("no statement: " + connection.error());
    }
}

Statement::~Statement() {
    SQLFreeHandle(SQL_HANDLE_STMT, stmt_);
}

SQLRETURN Statement::execute(const std::string& sql) {
    return SQLExecDirect(stmt_, bytes_of(sql), static_cast<SQLINTEGER>(sql.size()));
}

SQLRETURN Statement::fetch() {
    return SQLFetch(stmt_);
}

void Statement::close() {
    SQLFreeStmt(stmt_, SQL_CLOSE);
}

void Statement::set(SQLINTEGER attribute, SQLULEN value) {
    set(attribute, reinterpret_cast<void*>(value));
}

void Statement::set(SQLINTEGER attribute, void* value) {
    if (!SQL_SUCCEEDED(SQLSetStmtAttr(stmt_, attribute, value, SQL_IS_UINTEGER))) {
        throw std::runtime_error("cannot set an attribute: " + error());
    }
}

std::optional<std::string> Statement::text(SQLUSMALLINT column, size_t room) {
    std::string out;
    std::vector<char> piece(room);
    for (;;) {
        SQLLEN length = 0;
        const SQLRETURN result =
            SQLGetData(stmt_, column, SQL_C_CHAR, piece.data(), static_cast<SQLLEN>(room), &length);
        if (result == SQL_NO_DATA) return out;
        if (!SQL_SUCCEEDED(result)) throw std::runtime_error("no data: " + error());
        if (length == SQL_NULL_DATA) return std::nullopt;
        out += piece.data();
        if (result == SQL_SUCCESS) return out;
    }
}

} // namespace fake_snowflake::testing
