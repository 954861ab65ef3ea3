#include "plugins/odbc/dialect.h"

#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

void Dialect::details(const Names&, std::vector<Found>&) {}

std::unique_ptr<Dialect> make_dialect(Connection& connection, const Settings& settings) {
    const std::string dbms = lower(connection.info(SQL_DBMS_NAME));
    if (settings.plain_odbc) return make_generic(connection, settings);
    if (dbms == "sqlite") return make_sqlite(connection, settings);
    if (dbms == "postgresql") return make_postgres(connection, settings);
    if (dbms == "mariadb" || dbms == "mysql") return make_mariadb(connection, settings);
    return make_generic(connection, settings);
}

} // namespace objsync::odbc
