// An ODBC driver whose answers a test makes: PLATFORM=<address of a Platform, in this process>. It
// has the functions that Snowflake's driver is used through, and the narrow ones only.
#include <sql.h>
#include <sqlext.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "plugins/snowflake/tests/scripted.h"

using namespace objsync::snowflake::scripted;

namespace {

struct Handle { // of any kind
    std::optional<Refusal> error;
    virtual ~Handle() = default;
};

struct Connection : Handle {
    Platform* platform = nullptr;
};

struct Bound {
    SQLSMALLINT type = 0;
    char* data = nullptr;
    SQLLEN size = 0;
    SQLLEN* length = nullptr;
};

struct Statement : Handle {
    Connection* connection = nullptr;
    Reply answer;
    size_t given = 0;
    std::vector<Bound> bound;
    SQLULEN array = 1, row_size = 0, *fetched = nullptr;
    SQLUSMALLINT* status = nullptr;
};

SQLRETURN fail(Handle& handle, Refusal failure) {
    handle.error = std::move(failure);
    return SQL_ERROR;
}

void put_time(int64_t ms, SQL_TIMESTAMP_STRUCT& out) {
    const time_t seconds = ms / 1000;
    std::tm tm{};
    gmtime_r(&seconds, &tm);
    out = {static_cast<SQLSMALLINT>(tm.tm_year + 1900),  static_cast<SQLUSMALLINT>(tm.tm_mon + 1),
           static_cast<SQLUSMALLINT>(tm.tm_mday),        static_cast<SQLUSMALLINT>(tm.tm_hour),
           static_cast<SQLUSMALLINT>(tm.tm_min),         static_cast<SQLUSMALLINT>(tm.tm_sec),
           static_cast<SQLUINTEGER>(ms % 1000 * 1000000)};
}

void put(const Cell& cell, const Bound& into, size_t at) {
    char* data = into.data + at;
    auto& length = *reinterpret_cast<SQLLEN*>(reinterpret_cast<char*>(into.length) + at);
    if (!cell) {
        length = SQL_NULL_DATA;
    } else if (into.type == SQL_C_SBIGINT) {
        const int64_t number = std::stoll(*cell);
        std::memcpy(data, &number, sizeof(number));
        length = sizeof(number);
    } else if (into.type == SQL_C_TYPE_TIMESTAMP) {
        SQL_TIMESTAMP_STRUCT time{};
        put_time(std::stoll(*cell), time);
        std::memcpy(data, &time, sizeof(time));
        length = sizeof(time);
    } else {
        const size_t n = std::min(cell->size(), static_cast<size_t>(into.size) - 1);
        std::memcpy(data, cell->data(), n);
        data[n] = '\0';
        length = static_cast<SQLLEN>(cell->size());
    }
}

std::map<std::string, std::string> keywords_of(std::string text) {
    std::map<std::string, std::string> out;
    for (size_t at = 0; at < text.size();) {
        const size_t equals = text.find('=', at);
        if (equals == std::string::npos) break;
        std::string key = text.substr(at, equals - at), value;
        at = equals + 1;
        if (at < text.size() && text[at] == '{') {
            for (++at; at < text.size(); ++at) {
                if (text[at] == '}' && (at + 1 == text.size() || text[at + 1] != '}')) break;
                if (text[at] == '}') ++at;
                value += text[at];
            }
            at = std::min(text.find(';', at), text.size()) + 1;
        } else {
            const size_t end = std::min(text.find(';', at), text.size());
            value = text.substr(at, end - at);
            at = end + 1;
        }
        std::transform(key.begin(), key.end(), key.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        out[key] = value;
    }
    return out;
}

} // namespace

#define API __attribute__((visibility("default"))) SQLRETURN SQL_API

extern "C" {

API SQLAllocHandle(SQLSMALLINT type, SQLHANDLE in, SQLHANDLE* out) {
    if (type == SQL_HANDLE_STMT) {
        auto* statement = new Statement;
        statement->connection = dynamic_cast<Connection*>(static_cast<Handle*>(in));
        *out = static_cast<Handle*>(statement);
    } else {
        *out = type == SQL_HANDLE_DBC ? static_cast<Handle*>(new Connection) : new Handle;
    }
    return SQL_SUCCESS;
}
API SQLFreeHandle(SQLSMALLINT, SQLHANDLE handle) {
    delete static_cast<Handle*>(handle);
    return SQL_SUCCESS;
}
API SQLDriverConnect(SQLHDBC dbc, SQLHWND, SQLCHAR* text, SQLSMALLINT, SQLCHAR*, SQLSMALLINT,
                     SQLSMALLINT*, SQLUSMALLINT) {
    auto& connection = dynamic_cast<Connection&>(*static_cast<Handle*>(dbc));
    const auto keywords = keywords_of(reinterpret_cast<const char*>(text));
    connection.platform =
        reinterpret_cast<Platform*>(std::stoull(keywords.at("PLATFORM"), nullptr, 16));
    if (auto failure = connection.platform->sign_in(keywords))
        return fail(connection, std::move(*failure));
    return SQL_SUCCESS;
}
API SQLDisconnect(SQLHDBC) {
    return SQL_SUCCESS;
}
API SQLCancel(SQLHSTMT) {
    return SQL_SUCCESS;
}
API SQLSetEnvAttr(SQLHENV, SQLINTEGER, SQLPOINTER, SQLINTEGER) {
    return SQL_SUCCESS;
}
API SQLSetConnectAttr(SQLHDBC, SQLINTEGER, SQLPOINTER, SQLINTEGER) {
    return SQL_SUCCESS;
}
API SQLEndTran(SQLSMALLINT, SQLHANDLE, SQLSMALLINT) {
    return SQL_SUCCESS;
}
API SQLGetInfo(SQLHDBC dbc, SQLUSMALLINT what, SQLPOINTER out, SQLSMALLINT size,
               SQLSMALLINT* length) {
    const auto* platform = dynamic_cast<Connection&>(*static_cast<Handle*>(dbc)).platform;
    const std::string version = platform ? platform->driver_version : "";
    const char* text = what == SQL_DRIVER_ODBC_VER ? "03.52"
                       : what == SQL_DRIVER_NAME   ? "libSnowflake.so"
                       : what == SQL_DRIVER_VER    ? version.c_str()
                                                   : "";
    std::snprintf(static_cast<char*>(out), static_cast<size_t>(size), "%s", text);
    if (length) *length = static_cast<SQLSMALLINT>(std::strlen(text));
    return SQL_SUCCESS;
}
API SQLSetStmtAttr(SQLHSTMT handle, SQLINTEGER what, SQLPOINTER value, SQLINTEGER) {
    auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    if (what == SQL_ATTR_ROW_ARRAY_SIZE) statement.array = reinterpret_cast<SQLULEN>(value);
    if (what == SQL_ATTR_ROW_BIND_TYPE) statement.row_size = reinterpret_cast<SQLULEN>(value);
    if (what == SQL_ATTR_ROWS_FETCHED_PTR) statement.fetched = static_cast<SQLULEN*>(value);
    if (what == SQL_ATTR_ROW_STATUS_PTR) statement.status = static_cast<SQLUSMALLINT*>(value);
    return SQL_SUCCESS;
}
API SQLExecDirect(SQLHSTMT handle, SQLCHAR* sql, SQLINTEGER length) {
    auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    statement.answer = statement.connection->platform->run(
        std::string(reinterpret_cast<const char*>(sql), static_cast<size_t>(length)));
    statement.given = 0;
    if (statement.answer.failure && statement.answer.fails_at == 0)
        return fail(statement, *statement.answer.failure);
    return SQL_SUCCESS;
}
API SQLNumResultCols(SQLHSTMT handle, SQLSMALLINT* n) {
    const auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    *n = static_cast<SQLSMALLINT>(statement.answer.columns.size());
    return SQL_SUCCESS;
}
API SQLDescribeCol(SQLHSTMT handle, SQLUSMALLINT column, SQLCHAR* name, SQLSMALLINT size,
                   SQLSMALLINT* length, SQLSMALLINT*, SQLULEN*, SQLSMALLINT*, SQLSMALLINT*) {
    const auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    const std::string& text = statement.answer.columns[column - 1u];
    std::snprintf(reinterpret_cast<char*>(name), static_cast<size_t>(size), "%s", text.c_str());
    if (length) *length = static_cast<SQLSMALLINT>(text.size());
    return SQL_SUCCESS;
}
API SQLFreeStmt(SQLHSTMT handle, SQLUSMALLINT what) {
    if (what == SQL_UNBIND) dynamic_cast<Statement&>(*static_cast<Handle*>(handle)).bound.clear();
    return SQL_SUCCESS;
}
API SQLBindCol(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type, SQLPOINTER data, SQLLEN size,
               SQLLEN* length) {
    auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    if (statement.bound.size() < column) statement.bound.resize(column);
    statement.bound[column - 1u] = {type, static_cast<char*>(data), size, length};
    return SQL_SUCCESS;
}
API SQLFetch(SQLHSTMT handle) {
    auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    const Reply& answer = statement.answer;
    const size_t good =
        answer.failure ? std::min(answer.fails_at, answer.rows.size()) : answer.rows.size();
    const size_t n = std::min<size_t>(statement.array, good - statement.given);
    if (n == 0 && answer.failure) return fail(statement, *answer.failure);
    if (n == 0) return SQL_NO_DATA;
    for (size_t i = 0; i < n; ++i, ++statement.given) {
        for (size_t c = 0; c < statement.bound.size(); ++c) {
            if (statement.bound[c].data)
                put(answer.rows[statement.given][c], statement.bound[c], i * statement.row_size);
        }
        if (statement.status) statement.status[i] = SQL_ROW_SUCCESS;
    }
    if (statement.fetched) *statement.fetched = n;
    return SQL_SUCCESS;
}
API SQLGetData(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type, SQLPOINTER out, SQLLEN size,
               SQLLEN* length) {
    auto& statement = dynamic_cast<Statement&>(*static_cast<Handle*>(handle));
    Cell& cell = statement.answer.rows[statement.given - 1][column - 1u];
    put(cell, {type, static_cast<char*>(out), size, length}, 0);
    // In pieces: what was given is not given again.
    if (cell && type == SQL_C_CHAR && *length >= size)
        cell = cell->substr(static_cast<size_t>(size) - 1);
    return SQL_SUCCESS;
}
API SQLGetDiagRec(SQLSMALLINT, SQLHANDLE handle, SQLSMALLINT n, SQLCHAR* state, SQLINTEGER* native,
                  SQLCHAR* text, SQLSMALLINT size, SQLSMALLINT* length) {
    const auto& error = static_cast<Handle*>(handle)->error;
    if (n != 1 || !error) return SQL_NO_DATA;
    std::snprintf(reinterpret_cast<char*>(state), 6, "%s", error->state.c_str());
    *native = error->native;
    *length = static_cast<SQLSMALLINT>(std::snprintf(
        reinterpret_cast<char*>(text), static_cast<size_t>(size), "%s", error->text.c_str()));
    return SQL_SUCCESS;
}
// The driver manager asks for it before it asks for records.
API SQLGetDiagField(SQLSMALLINT, SQLHANDLE, SQLSMALLINT, SQLSMALLINT, SQLPOINTER, SQLSMALLINT,
                    SQLSMALLINT*) {
    return SQL_NO_DATA;
}

} // extern "C"
