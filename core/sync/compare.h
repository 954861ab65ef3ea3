// What changed between a stored object and a listed one. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/model/object.h"

namespace objsync::sync {

struct Comparison {
    Object merged;               // the stored object with what the listing knows
    std::vector<Change> changes; // of the fields that events tell
};

// Absent in the listing: the stored value is kept. Absent in the store: a change without `old`.
// Volatile parts are merged and never a change. Name and namespace are not compared.
[[nodiscard]] Comparison compare(const Object& stored, const Object& listed);

} // namespace objsync::sync
