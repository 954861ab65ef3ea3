#include "tests/snowflake/sql/show_scope.h"

#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

namespace {

const Database& seen_database(const Query& query, const std::string& name, const Access& access) {
    const auto it = query.state().databases.find(name);
    if (it == query.state().databases.end() || !access.sees(*it->second)) throw nothing_there();
    if (it->second->dead_share) throw dead_share();
    return *it->second;
}

void check_schema(const Query& query, const Path& path, const Access& access) {
    const Database& database = seen_database(query, path.database, access);
    const auto it = database.schemas.find(path.schema);
    if (it == database.schemas.end() || !access.sees(database, *it->second)) throw nothing_there();
}

// x or db.x, with the current database for what is left out.
Path schema_path(const Environment& environment, const Name& name) {
    Path path{environment.database, environment.resolve(name.back())};
    if (name.size() > 1) path.database = environment.resolve(name[0]);
    if (path.database.empty()) throw no_current_database("SHOW");
    return path;
}

} // namespace

ShowScope scope(const Query& query, const Show& show, Level level, const Access& access) {
    const Environment& environment = query.environment;
    ShowScope result;
    if (level == Level::database || show.in == "ACCOUNT") return result;
    const bool by_name = show.in == "NAME";
    if (show.in.empty()) {
        result.path.database = environment.database;
        result.guessed = true;
    } else if (show.in == "DATABASE" || show.in.starts_with("APPLICATION") ||
               (by_name && level == Level::schema)) {
        if (show.scope.size() > 1) throw nothing_there();
        // Without a name it is the current one, and without a current one the account.
        result.path.database =
            show.scope.empty() ? environment.database : environment.resolve(show.scope[0]);
    } else if ((show.in == "SCHEMA" && level != Level::schema) ||
               (by_name && level == Level::object)) {
        if (show.scope.size() > 2) throw nothing_there();
        if (!show.scope.empty()) {
            result.path = schema_path(environment, show.scope);
        } else {
            result.path = {environment.database, environment.schema};
        }
    } else if (level == Level::column && (show.in == "TABLE" || show.in == "VIEW" || by_name)) {
        if (show.scope.empty()) throw not_faked("SHOW COLUMNS IN TABLE without a name");
        const Found found = find_object(query, show.scope, access, "Table");
        result.path = {found.database->name, found.schema->name, found.object->name};
        return result;
    } else {
        throw syntax_error(show.in_at, show.in);
    }
    if (!result.path.schema.empty()) {
        check_schema(query, result.path, access);
    } else if (!result.path.database.empty()) {
        (void)seen_database(query, result.path.database, access);
    }
    return result;
}

Found find_object(const Query& query, const Name& name, const Access& access,
                  const std::string& kind) {
    const Environment& environment = query.environment;
    Path path{environment.database, environment.schema, environment.resolve(name.back())};
    if (name.size() > 1) path.schema = environment.resolve(name[name.size() - 2]);
    if (name.size() > 2) path.database = environment.resolve(name[0]);
    if (path.database.empty()) throw no_current_database("DESCRIBE");
    if (path.schema.empty()) throw no_current_schema("DESCRIBE");
    const auto missing = [&] {
        return SqlError("02000", 2003,
                        "SQL compilation error:\n" + kind + " '" + path.text() +
                            "' does not exist or not authorized.");
    };
    const auto database = query.state().databases.find(path.database);
    if (database == query.state().databases.end() || !access.sees(*database->second))
        throw no_database(path.database);
    if (database->second->dead_share) throw dead_share();
    const auto schema = database->second->schemas.find(path.schema);
    if (schema == database->second->schemas.end() ||
        !access.sees(*database->second, *schema->second))
        throw no_schema(Path{path.database, path.schema}.text());
    Found result{&*database->second, &*schema->second, schema->second->find(path.object)};
    if (!result.object || !access.sees(*result.database, *result.schema, *result.object))
        throw missing();
    return result;
}

} // namespace fake_snowflake::sql
