// What the removal of a connection would end. Rules as in query.h.
#pragma once

#include <cstdint>
#include <string>

#include "core/store/query.h"

namespace objsync::store::query {

struct RemovalCount {
    int64_t objects = 0, sources = 0; // its root is one of the objects
};

// Reads every object of the store: a second or two for a million.
[[nodiscard]] RemovalCount count_removal(Database& db, const ConnectionRow& connection);

// Another one when the presence, parent or settings of anything in the connection have changed:
// what was previewed is not what would go. Costs a look.
[[nodiscard]] std::string removal_token(Database& db, const std::string& epoch, int64_t connection,
                                        int64_t root);

} // namespace objsync::store::query
