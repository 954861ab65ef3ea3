#include <algorithm>
#include <array>
#include <variant>

#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

namespace {

using Answer = std::variant<std::string, SQLUSMALLINT, SQLUINTEGER>;

SQLUSMALLINT small(int value) {
    return static_cast<SQLUSMALLINT>(value);
}
SQLUINTEGER large(unsigned long value) {
    return static_cast<SQLUINTEGER>(value);
}

// BehaviorDifferences.yaml #75 and #76: the name is no file's, the version not padded.
std::string driver_version(const wire::DriverTraits& traits) {
    return std::to_string(traits.major) + "." + std::to_string(traits.minor) + "." +
           std::to_string(traits.patch);
}

Answer text_answer(const Connection& connection, SQLUSMALLINT what) {
    switch (what) {
        case SQL_DRIVER_NAME:
        case SQL_DBMS_NAME:
            return "Snowflake";
        case SQL_DRIVER_VER:
            return driver_version(connection.traits());
        case SQL_DRIVER_ODBC_VER:
            return "03.52";
        case SQL_DBMS_VER:
            return connection.server_version();
        case SQL_SERVER_NAME:
            return value_of(connection.keywords(), "SERVER");
        case SQL_USER_NAME:
            return value_of(connection.keywords(), "UID");
        case SQL_DATABASE_NAME:
            return value_of(connection.keywords(), "DATABASE");
        case SQL_DATA_SOURCE_NAME:
            return value_of(connection.keywords(), "DSN");
        case SQL_IDENTIFIER_QUOTE_CHAR:
            return "\"";
        case SQL_CATALOG_NAME_SEPARATOR:
            return ".";
        case SQL_CATALOG_TERM:
            return "database";
        case SQL_SCHEMA_TERM:
            return "schema";
        case SQL_TABLE_TERM:
            return "table";
        case SQL_SEARCH_PATTERN_ESCAPE:
            return "\\";
        case SQL_CATALOG_NAME:
        case SQL_COLUMN_ALIAS:
        case SQL_DESCRIBE_PARAMETER:
            return "Y";
        case SQL_ACCESSIBLE_TABLES:
        case SQL_ACCESSIBLE_PROCEDURES:
        case SQL_DATA_SOURCE_READ_ONLY:
        case SQL_MULT_RESULT_SETS:
        case SQL_NEED_LONG_DATA_LEN:
            return "N";
        case SQL_SPECIAL_CHARACTERS:
        case SQL_KEYWORDS:
        case SQL_COLLATION_SEQ:
            return "";
        default:
            throw own_error("HY096", 10260, "Information type out of range.");
    }
}

Answer answer(const Connection& connection, SQLUSMALLINT what) {
    switch (what) {
        case SQL_MAX_CATALOG_NAME_LEN:
        case SQL_MAX_SCHEMA_NAME_LEN:
        case SQL_MAX_TABLE_NAME_LEN:
        case SQL_MAX_COLUMN_NAME_LEN:
        case SQL_MAX_IDENTIFIER_LEN:
            return small(255);
        case SQL_MAX_DRIVER_CONNECTIONS:
        case SQL_MAX_CONCURRENT_ACTIVITIES:
        case SQL_ACTIVE_ENVIRONMENTS:
            return small(0);
        case SQL_CURSOR_COMMIT_BEHAVIOR:
        case SQL_CURSOR_ROLLBACK_BEHAVIOR:
            return small(SQL_CB_PRESERVE);
        case SQL_TXN_CAPABLE:
            return small(SQL_TC_ALL);
        case SQL_IDENTIFIER_CASE:
            return small(SQL_IC_UPPER);
        case SQL_QUOTED_IDENTIFIER_CASE:
            return small(SQL_IC_SENSITIVE);
        case SQL_CATALOG_LOCATION:
            return small(SQL_CL_START);
        case SQL_NULL_COLLATION:
            return small(SQL_NC_HIGH);
        case SQL_CONCAT_NULL_BEHAVIOR:
            return small(SQL_CB_NULL);
        case SQL_CORRELATION_NAME:
            return small(SQL_CN_ANY);
        case SQL_NON_NULLABLE_COLUMNS:
            return small(SQL_NNC_NON_NULL);
        case SQL_GROUP_BY:
            return small(SQL_GB_GROUP_BY_CONTAINS_SELECT);
        case SQL_ODBC_API_CONFORMANCE:
            return small(SQL_OAC_LEVEL1);
        case SQL_FILE_USAGE:
            return small(SQL_FILE_NOT_SUPPORTED);
        case SQL_ASYNC_MODE:
            return large(SQL_AM_STATEMENT);
        case SQL_SCROLL_OPTIONS:
            return large(SQL_SO_FORWARD_ONLY);
        case SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES1:
            return large(SQL_CA1_NEXT);
        case SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES2:
        case SQL_DYNAMIC_CURSOR_ATTRIBUTES1:
        case SQL_STATIC_CURSOR_ATTRIBUTES1:
        case SQL_KEYSET_CURSOR_ATTRIBUTES1:
        case SQL_BOOKMARK_PERSISTENCE:
        case SQL_BATCH_SUPPORT:
            return large(0);
        case SQL_GETDATA_EXTENSIONS:
            return large(SQL_GD_ANY_COLUMN | SQL_GD_ANY_ORDER | SQL_GD_BOUND);
        case SQL_DEFAULT_TXN_ISOLATION:
        case SQL_TXN_ISOLATION_OPTION:
            return large(SQL_TXN_READ_COMMITTED);
        case SQL_CATALOG_USAGE:
            return large(SQL_CU_DML_STATEMENTS | SQL_CU_TABLE_DEFINITION);
        case SQL_SCHEMA_USAGE:
            return large(SQL_SU_DML_STATEMENTS | SQL_SU_TABLE_DEFINITION);
        case SQL_ODBC_INTERFACE_CONFORMANCE:
            return large(SQL_OIC_CORE);
        case SQL_SQL_CONFORMANCE:
            return large(SQL_SC_SQL92_ENTRY);
        default:
            return text_answer(connection, what);
    }
}

} // namespace

