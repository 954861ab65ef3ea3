// The workspaces of one connection, and who it is there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/databricks/http/client.h"
#include "plugins/databricks/rest/api.h"
#include "plugins/databricks/rest/masks.h"
#include "plugins/databricks/settings.h"
#include "plugins/sdk/end.hpp"
#include "plugins/sdk/error.hpp"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"

namespace objsync::databricks {

inline constexpr const char* kCatalogApi = "/api/2.1/unity-catalog/";

struct Workspace {
    std::unique_ptr<Api> api;
    std::string metastore_id;          // empty: the server does not tell
    std::string principal;             // empty: it does not tell
    std::optional<sdk::Error> trouble; // why it cannot be asked, never of the first

    // Throws `trouble`.
    void require() const {
        if (trouble) throw *trouble;
    }
};

class Session {
public:
    // Asks every workspace for its metastore and its principal. Throws sdk::Error where the first
    // cannot be asked, or where they are not of one metastore.
    Session(sdk::Host& host, const sdk::Job& job);

    Settings settings;
    std::vector<Workspace> workspaces;

    // That long, or until the crawl is cancelled.
    void wait(Millis time) { client_.wait(time); }

    [[nodiscard]] std::string identity() const;
    // Of the list of catalogs, to which every workspace adds.
    [[nodiscard]] sdk::Basis basis() const;
    // Of what lies in a catalog that is seen through this workspace.
    [[nodiscard]] sdk::Basis basis(size_t workspace) const;

private:
    void sign_in(size_t workspace);
    [[nodiscard]] std::string view(size_t workspace) const;

    Masks masks_;
    Client client_;
};

} // namespace objsync::databricks
