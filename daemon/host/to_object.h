// A plugin's object as objsync::Object, with the limits of plugin.h applied. The slow way, for
// objects with strings above the limit; the bytes of all others are made by ObjectEncoder.
#pragma once

#include <objsync/plugin.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/model/object.h"

namespace objsync::host {

// Which parts of an object are taken.
enum : unsigned {
    kBase = 1, // all that is no facet
    kColumns = 2,
    kTags = 4,
    kDefinition = 8,
    kAll = kBase | kColumns | kTags | kDefinition,
};

// Above 1 MiB: the beginning, and the length and hash of the whole.
[[nodiscard]] std::string cut_text(std::string_view text);

// Name and namespace are left empty. A facet above a limit is absent, and `warnings` says so.
// Throws Refused.
[[nodiscard]] Object to_object(const objsync_object& object, unsigned parts,
                               std::vector<std::string>& warnings);

} // namespace objsync::host
