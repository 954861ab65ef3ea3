// A plugin that runs one statement through the plugin's own connection, to cancel it.
#pragma once

#include <string>

#include "plugins/odbc/session.h"
#include "plugins/odbc/settings.h"
#include "plugins/sdk/plugin.hpp"

namespace objsync::testing {

struct OneStatement {
    static inline std::string sql; // set before the crawl

    static const objsync_description& describe() { return odbc::description(); }
    static void check(sdk::Host&, const sdk::Job&) {}
    static void crawl(sdk::Host& host, const sdk::Job& job) {
        odbc::Session session(host, job);
        host.begin({.identity = "x", .levels = {"table"}});
        odbc::Statement statement(session.connection);
        statement.execute(sql);
        while (statement.fetch()) {
        }
    }
};

} // namespace objsync::testing
