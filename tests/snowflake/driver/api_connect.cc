#include "tests/snowflake/driver/api.h"

namespace objsync::snowflake::driver {

OBJSYNC_ODBC SQLRETURN SQL_API SQLDriverConnectW(SQLHDBC handle, SQLHWND, SQLWCHAR* in,
                                                 SQLSMALLINT in_length, SQLWCHAR* out,
                                                 SQLSMALLINT room, SQLSMALLINT* out_length,
                                                 SQLUSMALLINT) {
    return guarded(connection_of(handle), [&](Connection& connection) -> SQLRETURN {
        const std::string text = from_wide(in, in_length);
        ConnectionString parsed = parse_connection_string(text);
        connection.connect(std::move(parsed.keywords));
        SQLRETURN result = give_text(connection, text, out, room, out_length, false);
        for (const std::string& name : parsed.unknown) {
            connection.diagnostics.push_back(
                own_record("01S00", 17, "Invalid connection string attribute: " + name));
            result = SQL_SUCCESS_WITH_INFO;
        }
        return result;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLDisconnect(SQLHDBC handle) {
    return guarded(connection_of(handle), [](Connection& connection) {
        connection.disconnect();
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLEndTran(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT) {
    // Reading needs no transaction.
    if (type == SQL_HANDLE_ENV) {
        return guarded(environment_of(handle), [](Environment&) { return SQL_SUCCESS; });
    }
    return guarded(connection_of(handle), [](Connection&) { return SQL_SUCCESS; });
}

} // namespace objsync::snowflake::driver
