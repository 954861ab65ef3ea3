// Attributes of statements.
#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

namespace {

[[noreturn]] void bad_value() {
    throw own_error("HY024", 10200, "Invalid attribute value.");
}

template <typename Value>
void give(SQLPOINTER to, Value value) {
    if (to != nullptr) *static_cast<Value*>(to) = value;
}

} // namespace

SQLRETURN set_stmt_attr(SQLHSTMT handle, SQLINTEGER attribute, SQLPOINTER value) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        StatementAttributes& set = statement.attributes;
        const wire::DriverTraits& traits = statement.connection().traits();
        const auto number = reinterpret_cast<SQLULEN>(value);
        switch (attribute) {
            case SQL_ATTR_ROW_ARRAY_SIZE:
            case SQL_ROWSET_SIZE:
                if (number == 0) bad_value();
                if (number > 1 && traits.lacks_block_fetch) throw not_implemented();
                set.row_array_size = number;
                break;
            case SQL_ATTR_ROW_BIND_TYPE:
                set.row_bind_type = number;
                break;
            case SQL_ATTR_ROWS_FETCHED_PTR:
                set.rows_fetched = static_cast<SQLULEN*>(value);
                break;
            case SQL_ATTR_ROW_STATUS_PTR:
                set.row_status = static_cast<SQLUSMALLINT*>(value);
                break;
            case SQL_ATTR_ROW_BIND_OFFSET_PTR:
                set.bind_offset = static_cast<SQLLEN*>(value);
                break;
            case SQL_ATTR_QUERY_TIMEOUT:
                if (traits.lacks_query_timeout) throw not_implemented();
                set.query_timeout_s = number;
                break;
            case SQL_ATTR_MAX_ROWS:
                set.max_rows = number;
                break;
            case SQL_ATTR_ASYNC_ENABLE:
                set.async = number;
                break;
            case SQL_ATTR_METADATA_ID:
                set.metadata_id = number;
                break;
            case SQL_ATTR_CURSOR_TYPE: // BehaviorDifferences.yaml #96: others are taken silently
            case SQL_ATTR_CONCURRENCY:
            case SQL_ATTR_NOSCAN:
            case SQL_ATTR_RETRIEVE_DATA:
            case SQL_ATTR_MAX_LENGTH:
            case SQL_ATTR_PARAMS_PROCESSED_PTR:
            case SQL_ATTR_PARAM_STATUS_PTR:
                break;
            case SQL_ATTR_PARAMSET_SIZE:
                if (number != 1) throw not_implemented();
                break;
            case SQL_ATTR_CURSOR_SCROLLABLE:
                if (number != SQL_NONSCROLLABLE) throw not_implemented();
                break;
            case SQL_ATTR_USE_BOOKMARKS:
                if (number != SQL_UB_OFF) throw not_implemented();
                break;
            case SQL_ATTR_ENABLE_AUTO_IPD:
                break;
            default:
                throw own_error("HY092", 10210, "Invalid attribute/option identifier.");
        }
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLSetStmtAttr(SQLHSTMT handle, SQLINTEGER attribute,
                                              SQLPOINTER value, SQLINTEGER) {
    return set_stmt_attr(handle, attribute, value);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLSetStmtAttrW(SQLHSTMT handle, SQLINTEGER attribute,
                                               SQLPOINTER value, SQLINTEGER) {
    return set_stmt_attr(handle, attribute, value);
}

template <typename Form>
SQLRETURN get_stmt_attr(SQLHSTMT handle, SQLINTEGER attribute, SQLPOINTER value, SQLINTEGER room,
                        SQLINTEGER* length) {
    return guarded(statement_of(handle), [&](Statement& statement) -> SQLRETURN {
        const StatementAttributes& set = statement.attributes;
        switch (attribute) {
            case SQL_ATTR_ROW_ARRAY_SIZE:
            case SQL_ROWSET_SIZE:
                give(value, set.row_array_size);
                break;
            case SQL_ATTR_ROW_BIND_TYPE:
                give(value, set.row_bind_type);
                break;
            case SQL_ATTR_ROWS_FETCHED_PTR:
                give(value, set.rows_fetched);
                break;
            case SQL_ATTR_ROW_STATUS_PTR:
                give(value, set.row_status);
                break;
            case SQL_ATTR_ROW_BIND_OFFSET_PTR:
                give(value, set.bind_offset);
                break;
            case SQL_ATTR_QUERY_TIMEOUT:
                give(value, set.query_timeout_s);
                break;
            case SQL_ATTR_MAX_ROWS:
                give(value, set.max_rows);
                break;
            case SQL_ATTR_ASYNC_ENABLE:
                give(value, set.async);
                break;
            case SQL_ATTR_METADATA_ID:
                give(value, set.metadata_id);
                break;
            case SQL_ATTR_CURSOR_TYPE:
                give<SQLULEN>(value, SQL_CURSOR_FORWARD_ONLY);
                break;
            case SQL_ATTR_CONCURRENCY:
                give<SQLULEN>(value, SQL_CONCUR_READ_ONLY);
                break;
            case SQL_ATTR_CURSOR_SCROLLABLE:
                give<SQLULEN>(value, SQL_NONSCROLLABLE);
                break;
            case SQL_ATTR_PARAMSET_SIZE:
                give<SQLULEN>(value, 1);
                break;
            case SQL_ATTR_NOSCAN:
            case SQL_ATTR_MAX_LENGTH:
            case SQL_ATTR_USE_BOOKMARKS:
            case SQL_ATTR_ROW_NUMBER:
                give<SQLULEN>(value, 0);
                break;
            case SQL_ATTR_RETRIEVE_DATA:
                give<SQLULEN>(value, SQL_RD_ON);
                break;
            case kStmtLastQueryId:
                return give_text<Form>(statement, statement.query_id(), value, room, length, true);
            // A descriptor of a statement is only the driver manager's here; it makes its own.
            default:
                throw own_error("HY092", 10210, "Invalid attribute/option identifier.");
        }
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetStmtAttr(SQLHSTMT handle, SQLINTEGER attribute,
                                              SQLPOINTER value, SQLINTEGER room,
                                              SQLINTEGER* length) {
    return get_stmt_attr<Narrow>(handle, attribute, value, room, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetStmtAttrW(SQLHSTMT handle, SQLINTEGER attribute,
                                               SQLPOINTER value, SQLINTEGER room,
                                               SQLINTEGER* length) {
    return get_stmt_attr<Wide>(handle, attribute, value, room, length);
}

} // namespace fake_snowflake::driver
