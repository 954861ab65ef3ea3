#include "daemon/control/settings.h"

namespace objsync::control {

namespace {

// null stands for "inherit".
void write_own(json::Writer& w, std::string_view name, bool inherits, bool value) {
    w.key(name);
    if (inherits) {
        w.null();
    } else {
        w.boolean(value);
    }
}

} // namespace

void write_overrides(json::Writer& w, store::Own own, store::Origin origin,
                     store::ActivateNew activate_new, const store::Owners* owners) {
    w.begin_object();
    write_own(w, "isActive", own == store::Own::inherit, own == store::Own::active);
    write_own(w, "activateNewChildren", activate_new == store::ActivateNew::inherit,
              activate_new == store::ActivateNew::on);
    if (own != store::Own::inherit)
        w.field("origin", origin == store::Origin::user ? "user" : "discovery");
    if (owners != nullptr) {
        w.texts("dataOwners", owners->data_owners);
        w.texts("infrastructureAdmins", owners->infrastructure_admins);
    }
    w.end_object();
}

void write_overrides(json::Writer& w, const store::OwnSettings& settings) {
    write_overrides(w, settings.own, settings.origin, settings.activate_new, &settings.owners);
}

std::string settings_json(const store::OwnSettings& settings) {
    json::Writer w;
    write_overrides(w, settings);
    return w.take();
}

void set_tag(Response& response, const store::OwnSettings& settings) {
    response.headers.emplace_back("ETag", '"' + store::settings_tag(settings) + '"');
}

} // namespace objsync::control
