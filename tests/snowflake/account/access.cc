#include "tests/snowflake/account/access.h"

#include <algorithm>

namespace fake_snowflake {

namespace {

const std::string kImported = "IMPORTED PRIVILEGES";
const std::set<std::string> kUses = {"USAGE", "OWNERSHIP", kImported};
// SELECT on a dynamic table is not enough to see it in a list.
// https://docs.snowflake.com/en/user-guide/dynamic-tables-privileges
const std::set<std::string> kSeesDynamic = {"MONITOR", "OPERATE", "OWNERSHIP"};

} // namespace

std::set<std::string> roles_of(const State& state, const std::string& role) {
    std::set<std::string> result;
    std::vector<std::string> open = {role, "PUBLIC"};
    while (!open.empty()) {
        const std::string name = std::move(open.back());
        open.pop_back();
        const auto it = state.roles.find(name);
        if (it == state.roles.end() || !result.insert(name).second) continue;
        open.insert(open.end(), it->second.holds.begin(), it->second.holds.end());
    }
    return result;
}

Access::Access(const State& state, const std::string& role, Honours honours)
    : state_(state), roles_(roles_of(state, role)) {
    all_ = honours == Honours::manage_grants && has("MANAGE GRANTS");
}

bool Access::has(const std::string& privilege) const {
    return std::any_of(roles_.begin(), roles_.end(), [&](const std::string& role) {
        return state_.roles.at(role).privileges.contains(privilege);
    });
}

bool Access::any(const Grants& grants) const {
    return std::any_of(grants.begin(), grants.end(), [&](const auto& grant) {
        return !grant.second.empty() && roles_.contains(grant.first);
    });
}

bool Access::any_of(const Grants& grants, const std::set<std::string>& privileges) const {
    return std::any_of(grants.begin(), grants.end(), [&](const auto& grant) {
        return roles_.contains(grant.first) &&
               std::any_of(grant.second.begin(), grant.second.end(),
                           [&](const auto& held) { return privileges.contains(held); });
    });
}

bool Access::sees(const Database& database) const {
    return all_ || any(database.grants);
}

bool Access::sees(const Database& database, const Schema& schema) const {
    if (all_) return true;
    if (!sees(database)) return false;
    if (schema.owner.empty() || any(schema.grants) || any_of(database.grants, {kImported}))
        return true;
    const auto on_all = database.grants_on_all.find("SCHEMAS");
    return on_all != database.grants_on_all.end() && any(on_all->second);
}

bool Access::sees(const Database& database, const Schema& schema, const Object& object) const {
    if (all_) return true;
    if (!sees(database, schema)) return false;
    if (object.owner.empty() || any_of(database.grants, {kImported})) return true;
    const auto enough = [&](const Grants& grants) {
        return object.dynamic ? any_of(grants, kSeesDynamic) : any(grants);
    };
    if (enough(object.grants)) return true;
    for (const GrantsOnAll* on_all : {&schema.grants_on_all, &database.grants_on_all}) {
        const auto it = on_all->find(plural(object));
        if (it != on_all->end() && enough(it->second)) return true;
    }
    return false;
}

bool Access::sees(const Warehouse& warehouse) const {
    return all_ || any(warehouse.grants);
}

bool Access::uses(const Database& database) const {
    return any_of(database.grants, kUses);
}

bool Access::uses(const Warehouse& warehouse) const {
    return any_of(warehouse.grants, {"USAGE", "OWNERSHIP"});
}

bool Access::owns(const Object& object) const {
    return !object.owner.empty() && roles_.contains(object.owner);
}

} // namespace fake_snowflake
