// Crawls a metastore of Databricks Unity Catalog, or an open Unity Catalog server, over REST.
#include "plugins/databricks/check.h"
#include "plugins/databricks/crawl.h"
#include "plugins/databricks/settings.h"
#include "plugins/sdk/objsync.hpp"

namespace objsync::databricks {

namespace {

struct Databricks {
    static const objsync_description& describe() { return description(); }
    static void check(sdk::Host& host, const sdk::Job& job) { databricks::check(host, job); }
    static void crawl(sdk::Host& host, const sdk::Job& job) { Crawl(host, job).run(); }
    static void lookup(sdk::Host& host, const sdk::Job& job) { databricks::lookup(host, job); }
};

} // namespace

} // namespace objsync::databricks

OBJSYNC_PLUGIN(objsync::databricks::Databricks)
