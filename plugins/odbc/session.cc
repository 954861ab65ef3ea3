#include "plugins/odbc/session.h"

#include "plugins/odbc/dialects/sqlite_file.h"

namespace objsync::odbc {

namespace {

Settings make_settings(const sdk::Job& job) {
    Settings settings(job.options());
    guard_sqlite_file(settings.connection, settings.statement_timeout);
    return settings;
}

} // namespace

Session::Session(sdk::Host& host, const sdk::Job& job)
    : settings(make_settings(job)),
      connection(settings.login(), host),
      on_cancel(host, [this] { connection.cancel(); }),
      dialect(make_dialect(connection, settings)) {}

std::string Session::driver_version() const {
    return connection.info(SQL_DRIVER_NAME) + " " + connection.info(SQL_DRIVER_VER);
}

} // namespace objsync::odbc
