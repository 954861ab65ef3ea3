// Crawls any database that has an ODBC driver.
#include "plugins/odbc/check.h"
#include "plugins/odbc/crawl.h"
#include "plugins/odbc/settings.h"
#include "plugins/sdk/objsync.hpp"

namespace objsync::odbc {

namespace {

struct Odbc {
    static const objsync_description& describe() { return description(); }
    static void check(sdk::Host& host, const sdk::Job& job) { odbc::check(host, job); }
    static void crawl(sdk::Host& host, const sdk::Job& job) { Crawl(host, job).run(); }
    static void lookup(sdk::Host& host, const sdk::Job& job) { odbc::lookup(host, job); }
};

} // namespace

} // namespace objsync::odbc

OBJSYNC_PLUGIN(objsync::odbc::Odbc)
