#include <chrono>
#include <future>

#include "tests/snowflake/driver/api.h"
#include "tests/snowflake/driver/parameters.h"

namespace fake_snowflake::driver {

namespace {

template <typename Form>
std::string statement_text(Statement& statement, const typename Form::Unit* text,
                           SQLINTEGER length) {
    std::string out = Form::read(text, length);
    const bool misread =
        std::is_same_v<Form, Wide> && statement.connection().traits().wide_is_utf32;
    return misread ? misread_as_utf32(out) : out;
}

// An asynchronous statement is asked for with the same call again and again.
SQLRETURN run(Statement& statement, const std::string& sql) {
    if (statement.attributes.async != SQL_ASYNC_ENABLE_ON) {
        statement.execute(sql);
        return SQL_SUCCESS;
    }
    if (!statement.pending.valid()) {
        statement.pending =
            std::async(std::launch::async, [&statement, sql] { statement.execute(sql); });
    }
    if (statement.pending.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        return SQL_STILL_EXECUTING;
    }
    statement.pending.get();
    return SQL_SUCCESS;
}

} // namespace

template <typename Form>
SQLRETURN exec_direct(SQLHSTMT handle, typename Form::Unit* text, SQLINTEGER length) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        return run(statement, statement_text<Form>(statement, text, length));
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLExecDirect(SQLHSTMT handle, SQLCHAR* text, SQLINTEGER length) {
    return exec_direct<Narrow>(handle, text, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLExecDirectW(SQLHSTMT handle, SQLWCHAR* text, SQLINTEGER length) {
    return exec_direct<Wide>(handle, text, length);
}

template <typename Form>
SQLRETURN prepare(SQLHSTMT handle, typename Form::Unit* text, SQLINTEGER length) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        statement.prepare(statement_text<Form>(statement, text, length));
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLPrepare(SQLHSTMT handle, SQLCHAR* text, SQLINTEGER length) {
    return prepare<Narrow>(handle, text, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLPrepareW(SQLHSTMT handle, SQLWCHAR* text, SQLINTEGER length) {
    return prepare<Wide>(handle, text, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLExecute(SQLHSTMT handle) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        // BehaviorDifferences.yaml #27: what is not bound is noticed here, not by the server.
        if (count_markers(statement.prepared()) > statement.parameters.size()) {
            throw own_error("07002", 11010, "COUNT field incorrect.");
        }
        return run(statement, statement.prepared());
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

template <typename Form>
SQLRETURN native_sql(SQLHDBC handle, typename Form::Unit* in, SQLINTEGER in_length,
                     typename Form::Unit* out, SQLINTEGER room, SQLINTEGER* out_length) {
    return guarded(connection_of(handle), [&](Connection& connection) {
        return give_text<Form>(connection, Form::read(in, in_length), out, room, out_length, false);
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLNativeSql(SQLHDBC handle, SQLCHAR* in, SQLINTEGER in_length,
                                            SQLCHAR* out, SQLINTEGER room, SQLINTEGER* out_length) {
    return native_sql<Narrow>(handle, in, in_length, out, room, out_length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLNativeSqlW(SQLHDBC handle, SQLWCHAR* in, SQLINTEGER in_length,
                                             SQLWCHAR* out, SQLINTEGER room,
                                             SQLINTEGER* out_length) {
    return native_sql<Wide>(handle, in, in_length, out, room, out_length);
}

} // namespace fake_snowflake::driver
