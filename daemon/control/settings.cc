#include "daemon/control/settings.h"

#include <algorithm>

namespace objsync::control {

namespace {

constexpr size_t kMaxPrincipals = 1000;
constexpr size_t kMaxPrincipal = 256; // bytes

[[noreturn]] void invalid(const std::string& detail, const std::string& what_to_do) {
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken", detail, what_to_do);
}

const json::Value* member(const json::Value& object, std::string_view name) {
    const auto& members = object.members();
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const auto& one) { return one.first == name; });
    return found == members.end() ? nullptr : &found->second;
}

std::optional<std::vector<std::string>> principals_in(const json::Value& settings,
                                                      std::string_view name) {
    const json::Value* list = member(settings, name);
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> principals;
    for (const json::Value& item : list->items())
        principals.push_back(item.text());
    const std::string where = '"' + std::string(name) + '"';
    if (principals.size() > kMaxPrincipals)
        invalid(where + " has more than " + std::to_string(kMaxPrincipals) + " principals",
                "a group is one principal: name it in a [[caller]] section");
    for (const std::string& principal : principals) {
        const bool control = std::any_of(principal.begin(), principal.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        });
        if (principal.empty() || principal.size() > kMaxPrincipal || control)
            invalid(where + " holds what is no principal",
                    "a principal is the name of a [[caller]] section or of a token, at most " +
                        std::to_string(kMaxPrincipal) + " bytes");
    }
    return principals;
}

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

store::SettingsChange settings_change(const json::Value& settings) {
    store::SettingsChange change;
    if (const json::Value* active = member(settings, "isActive")) {
        change.own = active->is_null()   ? store::Own::inherit
                     : active->boolean() ? store::Own::active
                                         : store::Own::inactive;
    }
    if (const json::Value* activate = member(settings, "activateNewChildren")) {
        change.activate_new = activate->is_null()   ? store::ActivateNew::inherit
                              : activate->boolean() ? store::ActivateNew::on
                                                    : store::ActivateNew::off;
    }
    change.data_owners = principals_in(settings, "dataOwners");
    change.infrastructure_admins = principals_in(settings, "infrastructureAdmins");
    return change;
}

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
