// Databases and schemas: by SHOW, which needs no warehouse and pages soundly, as their names are
// unique where they are listed.
#include <algorithm>

#include "plugins/snowflake/list/lister.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/containers.h"
#include "plugins/snowflake/show/pages.h"

namespace objsync::snowflake {

namespace {

constexpr uint64_t kUnknownWeight = 1000;              // objects, where nobody counted them
constexpr uint64_t kDatabaseFirst = uint64_t{1} << 62; // schemas are found before objects are

} // namespace

bool Lister::left_out(const std::string& database) const {
    return database == "SNOWFLAKE" && !view_.account.settings().snowflake_database;
}

void Lister::databases() {
    sdk::Scope scope = view_.host.scope({}, view_.basis(Method::show));
    Attempt attempt{scope, {}};
    guarded(attempt, [&] {
        Pages(*session_, show_databases_sql, container_cells(), database_columns())
            .each([&](const ShowRows& row) {
                const std::string name(row.name());
                if (left_out(name) || !view_.host.wanted({name}, true)) return;
                const auto database = fill_database(row, view_.usage, object_);
                if (scope) {
                    scope.add(object_);
                    if (database->young) view_.usage.too_young({name});
                }
                attempt.gave_any = true;
                view_.queue.push(kDatabaseFirst,
                                 [database](Lister& lister) { lister.schemas(database); });
            });
        if (scope) scope.complete();
    });
}

void Lister::schemas(const std::shared_ptr<Database>& database) {
    sdk::Scope scope = view_.host.scope({database->name}, view_.basis(Method::show));
    Attempt attempt{scope, {database->name}};
    guarded(attempt, [&] { schemas_of(database, attempt); });
}

void Lister::schemas_of(const std::shared_ptr<Database>& database, Attempt& attempt) {
    sdk::Scope& scope = attempt.scope;
    const bool all_new = view_.full || !Stored(scope).any();
    std::vector<SchemaWork> found;
    const auto page = [&](std::string_view after) {
        return show_schemas_sql(database->name, after);
    };
    sdk::Path path{database->name};
    Pages(*session_, page, container_cells(), schema_columns()).each([&](const ShowRows& row) {
        const std::string name(row.name());
        if (name == "INFORMATION_SCHEMA" && !view_.account.settings().information_schema) return;
        path.push(name);
        const bool wanted = view_.host.wanted(path, true);
        if (wanted) {
            SchemaWork work = fill_schema(row, database, view_.usage, object_);
            if (scope) {
                scope.add(object_);
                attempt.gave_any = true;
                if (work.young) view_.usage.too_young(path);
            }
            found.push_back(std::move(work));
        }
        path.pop();
    });
    if (scope) scope.complete();
    if (found.empty()) return;
    const auto weights = weigh(*database);
    if (all_new && view_.usage.readable() && !database->imported) {
        hint([&] {
            view_.usage.attempt(
                *session_, [&] { database->ids.load(*session_, database->name, nullptr, {}); });
        });
    }
    for (SchemaWork& work : found) {
        const auto it = weights.find(work.schema);
        const uint64_t weight = it == weights.end() ? kUnknownWeight : it->second;
        view_.queue.push(weight,
                         [work = std::move(work)](Lister& lister) { lister.contents(work); });
    }
}

// What may fail: it goes wrong again where a scope can tell it.
void Lister::hint(const std::function<void()>& read) {
    try {
        read();
    } catch (const sdk::Error& error) {
        if (trouble_of(error) == Trouble::lost_session) session_->sign_in_again();
    }
}

std::unordered_map<std::string, uint64_t> Lister::weigh(Database& database) {
    std::unordered_map<std::string, uint64_t> out;
    hint([&] {
        try {
            odbc::Statement statement(session_->connection());
            statement.execute(count_tables_sql(database.name));
            odbc::Block rows(statement, {odbc::Bound::text(1, kNameRoom), odbc::Bound::number(2)});
            while (rows.next()) {
                const auto schema = rows.text(0);
                if (schema)
                    out[std::string(*schema)] = static_cast<uint64_t>(rows.number(1).value_or(0));
            }
        } catch (const sdk::Error& error) {
            if (trouble_of(error) != Trouble::no_warehouse) throw;
            database.show_only = true;
            view_.host.info("database " + database.name + " is listed by SHOW: " + error.what());
        }
    });
    return out;
}

} // namespace objsync::snowflake
