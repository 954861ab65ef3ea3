// SHOW GRANTS.
// https://docs.snowflake.com/en/sql-reference/sql/show-grants
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/list_stream.h"
#include "tests/snowflake/sql/show_lists.h"
#include "tests/snowflake/sql/show_scope.h"
#include "tests/snowflake/sql/walk.h"

namespace fake_snowflake::sql {

namespace {

Value text(const std::string& value) {
    return of(std::string_view(value));
}

SqlError missing(const std::string& kind, const std::string& name) {
    return {
        "02000", 2003,
        "SQL compilation error:\n" + kind + " '" + name + "' does not exist or not authorized."};
}

// Rows of privileges on things.
class Privileges {
public:
    explicit Privileges(Query& query)
        : query_(query),
          rows_(std::make_unique<ListStream>(
              list_columns(query, {"created_on", "privilege", "granted_on", "name", "granted_to",
                                   "grantee_name", "grant_option", "granted_by"}))) {}

    void add(Time created, const std::string& privilege, const std::string& on,
             const std::string& name, const std::string& role) {
        const size_t most = query_.environment.settings.show_rows;
        if (rows_->size() == most) throw too_many_rows(most);
        const bool of_database = role.find('.') != std::string::npos;
        rows_->add({of(created), text(privilege), text(on), text(name),
                    text(of_database ? "DATABASE_ROLE" : "ROLE"), text(role),
                    true_false(privilege == "OWNERSHIP"), text("")});
    }
    // Those of one role, or of all: "".
    void add(Time created, const Grants& grants, const std::string& on, const std::string& name,
             const std::string& role) {
        for (const auto& [grantee, privileges] : grants) {
            if (!role.empty() && grantee != role) continue;
            for (const std::string& privilege : privileges)
                add(created, privilege == "IMPORTED PRIVILEGES" ? "USAGE" : privilege, on, name,
                    grantee);
        }
    }
    void add(const Row& row, const std::string& role) {
        const Database& database = *row.database;
        if (row.object) {
            const std::string& kind = plural(*row.object);
            const std::string on = kind.substr(0, kind.size() - 1);
            const std::string name = Path{database.name, row.schema->name, row.object->name}.text();
            add(row.object->created, row.object->grants, on, name, role);
            for (const GrantsOnAll* on_all :
                 {&row.schema->grants_on_all, &database.grants_on_all}) {
                const auto it = on_all->find(kind);
                if (it != on_all->end()) add(row.object->created, it->second, on, name, role);
            }
        } else if (row.schema) {
            const std::string name = Path{database.name, row.schema->name}.text();
            add(row.schema->created, row.schema->grants, "SCHEMA", name, role);
            const auto it = database.grants_on_all.find("SCHEMAS");
            if (it != database.grants_on_all.end() && !row.schema->owner.empty())
                add(row.schema->created, it->second, "SCHEMA", name, role);
        } else {
            add(database.created, database.grants, "DATABASE", Path{database.name}.text(), role);
        }
    }
    StreamPtr finish() { return std::move(rows_); }

private:
    Query& query_;
    std::unique_ptr<ListStream> rows_;
};

StreamPtr to_role(Query& query, const std::string& role) {
    const State& state = query.state();
    const auto it = state.roles.find(role);
    if (it == state.roles.end()) throw missing("Role", role);
    Privileges privileges(query);
    for (const std::string& privilege : it->second.privileges)
        privileges.add(it->second.created, privilege, "ACCOUNT", query.environment.settings.locator,
                       role);
    for (const std::string& held : it->second.holds)
        privileges.add(it->second.created, "USAGE", "ROLE", held, role);
    for (const auto& [name, house] : state.warehouses)
        privileges.add(house.created, house.grants, "WAREHOUSE", name, role);
    for (const Level level : {Level::database, Level::schema, Level::object}) {
        Walk walk(state, {.level = level, .ordered = 4});
        while (walk.next()) {
            if (!walk.row().database->dead_share) privileges.add(walk.row(), role);
        }
    }
    return privileges.finish();
}

StreamPtr on_thing(Query& query, const Show& show) {
    const Environment& environment = query.environment;
    const State& state = query.state();
    const Access& access = query.access(state, Honours::manage_grants);
    Privileges privileges(query);
    if (show.in == "ACCOUNT") {
        for (const auto& [name, role] : state.roles) {
            for (const std::string& privilege : role.privileges)
                privileges.add(role.created, privilege, "ACCOUNT", environment.settings.locator,
                               name);
        }
        return privileges.finish();
    }
    const std::string last = environment.resolve(show.scope.back());
    if (show.in == "WAREHOUSE") {
        const auto it = state.warehouses.find(last);
        if (it == state.warehouses.end() || !access.sees(it->second))
            throw missing("Warehouse", last);
        privileges.add(it->second.created, it->second.grants, "WAREHOUSE", last, "");
    } else if (show.in == "DATABASE") {
        const auto it = state.databases.find(last);
        if (it == state.databases.end() || !access.sees(*it->second)) throw no_database(last);
        privileges.add({.database = &*it->second}, "");
    } else if (show.in == "SCHEMA") {
        const std::string first =
            show.scope.size() > 1 ? environment.resolve(show.scope[0]) : environment.database;
        const auto it = state.databases.find(first);
        if (it == state.databases.end() || !access.sees(*it->second)) throw no_database(first);
        const auto schema = it->second->schemas.find(last);
        if (schema == it->second->schemas.end() || !access.sees(*it->second, *schema->second))
            throw no_schema(first + "." + last);
        privileges.add({.database = &*it->second, .schema = &*schema->second}, "");
    } else {
        const Found found =
            find_object(query, show.scope, access, show.in == "VIEW" ? "View" : "Table");
        privileges.add({found.database, found.schema, found.object.get()}, "");
    }
    return privileges.finish();
}

// Roles that a user has, or that a role is given to.
StreamPtr roles_given(Query& query, const std::string& user, const std::string& role) {
    auto rows = std::make_unique<ListStream>(
        list_columns(query, {"created_on", "role", "granted_to", "grantee_name", "granted_by"}));
    const State& state = query.state();
    const auto add = [&](const std::string& given, const std::string& to, const std::string& name) {
        const auto it = state.roles.find(given);
        const Time created = it == state.roles.end() ? Time{} : it->second.created;
        rows->add({of(created), text(given), text(to), text(name), text("")});
    };
    for (const auto& [name, one] : state.users) {
        for (const std::string& given : one.roles) {
            if ((user.empty() || name == user) && (role.empty() || given == role))
                add(given, "USER", name);
        }
    }
    if (role.empty()) return rows;
    for (const auto& [name, one] : state.roles) {
        if (one.holds.contains(role)) add(role, "ROLE", name);
    }
    return rows;
}

} // namespace

StreamPtr show_grants(Query& query, const Show& show) {
    const Environment& environment = query.environment;
    if (show.relation == "ON") return on_thing(query, show);
    if (show.relation.empty()) return roles_given(query, environment.user, "");
    std::string name;
    for (const Identifier& part : show.scope)
        name += (name.empty() ? "" : ".") + environment.resolve(part);
    if (show.in == "USER") {
        if (!query.state().users.contains(name)) throw missing("User", name);
        return roles_given(query, name, "");
    }
    if (!query.state().roles.contains(name)) throw missing("Role", name);
    return show.relation == "TO" ? to_role(query, name) : roles_given(query, "", name);
}

} // namespace fake_snowflake::sql