template <typename Form>
SQLRETURN get_info(SQLHDBC handle, SQLUSMALLINT what, SQLPOINTER to, SQLSMALLINT room,
                   SQLSMALLINT* length) {
    return guarded(connection_of(handle), [&](Connection& connection) -> SQLRETURN {
        const Answer found = answer(connection, what);
        if (const auto* text = std::get_if<std::string>(&found)) {
            return give_text<Form>(connection, *text, to, room, length, true);
        }
        if (const auto* number = std::get_if<SQLUSMALLINT>(&found)) {
            if (to != nullptr) *static_cast<SQLUSMALLINT*>(to) = *number;
            if (length != nullptr) *length = sizeof(*number);
        } else {
            if (to != nullptr) *static_cast<SQLUINTEGER*>(to) = std::get<SQLUINTEGER>(found);
            if (length != nullptr) *length = sizeof(SQLUINTEGER);
        }
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetInfo(SQLHDBC handle, SQLUSMALLINT what, SQLPOINTER to,
                                          SQLSMALLINT room, SQLSMALLINT* length) {
    return get_info<Narrow>(handle, what, to, room, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetInfoW(SQLHDBC handle, SQLUSMALLINT what, SQLPOINTER to,
                                           SQLSMALLINT room, SQLSMALLINT* length) {
    return get_info<Wide>(handle, what, to, room, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetFunctions(SQLHDBC handle, SQLUSMALLINT function,
                                               SQLUSMALLINT* supported) {
    return guarded(connection_of(handle), [&](const Connection& connection) {
        constexpr std::array kAll = {
            SQL_API_SQLALLOCHANDLE,    SQL_API_SQLBINDCOL,        SQL_API_SQLBINDPARAMETER,
            SQL_API_SQLCANCEL,         SQL_API_SQLCLOSECURSOR,    SQL_API_SQLCOLATTRIBUTE,
            SQL_API_SQLDESCRIBECOL,    SQL_API_SQLDISCONNECT,     SQL_API_SQLDRIVERCONNECT,
            SQL_API_SQLENDTRAN,        SQL_API_SQLEXECDIRECT,     SQL_API_SQLEXECUTE,
            SQL_API_SQLFETCH,          SQL_API_SQLFETCHSCROLL,    SQL_API_SQLFREEHANDLE,
            SQL_API_SQLFREESTMT,       SQL_API_SQLGETCONNECTATTR, SQL_API_SQLGETDATA,
            SQL_API_SQLGETDIAGFIELD,   SQL_API_SQLGETDIAGREC,     SQL_API_SQLGETENVATTR,
            SQL_API_SQLGETFUNCTIONS,   SQL_API_SQLGETINFO,        SQL_API_SQLGETSTMTATTR,
            SQL_API_SQLMORERESULTS,    SQL_API_SQLNATIVESQL,      SQL_API_SQLNUMPARAMS,
            SQL_API_SQLNUMRESULTCOLS,  SQL_API_SQLPREPARE,        SQL_API_SQLROWCOUNT,
            SQL_API_SQLSETCONNECTATTR, SQL_API_SQLSETENVATTR,     SQL_API_SQLSETSTMTATTR,
            SQL_API_SQLTABLES,         SQL_API_SQLCOLUMNS,
        };
        if (function == SQL_API_ODBC3_ALL_FUNCTIONS) {
            std::fill_n(supported, SQL_API_ODBC3_ALL_FUNCTIONS_SIZE, SQLUSMALLINT{0});
            for (const int one : kAll)
                supported[one >> 4] |= static_cast<SQLUSMALLINT>(1 << (one & 15));
        } else {
            *supported = std::find(kAll.begin(), kAll.end(), function) != kAll.end();
        }
        if (connection.traits().lacks_cancel) {
            if (function == SQL_API_SQLCANCEL) *supported = SQL_FALSE;
            if (function == SQL_API_ODBC3_ALL_FUNCTIONS) {
                supported[SQL_API_SQLCANCEL >> 4] &=
                    static_cast<SQLUSMALLINT>(~(1 << (SQL_API_SQLCANCEL & 15)));
            }
        }
        return SQL_SUCCESS;
    });
}

} // namespace fake_snowflake::driver
