// The scope that a Lister is at. Internal to uc/.
#pragma once

#include <string>

#include "plugins/databricks/uc/lister.h"
#include "plugins/databricks/uc/seen.h"

namespace objsync::databricks {

struct Lister::Listing {
    Listing(sdk::Scope& s, sdk::Path p) : scope(s), seen(s), path(std::move(p)) {}

    sdk::Scope& scope;
    Seen seen;
    sdk::Path path;
    std::string doubt; // why the listing is not whole, though it came to its end

    void doubts(const std::string& why) {
        if (doubt.empty()) doubt = why;
    }
};

} // namespace objsync::databricks
