// A crawl: catalogs, then their schemas, then what these hold, by several threads at once.
#pragma once

#include <string>

#include "plugins/databricks/pool.h"
#include "plugins/databricks/session.h"
#include "plugins/databricks/uc/lister.h"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"

namespace objsync::databricks {

class Crawl {
public:
    Crawl(sdk::Host& host, const sdk::Job& job);
    void run();

private:
    void target(Lister& lister, const sdk::Path& path);
    void work_off();

    sdk::Host& host_;
    const sdk::Job& job_;
    Session session_;
    View view_;
    Pool<Container> pool_;
};

// Looks each target up.
void lookup(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::databricks
