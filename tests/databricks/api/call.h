// One request to a workspace, as its handlers see it.
#pragma once

#include "tests/databricks/api/json.h"
#include "tests/databricks/api/parameters.h"
#include "tests/databricks/api/refusal.h"
#include "tests/databricks/api/render.h"
#include "tests/databricks/fake.h"

namespace fake_databricks {

struct Call {
    Fake& fake;
    const WorkspaceOptions& workspace;
    const Request& request;
    Viewer viewer;
    Behaviour behaviour;
    std::vector<std::string> names; // what stands for the '*'s of the route, unescaped
};

using Handler = Reply (*)(const Call&);

// One of each endpoint. Each may throw Refusal.
[[nodiscard]] Reply list_catalogs(const Call& call);
[[nodiscard]] Reply get_catalog(const Call& call);
[[nodiscard]] Reply list_schemas(const Call& call);
[[nodiscard]] Reply get_schema(const Call& call);
[[nodiscard]] Reply list_tables(const Call& call);
[[nodiscard]] Reply get_table(const Call& call);
[[nodiscard]] Reply list_volumes(const Call& call);
[[nodiscard]] Reply get_volume(const Call& call);
[[nodiscard]] Reply list_functions(const Call& call);
[[nodiscard]] Reply get_function(const Call& call);
[[nodiscard]] Reply list_models(const Call& call);
[[nodiscard]] Reply get_model(const Call& call);
[[nodiscard]] Reply list_bindings(const Call& call);
[[nodiscard]] Reply list_tags(const Call& call);
[[nodiscard]] Reply metastore_summary(const Call& call);
[[nodiscard]] Reply metastore_assignment(const Call& call);
[[nodiscard]] Reply scim_me(const Call& call);

// What the listings share.
[[nodiscard]] View view_of(const Call& call, const Tree& tree, const Path& path, Sight sight);
// "a.b.c" in as many parts as given. Throws Refusal where it has another number.
[[nodiscard]] Path path_of_name(const std::string& name, size_t parts);
// The containers of a listing, checked: they are there, and the viewer may list what they hold.
[[nodiscard]] const Catalog& catalog_of(const Call& call, const Tree& tree,
                                        const std::string& name);
[[nodiscard]] const Schema& schema_of(const Call& call, const Tree& tree, const Path& path);

[[nodiscard]] Reply json_reply(Json& json);

} // namespace fake_databricks
