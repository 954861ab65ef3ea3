#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

OBJSYNC_ODBC SQLRETURN SQL_API SQLBindCol(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type,
                                          SQLPOINTER data, SQLLEN room, SQLLEN* indicator) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        if (column == 0) throw own_error("07009", 10690, "Invalid descriptor index.");
        if (room < 0) throw own_error("HY090", 10090, "Invalid string or buffer length.");
        if (type != SQL_C_DEFAULT) (void)c_size(type);
        if (statement.columns.size() <= column) statement.columns.resize(column + 1u);
        statement.columns[column] = {type, data, room, indicator};
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLFetch(SQLHSTMT handle) {
    return guarded(statement_of(handle), [](Statement& statement) { return statement.fetch(); });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLFetchScroll(SQLHSTMT handle, SQLSMALLINT orientation, SQLLEN) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        if (orientation != SQL_FETCH_NEXT) {
            throw own_error("HY106", 10480,
                            "Fetch type not supported, as fetch orientation is not compatible with "
                            "current settings.");
        }
        return statement.fetch();
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetData(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type,
                                          SQLPOINTER data, SQLLEN room, SQLLEN* indicator) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        return statement.get_data(column, {type, data, room, indicator});
    });
}

} // namespace fake_snowflake::driver
