// What was set at one object itself, as answers, the audit log and ETags have it; and a request to
// set something else. Rules as in query.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/store/access.h"
#include "core/store/query.h"

namespace objsync::store {

struct OwnSettings {
    Own own = Own::inherit;
    Origin origin = Origin::discovery;
    ActivateNew activate_new = ActivateNew::inherit;
    Owners owners; // of this object alone; what is above adds its own

    bool operator==(const OwnSettings&) const = default;
};

// Absent: stays as it is.
struct SettingsChange {
    std::optional<Own> own;
    std::optional<ActivateNew> activate_new;
    std::optional<std::vector<std::string>> data_owners, infrastructure_admins;

    [[nodiscard]] bool empty() const {
        return !own && !activate_new && !data_owners && !infrastructure_admins;
    }
};

[[nodiscard]] OwnSettings own_settings(OwnerQuery& owners, const query::ObjectRow& object);
// As they would be after the change. Principals sorted and once each, as they are kept.
[[nodiscard]] OwnSettings with_change(OwnSettings settings, const SettingsChange& change);

// Opaque; another one whenever any of them differs.
[[nodiscard]] std::string settings_tag(const OwnSettings& settings);

} // namespace objsync::store
