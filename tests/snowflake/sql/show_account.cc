// SHOW ROLES, WAREHOUSES and PARAMETERS.
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/list_stream.h"
#include "tests/snowflake/sql/nodes.h"
#include "tests/snowflake/sql/parameters.h"
#include "tests/snowflake/sql/show_lists.h"

namespace fake_snowflake::sql {

namespace {

bool passes(const Show& show, const std::string& name) {
    if (show.like && !matches(name, *show.like, '\\', true)) return false;
    if (show.starts_with && !name.starts_with(*show.starts_with)) return false;
    return !show.from || name > *show.from;
}

Value text(const std::string& value) {
    return of(std::string_view(value));
}

} // namespace

std::vector<StreamColumn> list_columns(const Query& query,
                                       std::initializer_list<const char*> names) {
    std::vector<StreamColumn> result;
    for (const std::string name : names) {
        const Type type =
            name.ends_with("_on") && name != "granted_on" ? Type::timestamp_ltz : Type::text;
        result.push_back({query.environment.ignore_quotes ? upper(name) : name, type});
    }
    return result;
}

// https://docs.snowflake.com/en/sql-reference/sql/show-roles
StreamPtr show_roles(Query& query, const Show& show) {
    auto rows = std::make_unique<ListStream>(list_columns(
        query, {"created_on", "name", "is_default", "is_current", "is_inherited",
                "assigned_to_users", "granted_to_roles", "granted_roles", "owner", "comment"}));
    const State& state = query.state();
    for (const auto& [name, role] : state.roles) {
        if (name.find('.') != std::string::npos || !passes(show, name)) continue;
        if (show.limit && rows->size() == *show.limit) break;
        int64_t users = 0;
        int64_t holders = 0;
        for (const auto& [user_name, user] : state.users)
            users += user.roles.contains(name) ? 1 : 0;
        for (const auto& [other, holder] : state.roles)
            holders += holder.holds.contains(name) ? 1 : 0;
        const std::string& fallback = state.users.at(query.environment.user).default_role;
        rows->add({of(role.created), text(name), y_n(name == fallback),
                   y_n(name == query.environment.role),
                   y_n(name != query.environment.role && query.environment.roles.contains(name)),
                   text(std::to_string(users)), text(std::to_string(holders)),
                   text(std::to_string(role.holds.size())), text(role.owner),
                   text_or_empty(role.comment)});
    }
    return rows;
}

// https://docs.snowflake.com/en/sql-reference/sql/show-warehouses
StreamPtr show_warehouses(Query& query, const Show& show) {
    auto rows = std::make_unique<ListStream>(list_columns(query, {"name",
                                                                  "state",
                                                                  "type",
                                                                  "size",
                                                                  "min_cluster_count",
                                                                  "max_cluster_count",
                                                                  "started_clusters",
                                                                  "running",
                                                                  "queued",
                                                                  "is_default",
                                                                  "is_current",
                                                                  "auto_suspend",
                                                                  "auto_resume",
                                                                  "available",
                                                                  "created_on",
                                                                  "resumed_on",
                                                                  "updated_on",
                                                                  "owner",
                                                                  "comment",
                                                                  "enable_query_acceleration",
                                                                  "owner_role_type"}));
    const Access& access = query.access(query.state(), Honours::manage_grants);
    for (const auto& [name, house] : query.state().warehouses) {
        if (!access.sees(house) || !passes(show, name)) continue;
        if (show.limit && rows->size() == *show.limit) break;
        const std::string& fallback =
            query.state().users.at(query.environment.user).default_warehouse;
        rows->add({text(name),
                   text(house.suspended ? "SUSPENDED" : "STARTED"),
                   text("STANDARD"),
                   text("X-Small"),
                   text("1"),
                   text("1"),
                   text(house.suspended ? "0" : "1"),
                   text("0"),
                   text("0"),
                   y_n(name == fallback),
                   y_n(name == query.environment.warehouse),
                   text("600"),
                   true_false(house.auto_resume),
                   text(house.suspended ? "" : "100"),
                   of(house.created),
                   of(house.created),
                   of(house.created),
                   text(house.owner),
                   text_or_empty(house.comment),
                   text("false"),
                   text("ROLE")});
    }
    return rows;
}

// https://docs.snowflake.com/en/sql-reference/sql/show-parameters
StreamPtr show_parameters(Query& query, const Show& show) {
    if (!show.in.empty() && show.in != "SESSION") throw not_faked("SHOW PARAMETERS IN " + show.in);
    auto rows = std::make_unique<ListStream>(
        list_columns(query, {"key", "value", "default", "level", "description", "type"}));
    for (const auto& parameter : SessionParameters::all()) {
        if (!passes(show, parameter.name)) continue;
        const auto set = query.environment.session_parameters.find(parameter.name);
        const bool is_set = set != query.environment.session_parameters.end();
        rows->add({text(parameter.name), text(is_set ? set->second : parameter.initial),
                   text(parameter.initial), text(is_set ? "SESSION" : ""), text(""),
                   text(parameter.type)});
    }
    return rows;
}

} // namespace fake_snowflake::sql
