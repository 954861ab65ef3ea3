// The tree of a metastore and who may see what of it. Not locked: metastore.h is.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/databricks/model/things.h"

namespace fake_databricks {

using Path = std::vector<std::string>; // catalog, schema, object

// How much of a securable a principal sees: nothing, what BROWSE shows, or all.
enum class Sight { none, browse, full };

struct Viewer {
    std::string principal;
    int64_t workspace = 0;
};

struct Tree {
    std::string metastore_id = "meta-1";
    std::map<std::string, Catalog> catalogs;
    std::set<std::string> admins; // of the metastore
    // (principal, privilege, path text); privileges as in the API: BROWSE, USE_CATALOG, ...
    std::set<std::tuple<std::string, std::string, std::string>> grants;
    int64_t now = 1'700'000'000'000; // moves with each change
    int64_t made = 0;                // securables created so far

    [[nodiscard]] int64_t tick() { return now += 1000; }
    [[nodiscard]] std::string new_id(const char* kind);

    // nullptr: there is none.
    [[nodiscard]] const Schema* schema(const Path& path) const;
    // A generated table is made; `space` holds it.
    [[nodiscard]] const Table* table(const Path& path, Table& space) const;

    [[nodiscard]] bool accessible(const Catalog& catalog, const Viewer& viewer) const;
    // Of a catalog, a schema or an object; `privilege` is what reading an object takes: SELECT,
    // READ_VOLUME, EXECUTE. https://docs.databricks.com/api/workspace/tables/list
    [[nodiscard]] Sight sight(const Path& path, const Viewer& viewer, const Thing& thing,
                              const char* privilege = "SELECT") const;

private:
    [[nodiscard]] bool holds(const Viewer& viewer, const char* privilege, const Path& path) const;
    [[nodiscard]] bool owns_above(const Viewer& viewer, const Path& path) const;
};

[[nodiscard]] std::string dotted(const Path& path);

// The generated table of a number, and back: -1 where the name is none of one.
[[nodiscard]] std::string generated_name(int64_t number);
[[nodiscard]] int64_t generated_number(const Schema& schema, const std::string& name);
void make_generated(const Schema& schema, int64_t number, Table& out);

} // namespace fake_databricks
