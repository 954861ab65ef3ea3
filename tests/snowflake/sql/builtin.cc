#include "tests/snowflake/sql/builtin.h"

#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

DataType type_of(Type type) {
    switch (type) {
        case Type::integer:
            return parse_type("NUMBER(38,0)");
        case Type::timestamp_ltz:
            return parse_type("TIMESTAMP_LTZ(3)");
        default:
            return parse_type("VARCHAR(16777216)");
    }
}

// The views of Snowflake are views in their schemas like others.
void add_views(Schema& schema, const std::vector<View>& views, const std::string& owner,
               int64_t first_id, Time now) {
    for (const View& view : views) {
        std::vector<Column> columns;
        for (const ViewColumn& column : view.columns)
            columns.push_back({column.name, type_of(column.type)});
        Object object = fake_snowflake::view({}, std::move(columns));
        object.id = first_id++;
        object.name = view.name;
        object.created = object.last_ddl = object.last_altered = now;
        object.owned_by(owner);
        schema.put(std::move(object));
    }
}

void add_roles(State& state, Time now) {
    const auto add = [&](const std::string& name, const std::set<std::string>& holds) {
        state.roles[name] = {name, holds, {}, "", {}, now};
    };
    add("PUBLIC", {});
    add("SYSADMIN", {});
    add("USERADMIN", {});
    add("SECURITYADMIN", {"USERADMIN"});
    add("ACCOUNTADMIN", {"SECURITYADMIN", "SYSADMIN"});
    state.roles["SECURITYADMIN"].privileges = {"MANAGE GRANTS"};
    // https://docs.snowflake.com/en/sql-reference/snowflake-db-roles
    for (const char* const name : {"SNOWFLAKE.OBJECT_VIEWER", "SNOWFLAKE.GOVERNANCE_VIEWER"})
        add(name, {});
}

} // namespace

void build_in(State& state, Time now) {
    add_roles(state, now);

    Schema& information = state.information_schema.edit();
    information.name = "INFORMATION_SCHEMA";
    information.created = information.last_altered = now;
    add_views(information, information_schema(), {}, 1, now);

    Database snowflake;
    snowflake.name = "SNOWFLAKE";
    snowflake.kind = DatabaseKind::application;
    snowflake.origin = "SNOWFLAKE.ACCOUNT_USAGE";
    snowflake.grants["ACCOUNTADMIN"] = {"IMPORTED PRIVILEGES"};
    snowflake.grants["SNOWFLAKE.OBJECT_VIEWER"] = {"USAGE"};
    snowflake.grants["SNOWFLAKE.GOVERNANCE_VIEWER"] = {"USAGE"};
    state.create_database(std::move(snowflake), now);

    Schema usage;
    usage.name = "ACCOUNT_USAGE";
    usage.owner = "SNOWFLAKE";
    usage.grants["SNOWFLAKE.OBJECT_VIEWER"] = {"USAGE"};
    usage.grants["SNOWFLAKE.GOVERNANCE_VIEWER"] = {"USAGE"};
    add_views(usage, account_usage(), "SNOWFLAKE", 100, now);
    state.create_schema("SNOWFLAKE", std::move(usage), now);
    const auto allow = [&](const std::string& view, const std::string& role) {
        state.edit({"SNOWFLAKE", "ACCOUNT_USAGE", view},
                   [&](Object& object) { object.grants[role] = {"SELECT"}; });
    };
    for (const char* const view : {"TABLES", "COLUMNS", "VIEWS", "SCHEMATA", "DATABASES"})
        allow(view, "SNOWFLAKE.OBJECT_VIEWER");
    allow("TAG_REFERENCES", "SNOWFLAKE.GOVERNANCE_VIEWER");
}

} // namespace fake_snowflake::sql
