#include "tests/snowflake/driver/api.h"
#include "tests/snowflake/driver/catalog.h"

namespace fake_snowflake::driver {

namespace {

template <typename Form>
Pattern pattern(const typename Form::Unit* text, SQLSMALLINT length) {
    if (text == nullptr) return std::nullopt;
    return Form::read(text, length);
}

template <typename Form>
SQLRETURN tables(SQLHSTMT handle, const typename Form::Unit* catalog, SQLSMALLINT catalog_length,
                 const typename Form::Unit* schema, SQLSMALLINT schema_length,
                 const typename Form::Unit* table, SQLSMALLINT table_length,
                 const typename Form::Unit* types, SQLSMALLINT types_length) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        show_tables(statement, pattern<Form>(catalog, catalog_length),
                    pattern<Form>(schema, schema_length), pattern<Form>(table, table_length),
                    pattern<Form>(types, types_length));
        return SQL_SUCCESS;
    });
}

template <typename Form>
SQLRETURN columns(SQLHSTMT handle, const typename Form::Unit* catalog, SQLSMALLINT catalog_length,
                  const typename Form::Unit* schema, SQLSMALLINT schema_length,
                  const typename Form::Unit* table, SQLSMALLINT table_length,
                  const typename Form::Unit* column, SQLSMALLINT column_length) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        show_columns(statement, pattern<Form>(catalog, catalog_length),
                     pattern<Form>(schema, schema_length), pattern<Form>(table, table_length),
                     pattern<Form>(column, column_length));
        return SQL_SUCCESS;
    });
}

} // namespace

OBJSYNC_ODBC SQLRETURN SQL_API SQLTables(SQLHSTMT handle, SQLCHAR* a, SQLSMALLINT na, SQLCHAR* b,
                                         SQLSMALLINT nb, SQLCHAR* c, SQLSMALLINT nc, SQLCHAR* d,
                                         SQLSMALLINT nd) {
    return tables<Narrow>(handle, a, na, b, nb, c, nc, d, nd);
}
OBJSYNC_ODBC SQLRETURN SQL_API SQLTablesW(SQLHSTMT handle, SQLWCHAR* a, SQLSMALLINT na, SQLWCHAR* b,
                                          SQLSMALLINT nb, SQLWCHAR* c, SQLSMALLINT nc, SQLWCHAR* d,
                                          SQLSMALLINT nd) {
    return tables<Wide>(handle, a, na, b, nb, c, nc, d, nd);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLColumns(SQLHSTMT handle, SQLCHAR* a, SQLSMALLINT na, SQLCHAR* b,
                                          SQLSMALLINT nb, SQLCHAR* c, SQLSMALLINT nc, SQLCHAR* d,
                                          SQLSMALLINT nd) {
    return columns<Narrow>(handle, a, na, b, nb, c, nc, d, nd);
}
OBJSYNC_ODBC SQLRETURN SQL_API SQLColumnsW(SQLHSTMT handle, SQLWCHAR* a, SQLSMALLINT na,
                                           SQLWCHAR* b, SQLSMALLINT nb, SQLWCHAR* c, SQLSMALLINT nc,
                                           SQLWCHAR* d, SQLSMALLINT nd) {
    return columns<Wide>(handle, a, na, b, nb, c, nc, d, nd);
}

} // namespace fake_snowflake::driver
