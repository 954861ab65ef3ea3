// Crawls a Snowflake account through Snowflake's ODBC driver.
#include "plugins/sdk/objsync.hpp"
#include "plugins/snowflake/check.h"
#include "plugins/snowflake/crawl.h"
#include "plugins/snowflake/settings.h"

namespace objsync::snowflake {

namespace {

struct Snowflake {
    static const objsync_description& describe() { return description(); }
    static void check(sdk::Host& host, const sdk::Job& job) { snowflake::check(host, job); }
    static void crawl(sdk::Host& host, const sdk::Job& job) { snowflake::crawl(host, job); }
    static void lookup(sdk::Host& host, const sdk::Job& job) { snowflake::lookup(host, job); }
};

} // namespace

} // namespace objsync::snowflake

OBJSYNC_PLUGIN(objsync::snowflake::Snowflake)
