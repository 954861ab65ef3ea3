// One path by itself.
#include "plugins/snowflake/list/lister.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/columns.h"
#include "plugins/snowflake/show/containers.h"
#include "plugins/snowflake/show/kinds.h"
#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

namespace {

const char* kNotListed = "it does not exist, or the role may not see it";

} // namespace

Lister::Sight Lister::look(const sdk::Path& path, sdk::Object& object) {
    for (int left = 2;; --left) {
        try {
            if (path.size() == 1) return look_for_database(path[0].name, object);
            if (path.size() == 2) return look_for_schema({path[0].name, path[1].name}, object);
            return look_for_object({path[0].name, path[1].name}, path[2].name, object);
        } catch (const sdk::Error& error) {
            const Trouble trouble = trouble_of(error);
            if (trouble == Trouble::no_access) return {false, error.what(), nullptr, {}};
            if (trouble != Trouble::lost_session || left == 1) throw;
            session_->sign_in_again();
        }
    }
}

Lister::Sight Lister::look_for_database(const std::string& name, sdk::Object& object) {
    ShowRows rows(*session_, show_databases_starting_sql(name), container_cells(),
                  database_columns());
    while (rows.next()) {
        if (rows.name() != name) continue;
        return {true, "", fill_database(rows, view_.usage, object), {}};
    }
    return {false, kNotListed, nullptr, {}};
}

Lister::Sight Lister::look_for_schema(const SchemaName& name, sdk::Object& object) {
    const Sight above = look_for_database(name.database, object);
    if (!above.seen) return above;
    ShowRows rows(*session_, show_schemas_starting_sql(name.database, name.schema),
                  container_cells(), schema_columns());
    while (rows.next()) {
        if (rows.name() != name.schema) continue;
        return {true, "", above.database, fill_schema(rows, above.database, view_.usage, object)};
    }
    return {false, kNotListed, nullptr, {}};
}

Lister::Sight Lister::look_for_object(const SchemaName& in, const std::string& name,
                                      sdk::Object& object) {
    ShownKinds kinds;
    kinds.read_one(*session_, in, name);
    auto rows = shown_objects(*session_, show_starting_sql(Shown::objects, in, name));
    while (rows.next()) {
        if (rows.name() != name) continue;
        const Row row = shown_row(rows, kinds.of(name));
        ShownColumns columns;
        columns.read_one(*session_, in, name);
        if (columns.is_open(name)) columns.describe(*session_, in, name);
        fill(object, row);
        if (!columns.put(name, object)) fill(object, row);
        return {true, "", nullptr, {}};
    }
    return {false, kNotListed, nullptr, {}};
}

} // namespace objsync::snowflake
