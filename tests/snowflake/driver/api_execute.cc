#include "tests/snowflake/driver/api.h"
#include "tests/snowflake/driver/parameters.h"

namespace objsync::snowflake::driver {

namespace {

std::string statement_text(Statement& statement, const SQLWCHAR* text, SQLINTEGER length) {
    return from_wide(text, length, statement.connection().traits().wide_is_utf32);
}

} // namespace

OBJSYNC_ODBC SQLRETURN SQL_API SQLExecDirectW(SQLHSTMT handle, SQLWCHAR* text, SQLINTEGER length) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        statement.execute(statement_text(statement, text, length));
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLPrepareW(SQLHSTMT handle, SQLWCHAR* text, SQLINTEGER length) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        statement.prepare(statement_text(statement, text, length));
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLExecute(SQLHSTMT handle) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        // BehaviorDifferences.yaml #27: what is not bound is noticed here, not by the server.
        if (count_markers(statement.prepared()) > statement.parameters.size()) {
            throw own_error("07002", 11010, "COUNT field incorrect.");
        }
        statement.execute(statement.prepared());
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLBindParameter(SQLHSTMT handle, SQLUSMALLINT number,
                                                SQLSMALLINT direction, SQLSMALLINT c_type,
                                                SQLSMALLINT sql_type, SQLULEN, SQLSMALLINT,
                                                SQLPOINTER data, SQLLEN room, SQLLEN* indicator) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        if (number == 0) throw own_error("07009", 10690, "Invalid descriptor index.");
        if (direction != SQL_PARAM_INPUT) throw not_implemented();
        if (statement.parameters.size() < number) statement.parameters.resize(number);
        statement.parameters[number - 1u] = {c_type, sql_type, data, room, indicator, true};
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLNumParams(SQLHSTMT handle, SQLSMALLINT* count) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        *count = static_cast<SQLSMALLINT>(count_markers(statement.prepared()));
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLCancel(SQLHSTMT handle) {
    // Comes from another thread, so the diagnostics are not touched.
    Statement* const statement = statement_of(handle);
    if (statement == nullptr) return SQL_INVALID_HANDLE;
    try {
        statement->cancel();
        return SQL_SUCCESS;
    } catch (const std::exception&) {
        return SQL_ERROR;
    }
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLMoreResults(SQLHSTMT handle) {
    return guarded(statement_of(handle), [](Statement& statement) {
        statement.close();
        return SQL_NO_DATA;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLRowCount(SQLHSTMT handle, SQLLEN* count) {
    return guarded(statement_of(handle), [&](Statement&) {
        if (count != nullptr) *count = -1; // BehaviorDifferences.yaml #25: null is no error
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLNativeSqlW(SQLHDBC handle, SQLWCHAR* in, SQLINTEGER in_length,
                                             SQLWCHAR* out, SQLINTEGER room,
                                             SQLINTEGER* out_length) {
    return guarded(connection_of(handle), [&](Connection& connection) {
        return give_text(connection, from_wide(in, in_length), out, room, out_length, false);
    });
}

} // namespace objsync::snowflake::driver
