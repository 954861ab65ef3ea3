/* An ODBC driver that lies, for tests: "Driver=/path/of/this.so;Lie=...".
 *   honest     three tables, each with two columns; a SELECT works
 *   empty      answers every failure with an empty list; a SELECT fails
 *   truncated  the first SQLTables gives all rows, each later one a row less
 *   scattered  SQLColumns does not keep the columns of a table together
 */
#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Connection {
    char lie[32];
    int listings;
} Connection;
typedef struct Statement {
    Connection* dbc;
    int is_columns, row, rows;
    const char* error;
} Statement;

static const char* const kTables[] = {"alpha", "beta", "gamma"};

SQLRETURN SQL_API SQLAllocHandle(SQLSMALLINT type, SQLHANDLE in, SQLHANDLE* out) {
    if (type == SQL_HANDLE_STMT) {
        Statement* statement = calloc(1, sizeof(Statement));
        statement->dbc = in;
        *out = statement;
    } else {
        *out = calloc(1, sizeof(Connection));
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
SQLRETURN SQL_API SQLSetStmtAttr(SQLHSTMT stmt, SQLINTEGER what, SQLPOINTER value,
                                 SQLINTEGER size) {
    (void)stmt, (void)what, (void)value, (void)size;
    return SQL_SUCCESS;
}
SQLRETURN SQL_API SQLEndTran(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT how) {
    (void)type, (void)handle, (void)how;
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLGetInfo(SQLHDBC dbc, SQLUSMALLINT what, SQLPOINTER out, SQLSMALLINT size,
                             SQLSMALLINT* length) {
    const char* text = "";
    (void)dbc;
    if (what == SQL_SCHEMA_USAGE || what == SQL_CATALOG_USAGE) {
        *(SQLUINTEGER*)out = 0;
        return SQL_SUCCESS;
    }
    if (what == SQL_DBMS_NAME) text = "Liar";
    if (what == SQL_DRIVER_NAME) text = "lying_driver.so";
    if (what == SQL_DRIVER_ODBC_VER) text = "03.00";
    if (what == SQL_CATALOG_NAME) text = "N";
    if (what == SQL_IDENTIFIER_QUOTE_CHAR) text = "\"";
    snprintf(out, (size_t)size, "%s", text);
    if (length) *length = (SQLSMALLINT)strlen(text);
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLTables(SQLHSTMT handle, SQLCHAR* c, SQLSMALLINT cn, SQLCHAR* s, SQLSMALLINT sn,
                            SQLCHAR* t, SQLSMALLINT tn, SQLCHAR* y, SQLSMALLINT yn) {
    Statement* statement = handle;
    (void)c, (void)cn, (void)s, (void)sn, (void)t, (void)tn, (void)y, (void)yn;
    statement->rows = strcmp(statement->dbc->lie, "empty") == 0 ? 0 : 3;
    if (strcmp(statement->dbc->lie, "truncated") == 0)
        statement->rows -= statement->dbc->listings++;
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLColumns(SQLHSTMT handle, SQLCHAR* c, SQLSMALLINT cn, SQLCHAR* s,
                             SQLSMALLINT sn, SQLCHAR* t, SQLSMALLINT tn, SQLCHAR* o,
                             SQLSMALLINT on) {
    Statement* statement = handle;
    (void)c, (void)cn, (void)s, (void)sn, (void)t, (void)tn, (void)o, (void)on;
    statement->is_columns = 1;
    statement->rows = 6;
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLExecDirect(SQLHSTMT handle, SQLCHAR* sql, SQLINTEGER length) {
    Statement* statement = handle;
    (void)sql, (void)length;
    if (strcmp(statement->dbc->lie, "empty") != 0) return SQL_SUCCESS;
    statement->error = "no such file";
    return SQL_ERROR;
}

SQLRETURN SQL_API SQLGetDiagRec(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT n, SQLCHAR* state,
                                SQLINTEGER* native, SQLCHAR* text, SQLSMALLINT size,
                                SQLSMALLINT* length) {
    Statement* statement = handle;
    if (type != SQL_HANDLE_STMT || n != 1 || !statement->error) return SQL_NO_DATA;
    snprintf((char*)state, 6, "HY000");
    *native = 99;
    snprintf((char*)text, (size_t)size, "%s", statement->error);
    *length = (SQLSMALLINT)strlen(statement->error);
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLNumResultCols(SQLHSTMT handle, SQLSMALLINT* n) {
    *n = ((Statement*)handle)->is_columns ? 18 : 5;
    return SQL_SUCCESS;
}

SQLRETURN SQL_API SQLFetch(SQLHSTMT handle) {
    Statement* statement = handle;
    return statement->row++ < statement->rows ? SQL_SUCCESS : SQL_NO_DATA;
}

static const char* value(const Statement* statement, int column) {
    const int row = statement->row - 1;
    const int scattered = strcmp(statement->dbc->lie, "scattered") == 0;
    const int table = !statement->is_columns ? row : scattered ? row % 3 : row / 2;
    if (column == 3) return kTables[table];
    if (!statement->is_columns) return column == 4 ? "TABLE" : NULL;
    if (column == 4) return (scattered ? row / 3 : row % 2) ? "two" : "one";
    if (column == 5) return "12"; /* SQL_VARCHAR */
    if (column == 6) return "VARCHAR";
    if (column == 7) return "9";
    if (column == 11) return "2"; /* nullable unknown */
    return NULL;
}

SQLRETURN SQL_API SQLGetData(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT type, SQLPOINTER out,
                             SQLLEN size, SQLLEN* length) {
    const char* text = value(handle, column);
    (void)type;
    if (!text) {
        *length = SQL_NULL_DATA;
        return SQL_SUCCESS;
    }
    snprintf(out, (size_t)size, "%s", text);
    *length = (SQLLEN)strlen(text);
    return SQL_SUCCESS;
}
