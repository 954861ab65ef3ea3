// A crawl: catalogs, then their schemas, then what these hold, by several threads at once.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

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
    void list_later(Container found);
    void work_off();
    void read_tags();

    sdk::Host& host_;
    const sdk::Job& job_;
    Session session_;
    Assignments assignments_;
    View view_;
    Pool<Container> pool_;

    std::mutex mutex_;                                    // while the pool runs
    std::map<size_t, std::vector<std::string>> catalogs_; // that are listed, by workspace
    std::vector<std::pair<size_t, sdk::Path>> schemas_;   // the same of schemas that are targets
};

// Looks each target up.
void lookup(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::databricks
