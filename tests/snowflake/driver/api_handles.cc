#include <memory>

#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

OBJSYNC_ODBC SQLRETURN SQL_API SQLAllocHandle(SQLSMALLINT type, SQLHANDLE parent, SQLHANDLE* out) {
    if (out == nullptr) return SQL_ERROR;
    switch (type) {
        case SQL_HANDLE_ENV:
            *out = std::make_unique<Environment>().release();
            return SQL_SUCCESS;
        case SQL_HANDLE_DBC:
            *out = std::make_unique<Connection>().release();
            return SQL_SUCCESS;
        case SQL_HANDLE_STMT:
            return guarded(connection_of(parent), [&](Connection& connection) {
                *out = std::make_unique<Statement>(connection).release();
                return SQL_SUCCESS;
            });
        default:
            return SQL_ERROR;
    }
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLFreeHandle(SQLSMALLINT type, SQLHANDLE handle) {
    if (handle == nullptr) return SQL_INVALID_HANDLE;
    switch (type) {
        case SQL_HANDLE_ENV:
            delete environment_of(handle);
            return SQL_SUCCESS;
        case SQL_HANDLE_DBC:
            delete connection_of(handle);
            return SQL_SUCCESS;
        case SQL_HANDLE_STMT:
            delete statement_of(handle);
            return SQL_SUCCESS;
        default:
            return SQL_ERROR;
    }
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLFreeStmt(SQLHSTMT handle, SQLUSMALLINT option) {
    if (option == SQL_DROP) return SQLFreeHandle(SQL_HANDLE_STMT, handle);
    return guarded(statement_of(handle), [&](Statement& statement) {
        switch (option) {
            case SQL_CLOSE:
                statement.close();
                break;
            case SQL_UNBIND:
                statement.columns.clear();
                break;
            case SQL_RESET_PARAMS:
                statement.parameters.clear();
                break;
            default:
                throw own_error("HY092", 10210, "Invalid attribute/option identifier.");
        }
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLCloseCursor(SQLHSTMT handle) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        if (!statement.cursor_open()) throw own_error("24000", 10510, "Invalid cursor state.");
        statement.close();
        return SQL_SUCCESS;
    });
}

} // namespace fake_snowflake::driver
