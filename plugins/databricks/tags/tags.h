// Tags in bulk, through a SQL warehouse.
#pragma once

#include <string>
#include <vector>

#include "plugins/databricks/session.h"
#include "plugins/databricks/tags/statement.h"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/path.hpp"

namespace objsync::databricks {

class TagPass {
public:
    TagPass(sdk::Host& host, Session& session, size_t workspace)
        : host_(host), session_(session), workspace_(workspace) {}

    // One facet pass for each of these catalogs, which this crawl has listed through the workspace.
    // Others are left alone: a workspace shows no tags of catalogs that are bound elsewhere. What
    // goes wrong ends the passes that it concerns, not the crawl.
    void catalogs(const std::vector<std::string>& names);
    // The same for one schema.
    void schema(const sdk::Path& path);

private:
    class Join;
    // Of the container and all below; the connection: of all catalogs.
    [[nodiscard]] Result read(const sdk::Path& container, Join& join);
    // Where that is too large for one answer.
    void read_by_schema(const sdk::Path& catalog, Join& join);

    sdk::Host& host_;
    Session& session_;
    size_t workspace_;
};

// The statement that a pass runs: (catalog, schema, table, column, name, value), the objects in
// order. `level`: how many names are given as :catalog and :schema.
[[nodiscard]] std::string tags_sql(size_t level);

} // namespace objsync::databricks
