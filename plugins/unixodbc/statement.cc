#include "plugins/unixodbc/statement.h"

#include <charconv>

#include "plugins/unixodbc/errors.h"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

constexpr size_t kFirstBuffer = 1024;         // units; names and types fit
constexpr size_t kLongest = 32 * 1024 * 1024; // bytes of one value; the host cuts long before

SQLWCHAR* units_of(std::u16string& text) {
    return reinterpret_cast<SQLWCHAR*>(text.data());
}
SQLCHAR* bytes_of(std::string& text) {
    return reinterpret_cast<SQLCHAR*>(text.data());
}

// Reads one value in as many pieces as the driver needs. For a value that does not fit some drivers
// say what is left and some "no total", and some answer success instead of a warning: so a piece
// counts as the last only when what is announced fits.
// The value is at the front of `buffer`, which only grows: clearing it for each value would cost
// more than reading it. nullopt: SQL NULL, or an error in `result`.
template <typename String>
std::optional<std::basic_string_view<typename String::value_type>> get_data(
    SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type, String& buffer, SQLRETURN& result) {
    using Unit = typename String::value_type;
    size_t have = 0;
    if (buffer.empty()) buffer.resize(kFirstBuffer);
    for (;;) {
        const size_t room = buffer.size() - have;
        SQLLEN announced = 0;
        result = SQLGetData(handle, column, type, buffer.data() + have,
                            static_cast<SQLLEN>(room * sizeof(Unit)), &announced);
        if (result == SQL_NO_DATA && have > 0) break; // the piece before was the last
        if (!SQL_SUCCEEDED(result) || announced == SQL_NULL_DATA) return std::nullopt;
        const size_t units =
            announced == SQL_NO_TOTAL ? room : static_cast<size_t>(announced) / sizeof(Unit);
        if (units < room) {
            have += units;
            break;
        }
        have += room - 1; // a terminator stands at the end of each piece
        const size_t more = announced == SQL_NO_TOTAL ? buffer.size() : units - room + 1;
        if ((have + more) * sizeof(Unit) > kLongest) break;
        buffer.resize(have + more + 1);
    }
    result = SQL_SUCCESS;
    return std::basic_string_view<Unit>(buffer.data(), have);
}

} // namespace

Statement::Statement(Connection& connection) : connection_(connection) {
    odbc::require(SQLAllocHandle(SQL_HANDLE_STMT, connection.handle(), &handle_), SQL_HANDLE_DBC,
                  connection.handle(), "cannot make a statement");
    const auto timeout = static_cast<SQLULEN>((connection.timeout_.count() + 999) / 1000);
    SQLSetStmtAttr(handle_, SQL_ATTR_QUERY_TIMEOUT, reinterpret_cast<SQLPOINTER>(timeout),
                   SQL_IS_UINTEGER); // where a driver has it
    const std::lock_guard lock(connection_.mutex_);
    connection_.statements_.insert(handle_);
}

Statement::~Statement() {
    {
        const std::lock_guard lock(connection_.mutex_);
        connection_.statements_.erase(handle_);
        connection_.freed_.notify_all();
    }
    SQLFreeHandle(SQL_HANDLE_STMT, handle_);
}

void Statement::require(SQLRETURN result, const char* doing) {
    if (!SQL_SUCCEEDED(result)) fail(doing);
}

void Statement::fail(const char* doing) {
    // Whatever the driver calls it, after a cancel it is the answer to the cancel.
    connection_.host_.throw_if_cancelled();
    throw connection_.read_error_(std::string(doing) + " " + what_,
                                  diagnostics(SQL_HANDLE_STMT, handle_));
}

void Statement::begin(std::string what) {
    what_ = std::move(what);
    connection_.host_.throw_if_cancelled();
    connection_.host_.count_statements(1);
}

void Statement::execute(const std::string& sql) {
    begin("\"" + (sql.size() > 300 ? sql.substr(0, 300) + "..." : sql) + "\"");
    SQLRETURN result = SQL_ERROR;
    if (connection_.wide()) {
        std::u16string wide = to_utf16(sql);
        result = SQLExecDirectW(handle_, units_of(wide), static_cast<SQLINTEGER>(wide.size()));
    } else {
        std::string narrow = sql;
        result = SQLExecDirect(handle_, bytes_of(narrow), static_cast<SQLINTEGER>(narrow.size()));
    }
    if (result != SQL_NO_DATA) require(result, "cannot run");
}

