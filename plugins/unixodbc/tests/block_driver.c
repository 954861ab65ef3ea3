/* An ODBC driver that gives blocks of rows, and lies as it is told to, for tests:
 * "Driver=/path/of/this.so;Lie=...". Its answers have three columns: a text, a number and a time.
 * It refuses buffers of less than 30 bytes, in which others crash or cut numbers.
 *   honest   2,500 rows; every tenth of all NULL
 *   long     the text of row 5 has 300 bytes, answered with success and its length
 *   untold   the same, answered with "no total"
 *   quiet    the same, cut to what there is room for, and the length of what is left
 *   early    the same, cut in front of a character of four bytes
 *   shorter  the length of row 5 is one less than its text
 *   longer   the length of row 5 is one more than its text
 *   negative the length of row 5 is -17
 *   unsized  the length of the number of row 5 is -17
 *   toomany  more rows than the block has
 *   norows   success, and no row
 *   badrow   row 5 has an error of its own
 *   broken   the third block fails
 */
#include <sql.h>
#include <sqlext.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kRows = 2500, kOdd = 5, kLeast = 30 };

typedef struct Connection {
    char lie[32];
} Connection;

typedef struct Column {
    SQLSMALLINT type;
    char* data;
    SQLLEN size;
    SQLLEN* length;
} Column;

typedef struct Statement {
    Connection* dbc;
    Column columns[3];
    SQLULEN array, row_size, given, *fetched;
    SQLUSMALLINT* status;
    int failed;
} Statement;

