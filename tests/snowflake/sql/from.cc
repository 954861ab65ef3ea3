#include "tests/snowflake/sql/from.h"

#include <set>

#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/select.h"
#include "tests/snowflake/sql/tags.h"
#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

// A table's full name, with what the session uses in the place of what was left out.
Path full_path(const Query& query, const Name& name) {
    const Environment& environment = query.environment;
    Path path{environment.database, environment.schema, environment.resolve(name.back())};
    if (name.size() > 1) path.schema = environment.resolve(name[name.size() - 2]);
    if (name.size() > 2) path.database = environment.resolve(name[0]);
    if (path.database.empty()) throw no_current_database("SELECT");
    if (path.schema.empty()) throw no_current_schema("SELECT");
    return path;
}

// In Snowflake's INFORMATION_SCHEMA and ACCOUNT_USAGE, but not in this account's.
bool snowflake_has(const std::string& view) {
    static const std::set<std::string> kOthers = {"ACCESS_HISTORY",
                                                  "APPLICABLE_ROLES",
                                                  "DATABASE_STORAGE_USAGE_HISTORY",
                                                  "ELEMENT_TYPES",
                                                  "ENABLED_ROLES",
                                                  "EVENT_TABLES",
                                                  "EXTERNAL_TABLES",
                                                  "FIELDS",
                                                  "FILE_FORMATS",
                                                  "FUNCTIONS",
                                                  "GRANTS_TO_ROLES",
                                                  "GRANTS_TO_USERS",
                                                  "HYBRID_TABLES",
                                                  "INFORMATION_SCHEMA_CATALOG_NAME",
                                                  "LOAD_HISTORY",
                                                  "LOGIN_HISTORY",
                                                  "OBJECT_DEPENDENCIES",
                                                  "OBJECT_PRIVILEGES",
                                                  "PACKAGES",
                                                  "PIPES",
                                                  "POLICY_REFERENCES",
                                                  "PROCEDURES",
                                                  "QUERY_HISTORY",
                                                  "REFERENTIAL_CONSTRAINTS",
                                                  "REPLICATION_DATABASES",
                                                  "ROLES",
                                                  "SEQUENCES",
                                                  "SESSIONS",
                                                  "STAGES",
                                                  "TABLE_CONSTRAINTS",
                                                  "TABLE_PRIVILEGES",
                                                  "TABLE_STORAGE_METRICS",
                                                  "TAGS",
                                                  "USAGE_PRIVILEGES",
                                                  "USERS",
                                                  "WAREHOUSE_METERING_HISTORY"};
    return kOthers.contains(view);
}

std::chrono::nanoseconds lag(const Query& query, const View& view) {
    const AccountSettings& settings = query.environment.settings;
    return view.tags ? settings.tag_lag : settings.usage_lag;
}

Source open_view(Query& query, const ViewSource& source, const Path& path,
                 const std::optional<Identifier>& alias) {
    Source result;
    auto view = std::make_unique<ViewStream>(query, source);
    result.view = view.get();
    result.stream = std::move(view);
    if (alias) {
        result.qualifier = {*alias};
    } else {
        result.qualifier = {{path.database, true}, {path.schema, true}, {path.object, true}};
    }
    return result;
}

Source open_information_schema(Query& query, const Path& path,
                               const std::optional<Identifier>& alias) {
    const View* const view = find(information_schema(), path.object);
    if (!view) {
        if (snowflake_has(path.object)) throw not_faked("INFORMATION_SCHEMA." + path.object);
        throw no_object(path.text());
    }
    ViewSource source{view, &query.state(), &query.access(query.state(), Honours::nothing_more)};
    if (view->level != Level::database) source.database = path.database;
    source.most_rows = query.environment.settings.information_schema_rows;
    return open_view(query, source, path, alias);
}

Source open_account_usage(Query& query, const Path& path, const Database& database,
                          const std::optional<Identifier>& alias) {
    const Access& access = query.access(query.state(), Honours::nothing_more);
    const auto schema = database.schemas.find(path.schema);
    if (schema == database.schemas.end() || !access.sees(database, *schema->second))
        throw no_schema(path.database + "." + path.schema);
    const View* const view = find(account_usage(), path.object);
    if (!view && snowflake_has(path.object)) throw not_faked("ACCOUNT_USAGE." + path.object);
    const ObjectPtr object = schema->second->find(path.object);
    if (!view || !object || !access.sees(database, *schema->second, *object))
        throw no_object(path.text());
    const ViewSource source{view, &query.state_before(lag(query, *view)), &access, true};
    return open_view(query, source, path, alias);
}

// TABLE(db.INFORMATION_SCHEMA.name(...))
Source open_function(Query& query, const From& from) {
    const Path path = full_path(query, from.table);
    (void)usable_database(query, path.database);
    Source result;
    if (from.alias) result.qualifier = {*from.alias};
    if (path.schema == "INFORMATION_SCHEMA" && path.object == "TAG_REFERENCES") {
        result.stream = tag_references(query, from);
    } else if (path.schema == "INFORMATION_SCHEMA" && path.object == "TAG_REFERENCES_ALL_COLUMNS") {
        result.stream = tag_references_all_columns(query, from);
    } else {
        throw not_faked("TABLE(" + from.function + "(...))");
    }
    return result;
}

} // namespace

const Database& usable_database(const Query& query, const std::string& name) {
    const auto it = query.state().databases.find(name);
    if (it == query.state().databases.end()) throw no_database(name);
    const Access access(query.state(), query.environment.role, Honours::nothing_more);
    if (!access.uses(*it->second)) throw no_database(name);
    if (it->second->dead_share) throw dead_share();
    return *it->second;
}

Source open(Query& query, const From& from) {
    if (from.select) {
        Source result;
        result.stream = select(query, *from.select);
        if (from.alias) result.qualifier = {*from.alias};
        return result;
    }
    if (!from.function.empty()) return open_function(query, from);
    const Path path = full_path(query, from.table);
    const Database& database = usable_database(query, path.database);
    if (path.schema == "INFORMATION_SCHEMA")
        return open_information_schema(query, path, from.alias);
    if (path.database == "SNOWFLAKE" && path.schema == "ACCOUNT_USAGE")
        return open_account_usage(query, path, database, from.alias);

    const Access access(query.state(), query.environment.role, Honours::nothing_more);
    const auto schema = database.schemas.find(path.schema);
    if (schema == database.schemas.end() || !access.sees(database, *schema->second))
        throw no_schema(Path{path.database, path.schema}.text());
    const ObjectPtr object = schema->second->find(path.object);
    if (!object || !access.sees(database, *schema->second, *object)) throw no_object(path.text());
    throw not_faked("rows in " + path.text());
}

} // namespace fake_snowflake::sql
