// The tags of a subtree in bulk, through a SQL warehouse.
#pragma once

#include "plugins/databricks/uc/lister.h"
#include "plugins/sdk/path.hpp"

namespace objsync::databricks {

// A facet pass over `container`: everything, a catalog or a schema. What goes wrong ends the pass,
// not the crawl.
void pass_tags(const View& view, const sdk::Path& container);

// The statement that pass_tags runs: (catalog, schema, table, column, name, value), the objects in
// order. `level`: how many names are given as :catalog and :schema.
[[nodiscard]] std::string tags_sql(size_t level);

} // namespace objsync::databricks
