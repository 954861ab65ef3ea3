#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

template <typename Form>
SQLRETURN driver_connect(SQLHDBC handle, typename Form::Unit* in, SQLSMALLINT in_length,
                         typename Form::Unit* out, SQLSMALLINT room, SQLSMALLINT* out_length) {
    return guarded(connection_of(handle), [&](Connection& connection) -> SQLRETURN {
        const std::string text = Form::read(in, in_length);
        ConnectionString parsed = parse_connection_string(text);
        connection.connect(std::move(parsed.keywords));
        SQLRETURN result = give_text<Form>(connection, text, out, room, out_length, false);
        for (const std::string& name : parsed.unknown) {
            connection.diagnostics.push_back(
                own_record("01S00", 17, "Invalid connection string attribute: " + name));
            result = SQL_SUCCESS_WITH_INFO;
        }
        return result;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLDriverConnect(SQLHDBC handle, SQLHWND, SQLCHAR* in,
                                                SQLSMALLINT in_length, SQLCHAR* out,
                                                SQLSMALLINT room, SQLSMALLINT* out_length,
                                                SQLUSMALLINT) {
    return driver_connect<Narrow>(handle, in, in_length, out, room, out_length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLDriverConnectW(SQLHDBC handle, SQLHWND, SQLWCHAR* in,
                                                 SQLSMALLINT in_length, SQLWCHAR* out,
                                                 SQLSMALLINT room, SQLSMALLINT* out_length,
                                                 SQLUSMALLINT) {
    return driver_connect<Wide>(handle, in, in_length, out, room, out_length);
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

} // namespace fake_snowflake::driver