void Statement::tables(const MaybeText& catalog, const MaybeText& schema, const MaybeText& table,
                       const MaybeText& types) {
    begin("SQLTables");
    const MaybeText* given[] = {&catalog, &schema, &table, &types};
    if (connection_.wide()) {
        std::u16string text[4];
        for (int i = 0; i < 4; ++i)
            text[i] = to_utf16(given[i]->value_or(""));
        const auto arg = [&](int i) { return *given[i] ? units_of(text[i]) : nullptr; };
        require(
            SQLTablesW(handle_, arg(0), SQL_NTS, arg(1), SQL_NTS, arg(2), SQL_NTS, arg(3), SQL_NTS),
            "cannot run");
    } else {
        std::string text[4];
        for (int i = 0; i < 4; ++i)
            text[i] = given[i]->value_or("");
        const auto arg = [&](int i) { return *given[i] ? bytes_of(text[i]) : nullptr; };
        require(
            SQLTables(handle_, arg(0), SQL_NTS, arg(1), SQL_NTS, arg(2), SQL_NTS, arg(3), SQL_NTS),
            "cannot run");
    }
}

void Statement::columns(const MaybeText& catalog, const MaybeText& schema, const MaybeText& table) {
    begin("SQLColumns");
    const MaybeText* given[] = {&catalog, &schema, &table};
    if (connection_.wide()) {
        std::u16string text[3];
        for (int i = 0; i < 3; ++i)
            text[i] = to_utf16(given[i]->value_or(""));
        const auto arg = [&](int i) { return *given[i] ? units_of(text[i]) : nullptr; };
        require(SQLColumnsW(handle_, arg(0), SQL_NTS, arg(1), SQL_NTS, arg(2), SQL_NTS, nullptr, 0),
                "cannot run");
    } else {
        std::string text[3];
        for (int i = 0; i < 3; ++i)
            text[i] = given[i]->value_or("");
        const auto arg = [&](int i) { return *given[i] ? bytes_of(text[i]) : nullptr; };
        require(SQLColumns(handle_, arg(0), SQL_NTS, arg(1), SQL_NTS, arg(2), SQL_NTS, nullptr, 0),
                "cannot run");
    }
}

std::vector<std::string> Statement::column_names() {
    SQLSMALLINT count = 0;
    require(SQLNumResultCols(handle_, &count), "cannot count the columns of");
    std::vector<std::string> out;
    char name[1024];
    for (SQLUSMALLINT i = 1; i <= count; ++i) {
        SQLSMALLINT length = 0;
        require(SQLDescribeCol(handle_, i, reinterpret_cast<SQLCHAR*>(name), sizeof(name), &length,
                               nullptr, nullptr, nullptr, nullptr),
                "cannot name the columns of");
        out.push_back(lower(name));
    }
    return out;
}

bool Statement::fetch() {
    const SQLRETURN result = SQLFetch(handle_);
    if (result == SQL_NO_DATA) {
        // A driver may end the rows early instead of failing when it was interrupted.
        connection_.host_.throw_if_cancelled();
        return false;
    }
    require(result, "cannot read the rows of");
    return true;
}

MaybeText Statement::text(SQLUSMALLINT column) {
    SQLRETURN result = SQL_SUCCESS;
    if (connection_.wide()) {
        const auto value = get_data(handle_, column, SQL_C_WCHAR, units_, result);
        if (value) return to_utf8(*value);
    } else {
        const auto value = get_data(handle_, column, SQL_C_CHAR, bytes_, result);
        if (value) return std::string(*value);
    }
    require(result, "cannot read a value of");
    return std::nullopt;
}

int64_t Statement::number(SQLUSMALLINT column) {
    // As text: drivers differ in which numbers they convert, and none fails here.
    const MaybeText digits = text(column);
    if (!digits) return 0;
    int64_t out = 0;
    const auto end = digits->data() + digits->size();
    if (std::from_chars(digits->data(), end, out).ec != std::errc()) {
        throw sdk::Error(sdk::ErrorClass::bug,
                         "'" + *digits + "' is no whole number, in the answer to " + what_);
    }
    return out;
}

MaybeText query_text(Connection& connection, const std::string& sql) {
    Statement statement(connection);
    statement.execute(sql);
    if (!statement.fetch()) {
        throw sdk::Error(sdk::ErrorClass::bug, "no row came back for \"" + sql + "\"");
    }
    return statement.text(1);
}

int64_t query_number(Connection& connection, const std::string& sql) {
    Statement statement(connection);
    statement.execute(sql);
    if (!statement.fetch()) {
        throw sdk::Error(sdk::ErrorClass::bug, "no row came back for \"" + sql + "\"");
    }
    return statement.number(1);
}

void run(Connection& connection, const std::string& sql) {
    Statement statement(connection);
    statement.execute(sql);
}

} // namespace objsync::odbc
