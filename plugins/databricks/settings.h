// The options of a connection, checked.
#pragma once

#include <objsync/plugin.h>

#include <string>
#include <vector>

#include "plugins/databricks/auth/sign_in.h"
#include "plugins/databricks/http/client.h"
#include "plugins/databricks/rest/sender.h"
#include "plugins/sdk/job.hpp"

namespace objsync::databricks {

[[nodiscard]] const objsync_description& description();

struct WorkspaceSettings {
    std::string base; // URL
    SignInSettings sign_in;
    std::string warehouse; // id; empty: none
};

struct Settings {
    explicit Settings(const sdk::Options& options);

    std::vector<WorkspaceSettings> workspaces; // at least one
    ClientSettings client;
    SenderSettings pace;
    bool tag_assignments; // where no warehouse is given
    bool properties;
    bool volumes, functions, models;
    bool system_catalog, information_schema, hive_metastore;

    // Does any workspace read tags in bulk? Then no object's tags are asked for alone.
    [[nodiscard]] bool has_warehouse() const;
    // What is listed at all: a change of it is another view of the source.
    [[nodiscard]] std::string scope_text() const;
};

} // namespace objsync::databricks
