#include "tests/snowflake/driver/api.h"
#include "tests/snowflake/driver/catalog.h"

namespace fake_snowflake::driver {

namespace {

template <typename Form>
Pattern pattern(const typename Form::Unit* text, SQLSMALLINT length) {
    if (text == nullptr) return std::nullopt;
    return Form::read(text, length);
}

using Show = void (*)(Statement&, const Pattern&, const Pattern&, const Pattern&, const Pattern&);

template <typename Form, typename Unit = const typename Form::Unit>
SQLRETURN catalog(SQLHSTMT handle, Show show, Unit* a, SQLSMALLINT na, Unit* b, SQLSMALLINT nb,
                  Unit* c, SQLSMALLINT nc, Unit* d, SQLSMALLINT nd) {
    return guarded(statement_of(handle), [&](Statement& statement) {
        show(statement, pattern<Form>(a, na), pattern<Form>(b, nb), pattern<Form>(c, nc),
             pattern<Form>(d, nd));
        return SQL_SUCCESS;
    });
}

} // namespace

OBJSYNC_ODBC SQLRETURN SQL_API SQLTables(SQLHSTMT handle, SQLCHAR* a, SQLSMALLINT na, SQLCHAR* b,
                                         SQLSMALLINT nb, SQLCHAR* c, SQLSMALLINT nc, SQLCHAR* d,
                                         SQLSMALLINT nd) {
    return catalog<Narrow>(handle, show_tables, a, na, b, nb, c, nc, d, nd);
}
OBJSYNC_ODBC SQLRETURN SQL_API SQLTablesW(SQLHSTMT handle, SQLWCHAR* a, SQLSMALLINT na, SQLWCHAR* b,
                                          SQLSMALLINT nb, SQLWCHAR* c, SQLSMALLINT nc, SQLWCHAR* d,
                                          SQLSMALLINT nd) {
    return catalog<Wide>(handle, show_tables, a, na, b, nb, c, nc, d, nd);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLColumns(SQLHSTMT handle, SQLCHAR* a, SQLSMALLINT na, SQLCHAR* b,
                                          SQLSMALLINT nb, SQLCHAR* c, SQLSMALLINT nc, SQLCHAR* d,
                                          SQLSMALLINT nd) {
    return catalog<Narrow>(handle, show_columns, a, na, b, nb, c, nc, d, nd);
}
OBJSYNC_ODBC SQLRETURN SQL_API SQLColumnsW(SQLHSTMT handle, SQLWCHAR* a, SQLSMALLINT na,
                                           SQLWCHAR* b, SQLSMALLINT nb, SQLWCHAR* c, SQLSMALLINT nc,
                                           SQLWCHAR* d, SQLSMALLINT nd) {
    return catalog<Wide>(handle, show_columns, a, na, b, nb, c, nc, d, nd);
}

} // namespace fake_snowflake::driver