SQLRETURN SQL_API SQLAllocHandle(SQLSMALLINT type, SQLHANDLE in, SQLHANDLE* out) {
    *out = calloc(1, sizeof(Statement));
    if (type == SQL_HANDLE_STMT) {
        ((Statement*)*out)->dbc = in;
        ((Statement*)*out)->array = 1;
    }
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLFreeHandle(SQLSMALLINT type, SQLHANDLE handle) {
    (void)type;
    free(handle);
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLDriverConnect(SQLHDBC dbc, SQLHWND window, SQLCHAR* text, SQLSMALLINT length,
                                   SQLCHAR* out, SQLSMALLINT size, SQLSMALLINT* out_length,
                                   SQLUSMALLINT completion) {
    const char* lie = strstr((const char*)text, "Lie=");
    (void)window, (void)length, (void)out, (void)size, (void)out_length, (void)completion;
    if (lie) sscanf(lie, "Lie=%31[a-z]", ((Connection*)dbc)->lie);
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLDisconnect(SQLHDBC dbc) {
    (void)dbc;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLCancel(SQLHSTMT statement) {
    (void)statement;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLSetEnvAttr(SQLHENV env, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size) {
    (void)env, (void)what, (void)value, (void)size;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLSetConnectAttr(SQLHDBC dbc, SQLINTEGER what, SQLPOINTER value,
                                    SQLINTEGER size) {
    (void)dbc, (void)what, (void)value, (void)size;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLEndTran(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT how) {
    (void)type, (void)handle, (void)how;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLGetInfo(SQLHDBC dbc, SQLUSMALLINT what, SQLPOINTER out, SQLSMALLINT size,
                             SQLSMALLINT* length) {
    (void)dbc;
    snprintf(out, (size_t)size, "%s", what == SQL_DRIVER_ODBC_VER ? "03.00" : "");
    if (length) *length = 0;
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLSetStmtAttr(SQLHSTMT handle, SQLINTEGER what, SQLPOINTER value,
                                 SQLINTEGER size) {
    Statement* statement = handle;
    (void)size;
    if (what == SQL_ATTR_ROW_ARRAY_SIZE) statement->array = (SQLULEN)(uintptr_t)value;
    if (what == SQL_ATTR_ROW_BIND_TYPE) statement->row_size = (SQLULEN)(uintptr_t)value;
    if (what == SQL_ATTR_ROWS_FETCHED_PTR) statement->fetched = value;
    if (what == SQL_ATTR_ROW_STATUS_PTR) statement->status = value;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLExecDirect(SQLHSTMT handle, SQLCHAR* sql, SQLINTEGER length) {
    (void)handle, (void)sql, (void)length;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLNumResultCols(SQLHSTMT handle, SQLSMALLINT* n) {
    (void)handle;
    *n = 3;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLFreeStmt(SQLHSTMT handle, SQLUSMALLINT what) {
    if (what == SQL_UNBIND) memset(((Statement*)handle)->columns, 0, sizeof(Column) * 3);
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLBindCol(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type,
                             SQLPOINTER data, SQLLEN size, SQLLEN* length) {
    const Column bound = {type, data, size, length};
    if (size < kLeast) return SQL_ERROR;
    ((Statement*)handle)->columns[column - 1] = bound;
    return SQL_SUCCESS;
}

static int lies(const Statement* statement, const char* lie) {
    return strcmp(statement->dbc->lie, lie) == 0;
}

/* Writes what fits, and says how long it is. */
static SQLLEN put_text(const Statement* statement, SQLULEN row, char* out, SQLLEN size) {
    char text[400];
    const int odd = row == kOdd;
    SQLLEN length = snprintf(text, sizeof(text), "name %u", (unsigned)row);
    if (odd && (lies(statement, "long") || lies(statement, "untold") || lies(statement, "quiet") ||
                lies(statement, "early"))) {
        memset(text, 'x', 300);
        text[300] = '\0';
        length = 300;
    }
    snprintf(out, (size_t)size, "%s", text);
    if (!odd) return length;
    if (lies(statement, "untold")) return SQL_NO_TOTAL;
    if (lies(statement, "quiet")) return (SQLLEN)size - 1;
    if (lies(statement, "early")) return out[size - 4] = '\0', (SQLLEN)size - 4;
    if (lies(statement, "shorter")) return length - 1;
    if (lies(statement, "longer")) return length + 1;
    if (lies(statement, "negative")) return -17;
    return length;
}

static void put_cell(const Statement* statement, const Column* column, int which, SQLULEN row,
                     SQLULEN at) {
    char* data = column->data + at * statement->row_size;
    SQLLEN* length = (SQLLEN*)(void*)((char*)column->length + at * statement->row_size);
    if (row % 10 == 9) {
        *length = SQL_NULL_DATA;
    } else if (which == 0) {
        *length = put_text(statement, row, data, column->size);
    } else if (which == 1) {
        const int64_t number = (int64_t)row * 10000000000;
        memcpy(data, &number, sizeof(number));
        *length = row == kOdd && lies(statement, "unsized") ? -17 : (SQLLEN)sizeof(number);
    } else {
        /* Of year 1969 and 2024, where a leap day is easily missed. */
        const SQL_TIMESTAMP_STRUCT time = {
            row % 2 ? 1969 : 2024, row % 2 ? 12 : 2, row % 2 ? 31 : 29, 23, 59, 58, 987654321};
        memcpy(data, &time, sizeof(time));
        *length = sizeof(time);
    }
}

SQLRETURN SQL_API SQLFetch(SQLHSTMT handle) {
    Statement* statement = handle;
    SQLULEN n = kRows - statement->given;
    if (n == 0) return SQL_NO_DATA;
    if (n > statement->array) n = statement->array;
    if (lies(statement, "broken") && statement->given >= 2 * statement->array)
        return statement->failed = 1, SQL_ERROR;
    for (SQLULEN i = 0; i < n; ++i) {
        for (int c = 0; c < 3; ++c) {
            if (statement->columns[c].data)
                put_cell(statement, &statement->columns[c], c, statement->given + i, i);
        }
        if (statement->status) statement->status[i] = SQL_ROW_SUCCESS;
    }
    const int bad = lies(statement, "badrow") && statement->given == 0;
    if (bad) statement->status[kOdd] = SQL_ROW_ERROR;
    if (bad) statement->failed = 1;
    statement->given += n;
    if (statement->fetched) {
        *statement->fetched = lies(statement, "toomany")  ? n + 1
                              : lies(statement, "norows") ? 0
                                                          : n;
    }
    return bad ? SQL_SUCCESS_WITH_INFO : SQL_SUCCESS;
}

SQLRETURN SQL_API SQLGetData(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type, SQLPOINTER out,
                             SQLLEN size, SQLLEN* length) {
    const Statement* statement = handle;
    const SQLULEN row = statement->given - 1;
    if (size < kLeast) return SQL_ERROR;
    if (row % 10 == 9) {
        *length = SQL_NULL_DATA;
    } else if (column == 2) {
        *length = snprintf(out, (size_t)size, "%u0000000000", (unsigned)row);
    } else {
        const Column into = {type, out, size, length};
        put_cell(statement, &into, column - 1, row, 0);
    }
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLGetDiagRec(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT n, SQLCHAR* state,
                                SQLINTEGER* native, SQLCHAR* text, SQLSMALLINT size,
                                SQLSMALLINT* length) {
    const Statement* statement = handle;
    if (type != SQL_HANDLE_STMT || n != 1 || !statement->failed) return SQL_NO_DATA;
    snprintf((char*)state, 6, "08S01");
    *native = 17;
    *length = (SQLSMALLINT)snprintf((char*)text, (size_t)size, "the line broke");
    return SQL_SUCCESS;
}

/* The driver manager asks for it before it asks for records. */
SQLRETURN SQL_API SQLGetDiagField(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT n,
                                  SQLSMALLINT what, SQLPOINTER out, SQLSMALLINT size,
                                  SQLSMALLINT* length) {
    (void)type, (void)handle, (void)n, (void)what, (void)out, (void)size, (void)length;
    return SQL_NO_DATA;
}
