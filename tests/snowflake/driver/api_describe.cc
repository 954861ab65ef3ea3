#include "tests/snowflake/driver/api.h"
#include "tests/snowflake/driver/sql_type.h"

namespace fake_snowflake::driver {

namespace {

// BehaviorDifferences.yaml #21: also after SQL_CLOSE of a prepared statement.
const ResultColumn& column_of(const Statement& statement, SQLUSMALLINT number) {
    const std::vector<ResultColumn>& columns = statement.described();
    if (columns.empty()) throw own_error("07005", 11120, "Prepared statement not a cursor-spec.");
    if (number == 0 || number > columns.size()) {
        throw own_error("07009", 10690, "Invalid descriptor index.");
    }
    return columns[number - 1u];
}

} // namespace

OBJSYNC_ODBC SQLRETURN SQL_API SQLNumResultCols(SQLHSTMT handle, SQLSMALLINT* count) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        *count = static_cast<SQLSMALLINT>(statement.described().size());
        return SQL_SUCCESS;
    });
}

template <typename Form>
SQLRETURN describe_col(SQLHSTMT handle, SQLUSMALLINT number, typename Form::Unit* name,
                       SQLSMALLINT room, SQLSMALLINT* length, SQLSMALLINT* type, SQLULEN* size,
                       SQLSMALLINT* digits, SQLSMALLINT* nullable) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        const ResultColumn& column = column_of(statement, number);
        const SqlType sql = sql_type_of(column, statement.connection().keywords());
        if (type != nullptr) *type = sql.type;
        if (size != nullptr) *size = sql.size;
        if (digits != nullptr) *digits = sql.digits;
        if (nullable != nullptr) *nullable = column.nullable ? SQL_NULLABLE : SQL_NO_NULLS;
        return give_text<Form>(statement, column.name, name, room, length, false);
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLDescribeCol(SQLHSTMT handle, SQLUSMALLINT number, SQLCHAR* name,
                                              SQLSMALLINT room, SQLSMALLINT* length,
                                              SQLSMALLINT* type, SQLULEN* size, SQLSMALLINT* digits,
                                              SQLSMALLINT* nullable) {
    return describe_col<Narrow>(handle, number, name, room, length, type, size, digits, nullable);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLDescribeColW(SQLHSTMT handle, SQLUSMALLINT number, SQLWCHAR* name,
                                               SQLSMALLINT room, SQLSMALLINT* length,
                                               SQLSMALLINT* type, SQLULEN* size,
                                               SQLSMALLINT* digits, SQLSMALLINT* nullable) {
    return describe_col<Wide>(handle, number, name, room, length, type, size, digits, nullable);
}

template <typename Form>
SQLRETURN col_attribute(SQLHSTMT handle, SQLUSMALLINT number, SQLUSMALLINT field, SQLPOINTER to,
                        SQLSMALLINT room, SQLSMALLINT* length, SQLLEN* value) {
    return guarded(statement_of(handle), [&](Statement& statement) -> SQLRETURN {
        if (field == SQL_DESC_COUNT || field == SQL_COLUMN_COUNT) {
            if (value != nullptr) *value = static_cast<SQLLEN>(statement.described().size());
            return SQL_SUCCESS;
        }
        const ResultColumn& column = column_of(statement, number);
        const SqlType sql = sql_type_of(column, statement.connection().keywords());
        const auto text = [&](std::string_view what) {
            return give_text<Form>(statement, what, to, room, length, true);
        };
        const auto number_is = [&](SQLLEN what) -> SQLRETURN {
            if (value != nullptr) *value = what;
            return SQL_SUCCESS;
        };
        switch (field) {
            case SQL_DESC_NAME:
            case SQL_DESC_LABEL:
            case SQL_DESC_BASE_COLUMN_NAME:
            case SQL_COLUMN_NAME:
                return text(column.name);
            case SQL_DESC_TYPE_NAME:
                return text(sql.name);
            case SQL_DESC_LITERAL_PREFIX:
            case SQL_DESC_LITERAL_SUFFIX:
                return text(column.cell == Cell::text ? "'" : "");
            case SQL_DESC_TABLE_NAME:
            case SQL_DESC_BASE_TABLE_NAME:
            case SQL_DESC_SCHEMA_NAME:
            case SQL_DESC_CATALOG_NAME:
            case SQL_DESC_LOCAL_TYPE_NAME:
                return text("");
            case SQL_DESC_CONCISE_TYPE:
                return number_is(sql.type);
            case SQL_DESC_TYPE:
                return number_is(column.cell == Cell::timestamp ? SQL_DATETIME : sql.type);
            case SQL_DESC_LENGTH:
            case SQL_COLUMN_LENGTH:
                return number_is(static_cast<SQLLEN>(sql.size));
            case SQL_DESC_DISPLAY_SIZE:
                return number_is(column.cell == Cell::integer ? 136
                                                              : static_cast<SQLLEN>(sql.size));
            case SQL_DESC_OCTET_LENGTH:
                return number_is(column.cell == Cell::text ? static_cast<SQLLEN>(sql.size) * 4
                                                           : sql.octets);
            case SQL_DESC_PRECISION:
            case SQL_COLUMN_PRECISION:
                return number_is(static_cast<SQLLEN>(sql.size));
            case SQL_DESC_SCALE:
            case SQL_COLUMN_SCALE:
                return number_is(sql.digits);
            case SQL_DESC_NULLABLE:
            case SQL_COLUMN_NULLABLE:
                return number_is(column.nullable ? SQL_NULLABLE : SQL_NO_NULLS);
            case SQL_DESC_UNSIGNED:
                return number_is(column.cell == Cell::text ? SQL_TRUE : SQL_FALSE);
            case SQL_DESC_UNNAMED:
                return number_is(SQL_NAMED);
            case SQL_DESC_CASE_SENSITIVE:
                return number_is(column.cell == Cell::text ? SQL_TRUE : SQL_FALSE);
            case SQL_DESC_SEARCHABLE:
                return number_is(SQL_PRED_SEARCHABLE);
            case SQL_DESC_UPDATABLE:
                return number_is(SQL_ATTR_READWRITE_UNKNOWN);
            case SQL_DESC_AUTO_UNIQUE_VALUE:
            case SQL_DESC_FIXED_PREC_SCALE:
                return number_is(SQL_FALSE);
            default:
                throw own_error("HY091", 10200, "Invalid descriptor field identifier.");
        }
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLColAttribute(SQLHSTMT handle, SQLUSMALLINT number,
                                               SQLUSMALLINT field, SQLPOINTER to, SQLSMALLINT room,
                                               SQLSMALLINT* length, SQLLEN* value) {
    return col_attribute<Narrow>(handle, number, field, to, room, length, value);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLColAttributeW(SQLHSTMT handle, SQLUSMALLINT number,
                                                SQLUSMALLINT field, SQLPOINTER to, SQLSMALLINT room,
                                                SQLSMALLINT* length, SQLLEN* value) {
    return col_attribute<Wide>(handle, number, field, to, room, length, value);
}

} // namespace fake_snowflake::driver
