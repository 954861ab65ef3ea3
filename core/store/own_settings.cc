#include "core/store/own_settings.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "core/model/codec.h"

namespace objsync::store {

namespace {

std::vector<std::string> as_kept(std::vector<std::string> principals) {
    std::sort(principals.begin(), principals.end());
    principals.erase(std::unique(principals.begin(), principals.end()), principals.end());
    return principals;
}

} // namespace

OwnSettings own_settings(OwnerQuery& owners, const query::ObjectRow& object) {
    return {object.own, object.origin, object.activate_new, owners.owners(object.oid)};
}

OwnSettings with_change(OwnSettings settings, const SettingsChange& change) {
    if (change.own) {
        settings.own = *change.own;
        settings.origin = Origin::user;
    }
    if (change.activate_new) settings.activate_new = *change.activate_new;
    if (change.data_owners) settings.owners.data_owners = as_kept(*change.data_owners);
    if (change.infrastructure_admins)
        settings.owners.infrastructure_admins = as_kept(*change.infrastructure_admins);
    return settings;
}

std::string settings_tag(const OwnSettings& settings) {
    std::string text;
    ByteWriter w(text);
    w.u8(static_cast<uint8_t>(settings.own));
    w.u8(static_cast<uint8_t>(settings.origin));
    w.u8(static_cast<uint8_t>(settings.activate_new));
    for (const auto* principals :
         {&settings.owners.data_owners, &settings.owners.infrastructure_admins}) {
        w.varint(principals->size());
        for (const std::string& principal : *principals)
            w.str(principal);
    }
    return std::to_string(fingerprint(text));
}

} // namespace objsync::store
