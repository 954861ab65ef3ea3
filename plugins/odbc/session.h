// What check, crawl and lookup have in common: settings, connection, cancel, dialect, in the order
// in which they depend on each other.
#pragma once

#include <memory>

#include "plugins/odbc/dialect.h"
#include "plugins/odbc/settings.h"
#include "plugins/sdk/cancel.hpp"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"
#include "plugins/unixodbc/connection.h"

namespace objsync::odbc {

class Session {
public:
    // Connects. Throws sdk::Error.
    Session(sdk::Host& host, const sdk::Job& job);

    const Settings settings;
    Connection connection;
    sdk::OnCancel on_cancel;
    std::unique_ptr<Dialect> dialect;

    [[nodiscard]] std::string driver_version() const;
};

} // namespace objsync::odbc
