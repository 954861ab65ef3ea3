#include "plugins/databricks/tags/tags.h"

#include <chrono>

#include "plugins/databricks/tags/statement.h"

namespace objsync::databricks {

namespace {

// One object after the other out of rows that are in order.
class TagJoin {
public:
    explicit TagJoin(sdk::Facet& facet) : facet_(facet) {}

    void add(const Row& row) {
        if (row.size() < 6 || !row[0] || !row[4]) return;
        sdk::Path path;
        for (size_t i = 0; i < 3 && row[i]; ++i)
            path.push(*row[i]);
        if (!(path == path_)) finish();
        if (path_.empty()) {
            path_ = path;
            object_.reset(path.back().name, std::nullopt).has_tags();
        }
        object_.tag(*row[4], row[5].value_or(""), row[3]);
    }

    void finish() {
        if (!path_.empty()) facet_.add(path_, object_);
        path_ = sdk::Path();
    }

private:
    sdk::Facet& facet_;
    sdk::Path path_; // empty: none is open
    sdk::Object object_;
};

int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Result read_tags(const View& view, const Parameters& names, sdk::Facet& facet) {
    TagJoin join(facet);
    const auto result = run_statement(view.session, tags_sql(names.size()), names,
                                      [&](const Row& row) { join.add(row); });
    join.finish();
    return result;
}

// A result that is too large for one answer is asked for in parts.
void read_in_parts(const View& view, sdk::Facet& facet) {
    std::vector<std::string> catalogs;
    run_statement(view.session, "SELECT catalog_name FROM system.information_schema.catalogs", {},
                  [&](const Row& row) {
                      if (!row.empty() && row[0]) catalogs.emplace_back(*row[0]);
                  });
    for (const auto& catalog : catalogs) {
        if (read_tags(view, {{"catalog", catalog}}, facet) == Result::truncated) {
            throw sdk::Error(sdk::ErrorClass::unavailable, "the tags of catalog '" + catalog +
                                                               "' are more than one answer of the "
                                                               "statement API holds (25 MiB)");
        }
    }
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

void pass_tags(const View& view, const sdk::Path& container) {
    sdk::Basis basis = view.basis;
    basis.text = "system.information_schema tags, " + basis.text;
    sdk::Facet facet = view.host.facet(container, sdk::FacetKind::tags, basis);
    if (!facet) return;
    const int64_t as_of = now_ms();
    Parameters names;
    if (container.size() > 0) names.emplace_back("catalog", container[0].name);
    if (container.size() > 1) names.emplace_back("schema", container[1].name);
    try {
        if (read_tags(view, names, facet) == Result::truncated) {
            if (!names.empty()) {
                throw sdk::Error(sdk::ErrorClass::unavailable,
                                 "the tags are more than one answer of the statement API holds "
                                 "(25 MiB)");
            }
            read_in_parts(view, facet);
        }
        facet.complete(as_of);
    } catch (const sdk::Error& error) {
        facet.fail(error.in("reading the tags of " + container.text()));
    }
}

} // namespace objsync::databricks
