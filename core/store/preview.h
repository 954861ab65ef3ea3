// What a setting would change, as a read; and a fingerprint of all that the answer rests on, so
// that it can be applied only while it still holds. Rules as in query.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/store/own_settings.h"

namespace objsync::store::query {

struct Preview {
    struct Counts {
        int64_t activated = 0, deactivated = 0;
    };
    struct Sample {
        int64_t oid = 0;
        Path path;
        std::string kind; // empty: not known
        bool active = false;
    };
    std::map<std::string, Counts> kinds; // data sources whose announced status would change
    int64_t accepted = 0;                // own settings of discovery that would be given up
    std::vector<Sample> sample;          // the first of those that would change
};

// Reads every object below that inherits: a second or two for a million.
[[nodiscard]] Preview preview(Database& db, TreeQuery& tree, const ObjectRow& top,
                              const SettingsChange& change, size_t sample);

// Another one when the presence, parent or settings of the object or of anything below it have
// changed, or what it inherits; and for another change, so that one preview's token does not do for
// another setting. Costs the way up, whatever lies below.
[[nodiscard]] std::string state_token(Database& db, TreeQuery& tree, const ObjectRow& top,
                                      const std::string& epoch, const SettingsChange& change);

} // namespace objsync::store::query
