// Listings and facet passes that are under way in a run.
#pragma once

#include <cstdint>
#include <string>

#include "core/model/path.h"
#include "core/sync/seen.h"
#include "core/sync/status.h"
#include "core/wire/messages.h"

namespace objsync::sync {

// A listing that is under way.
struct OpenScope {
    Path path;
    Path stored_path;      // what events say: differs below a container that waits for its rename
    int64_t container = 0; // 0: not known yet; made when the first child proves that it exists
    int64_t begun_ms = 0;
    int64_t objects = 0;
    uint64_t settings_version = 0, places_version = 0;
    Inherited inherited;
    bool was_empty = false;  // nothing stood in the container when its first child came
    std::string trouble;     // why it cannot be complete
    bool again = false;      // the trouble is gone when it is listed again
    bool superseded = false; // a later-begun listing of this container has ended
    bool keep_all = false;
    OidSet kept;
};

struct OpenFacet {
    wire::Facet facet = wire::Facet::tags;
    Path path;
    int64_t objects = 0;
    OidSet named;
};

struct ScopeFailure {
    Path path;
    wire::ErrorInfo error;
};

} // namespace objsync::sync
