#include "plugins/snowflake/show/containers.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

enum Cell : size_t { name, kind, owner, comment, created, origin, options };

void fill_common(const ShowRows& row, const std::optional<std::string>& id, sdk::Object& out) {
    if (id) out.platform_id(*id);
    const auto owner = row.text(Cell::owner);
    if (owner && !owner->empty()) out.owner(*owner); // a share's objects show none
    if (row.has(Cell::comment) && !row.cut(Cell::comment))
        out.comment(row.text(Cell::comment).value_or(""));
    const auto created = row.time_ms(Cell::created);
    if (created) out.created(*created);
    // Only so that the name is known: SHOW tells no change of a container.
    out.stamp(Stamp{created, false, false}.text());
}

// "TRANSIENT", "MANAGED ACCESS"; empty: known to have none.
void fill_options(const ShowRows& row, sdk::Object& out) {
    if (!row.has(Cell::options)) return;
    const auto options = row.text(Cell::options);
    out.attribute("options", options && !options->empty() ? options : std::nullopt);
}

} // namespace

std::vector<Bound> container_cells() {
    return {Bound::text(0, kNameRoom),
            Bound::text(0, kFlagRoom),
            Bound::text(0, kNameRoom),
            Bound::text(0, kCommentRoom),
            Bound::time(0),
            Bound::text(0, kNameRoom),
            Bound::text(0, kNameRoom)};
}

std::vector<std::string_view> database_columns() {
    return {"name", "kind", "owner", "comment", "created_on", "origin", "options"};
}

std::vector<std::string_view> schema_columns() {
    return {"name", "kind", "owner", "comment", "created_on", "(no origin)", "options"};
}

bool is_imported(const ShowRows& database) {
    const auto origin = database.text(Cell::origin);
    return database.text(Cell::kind) == "IMPORTED DATABASE" || (origin && !origin->empty());
}

std::shared_ptr<Database> fill_database(const ShowRows& row, const Usage& usage, sdk::Object& out) {
    auto database = std::make_shared<Database>(std::string(row.name()));
    const auto kind = row.text(Cell::kind), origin = row.text(Cell::origin);
    database->imported = is_imported(row);
    const auto id = usage.database_id(database->name, row.time_ms(Cell::created));
    database->young = usage.readable() && !database->imported && !id;
    out.reset(database->name, "database").native_type(kind);
    fill_common(row, id, out);
    fill_options(row, out);
    if (row.has(Cell::origin))
        out.attribute("origin", origin && !origin->empty() ? origin : std::nullopt);
    return database;
}

SchemaWork fill_schema(const ShowRows& row, const std::shared_ptr<Database>& database,
                       const Usage& usage, sdk::Object& out) {
    SchemaWork work{database, std::string(row.name()), false};
    const auto id = usage.schema_id(database->name, work.schema, row.time_ms(Cell::created));
    work.young = usage.readable() && !database->imported && !id;
    out.reset(work.schema, "schema");
    fill_common(row, id, out);
    fill_options(row, out);
    return work;
}

} // namespace objsync::snowflake
