#include "plugins/databricks/tags/tags.h"

#include "plugins/databricks/tags/join.h"

namespace objsync::databricks {

namespace {

// So many catalogs are asked for one by one; of more all that the workspace shows is read at once.
constexpr size_t kFew = 8;

Parameters names_of(const sdk::Path& container) {
    Parameters out;
    if (container.size() > 0) out.emplace_back("catalog", container[0].name);
    if (container.size() > 1) out.emplace_back("schema", container[1].name);
    return out;
}

sdk::Error too_large(const sdk::Path& container) {
    return sdk::Error(sdk::ErrorClass::unavailable,
                      "the tags of " + container.text() +
                          " are more than one answer of the statement API holds (25 MiB)");
}

} // namespace

std::string tags_sql(size_t level) {
    std::string where;
    if (level > 0) where += " WHERE catalog_name = :catalog";
    if (level > 1) where += " AND schema_name = :schema";
    const std::string from = " FROM system.information_schema.";
    std::string sql;
    if (level < 2) {
        sql +=
            "SELECT catalog_name, NULL AS schema_name, NULL AS table_name, NULL AS column_name, "
            "tag_name, tag_value" +
            from + "catalog_tags" + where + " UNION ALL ";
    }
    sql +=
        "SELECT catalog_name, schema_name, NULL AS table_name, NULL AS column_name, tag_name, "
        "tag_value" +
        from + "schema_tags" + where;
    sql +=
        " UNION ALL SELECT catalog_name, schema_name, table_name, NULL AS column_name, tag_name, "
        "tag_value" +
        from + "table_tags" + where;
    sql +=
        " UNION ALL SELECT catalog_name, schema_name, table_name, column_name, tag_name, "
        "tag_value" +
        from + "column_tags" + where;
    return sql +
           " ORDER BY catalog_name NULLS FIRST, schema_name NULLS FIRST, table_name NULLS "
           "FIRST, column_name NULLS FIRST, tag_name";
}

Result TagPass::read(const sdk::Path& container, Join& join) {
    return run_statement(host_, session_, workspace_, tags_sql(container.size()),
                         names_of(container), [&](const Row& row) { join.add(row); });
}

void TagPass::read_by_schema(const sdk::Path& catalog, Join& join) {
    const auto run = [&](const char* sql, const std::function<void(const Row&)>& take) {
        if (run_statement(host_, session_, workspace_, sql, names_of(catalog), take) ==
            Result::too_large)
            throw too_large(catalog);
    };
    run("SELECT catalog_name, NULL AS schema_name, NULL AS table_name, NULL AS column_name, "
        "tag_name, tag_value FROM system.information_schema.catalog_tags "
        "WHERE catalog_name = :catalog",
        [&](const Row& row) { join.add(row); });
    std::vector<sdk::Path> schemas;
    run("SELECT schema_name FROM system.information_schema.schemata WHERE catalog_name = :catalog",
        [&](const Row& row) {
            if (row.empty() || !row[0])
                throw sdk::Error(sdk::ErrorClass::unavailable, "a row of schemas cannot be read");
            schemas.push_back(catalog.child(*row[0]));
        });
    for (const auto& schema : schemas) {
        if (host_.wanted(schema, true) && read(schema, join) == Result::too_large)
            throw too_large(schema);
    }
}

void TagPass::catalogs(const std::vector<std::string>& names) {
    std::vector<sdk::Path> containers;
    for (const auto& name : names)
        containers.push_back({name});
    Join join(host_, session_.basis(workspace_), containers);
    try {
        if (names.size() > kFew && read({}, join) == Result::whole) return join.finish_all();
        for (const auto& catalog : containers) {
            if (read(catalog, join) == Result::too_large) read_by_schema(catalog, join);
            join.finish(catalog);
        }
    } catch (const sdk::Error& error) {
        join.fail(error);
    }
}

void TagPass::schema(const sdk::Path& path) {
    Join join(host_, session_.basis(workspace_), {path});
    try {
        if (read(path, join) == Result::too_large) throw too_large(path);
        join.finish(path);
    } catch (const sdk::Error& error) {
        join.fail(error);
    }
}

} // namespace objsync::databricks
