// The part of Account's shaping that is about who may do what.
#include <stdexcept>

#include "tests/snowflake/account/account.h"

namespace fake_snowflake {

namespace {

template <typename Part>
Part& find(std::map<std::string, Part>& parts, const std::string& name) {
    const auto it = parts.find(name);
    if (it == parts.end()) throw std::invalid_argument("the account has no " + name);
    return it->second;
}

void put(Grants& grants, const std::string& role, const std::string& privilege, bool granted) {
    if (granted) {
        grants[role].insert(privilege);
        return;
    }
    const auto it = grants.find(role);
    if (it == grants.end() || it->second.erase(privilege) == 0)
        throw std::invalid_argument(role + " does not hold " + privilege);
    if (it->second.empty()) grants.erase(it);
}

void put(State& state, const std::string& role, const std::string& privilege, const Path& on,
         bool granted) {
    Role& grantee = find(state.roles, role);
    if (on.database.empty()) {
        if (granted) {
            grantee.privileges.insert(privilege);
        } else {
            grantee.privileges.erase(privilege);
        }
    } else if (on.schema.empty()) {
        put(state.edit_database(on).grants, role, privilege, granted);
    } else if (on.object.empty()) {
        put(state.edit_schema(on).grants, role, privilege, granted);
    } else {
        state.edit(on, [&](Object& object) { put(object.grants, role, privilege, granted); });
    }
}

void put_on_all(State& state, const std::string& role, const std::string& privilege,
                const std::string& plural, const Path& in, bool granted) {
    find(state.roles, role);
    GrantsOnAll& grants = in.schema.empty() ? state.edit_database(in).grants_on_all
                                            : state.edit_schema(in).grants_on_all;
    put(grants[plural], role, privilege, granted);
}

} // namespace

void Account::create_role(const std::string& name, const std::set<std::string>& holds) {
    change([name, holds](State& s, Time at) {
        Role role{name};
        role.holds = holds;
        role.created = at;
        s.roles.insert_or_assign(name, role);
    });
}

void Account::grant_role(const std::string& role, const std::string& to) {
    change([role, to](State& s, Time) {
        find(s.roles, role);
        if (const auto user = s.users.find(to); user != s.users.end()) {
            user->second.roles.insert(role);
        } else {
            find(s.roles, to).holds.insert(role);
        }
    });
}

void Account::revoke_role(const std::string& role, const std::string& from) {
    change([role, from](State& s, Time) {
        if (const auto user = s.users.find(from); user != s.users.end()) {
            user->second.roles.erase(role);
        } else {
            find(s.roles, from).holds.erase(role);
        }
    });
}

void Account::grant(const std::string& role, const std::string& privilege, const Path& on) {
    change([=](State& s, Time) { put(s, role, privilege, on, true); });
}

void Account::revoke(const std::string& role, const std::string& privilege, const Path& on) {
    change([=](State& s, Time) { put(s, role, privilege, on, false); });
}

void Account::grant_on_all(const std::string& role, const std::string& privilege,
                           const std::string& plural, const Path& in) {
    change([=](State& s, Time) { put_on_all(s, role, privilege, plural, in, true); });
}

void Account::revoke_on_all(const std::string& role, const std::string& privilege,
                            const std::string& plural, const Path& in) {
    change([=](State& s, Time) { put_on_all(s, role, privilege, plural, in, false); });
}

void Account::create_user(User user) {
    change([user = std::move(user)](State& s, Time) { s.users.insert_or_assign(user.name, user); });
}

void Account::edit_user(const std::string& name, const std::function<void(User&)>& change_it) {
    change([name, change_it](State& s, Time) { change_it(find(s.users, name)); });
}

void Account::create_warehouse(Warehouse warehouse) {
    change([warehouse = std::move(warehouse)](State& s, Time at) {
        Warehouse made = warehouse;
        made.created = at;
        made.grants[made.owner].insert("OWNERSHIP");
        s.warehouses.insert_or_assign(made.name, made);
    });
}

void Account::edit_warehouse(const std::string& name,
                             const std::function<void(Warehouse&)>& change_it) {
    change([name, change_it](State& s, Time) { change_it(find(s.warehouses, name)); });
}

void Account::grant_warehouse(const std::string& role, const std::string& name,
                              const std::string& privilege) {
    change([=](State& s, Time) {
        find(s.roles, role);
        find(s.warehouses, name).grants[role].insert(privilege);
    });
}

} // namespace fake_snowflake
