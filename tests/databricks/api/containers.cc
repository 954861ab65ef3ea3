// Catalogs and schemas.
#include "tests/databricks/api/call.h"
#include "tests/databricks/api/paging.h"

namespace fake_databricks {

namespace {

bool asked_for_browse(const Call& call) {
    const std::string* value = call.request.parameter("include_browse");
    return value != nullptr && *value == "true";
}

bool shown(const Call& call, Sight sight) {
    return sight == Sight::full || (sight == Sight::browse && asked_for_browse(call));
}

Refusal not_accessible(const std::string& catalog) {
    return denied("Catalog '" + catalog + "' is not accessible in current workspace");
}

} // namespace

Reply json_reply(Json& json) {
    Reply reply;
    reply.body = json.take();
    return reply;
}

Path path_of_name(const std::string& name, size_t parts) {
    Path out{""};
    for (const char c : name) {
        if (c == '.') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    for (const auto& part : out) {
        if (part.empty() || out.size() != parts)
            throw invalid("'" + name + "' is not a valid name of " + std::to_string(parts) +
                          " parts");
    }
    return out;
}

View view_of(const Call& call, const Tree& tree, const Path& path, Sight sight) {
    const Parameters flags(call.request, {"include_browse", "omit_columns", "omit_properties",
                                          "omit_username", "catalog_name", "schema_name",
                                          "max_results", "page_token", "include_unbound"});
    View view;
    view.path = path;
    view.metastore_id = tree.metastore_id;
    view.browse_asked = flags.flag("include_browse");
    view.browse_only = sight == Sight::browse;
    view.omit_columns = flags.flag("omit_columns");
    view.omit_properties = flags.flag("omit_properties");
    view.omit_username = flags.flag("omit_username");
    view.open_server = call.workspace.open_server;
    return view;
}

const Catalog& catalog_of(const Call& call, const Tree& tree, const std::string& name) {
    const auto it = tree.catalogs.find(name);
    if (it == tree.catalogs.end()) throw missing("CATALOG", "Catalog", name);
    if (!tree.accessible(it->second, call.viewer)) throw not_accessible(name);
    if (!shown(call, tree.sight({name}, call.viewer, it->second)))
        throw denied("User does not have USE CATALOG on Catalog '" + name + "'.");
    return it->second;
}

const Schema& schema_of(const Call& call, const Tree& tree, const Path& path) {
    static_cast<void>(catalog_of(call, tree, path[0]));
    const Schema* schema = tree.schema(path);
    const Path at{path[0], path[1]};
    if (schema == nullptr) throw missing("SCHEMA", "Schema", dotted(at));
    if (!shown(call, tree.sight(at, call.viewer, *schema)))
        throw denied("User does not have USE SCHEMA on Schema '" + dotted(at) + "'.");
    return *schema;
}

Reply list_catalogs(const Call& call) {
    const Parameters q(call.request,
                       {"include_browse", "include_unbound", "max_results", "page_token"});
    return call.fake.metastore.read([&](const Tree& tree) {
        const auto page = page_of(names_of(tree.catalogs),
                                  {q.integer("max_results"), q.text("page_token"), "catalogs",
                                   call.behaviour.catalogs_page, call.workspace.open_server},
                                  call.behaviour);
        Json json;
        json.begin('{').key("catalogs").begin('[');
        for (const auto& name : page.names) {
            const Catalog& catalog = tree.catalogs.at(name);
            const Sight sight = tree.sight({name}, call.viewer, catalog);
            if (shown(call, sight)) render(json, catalog, view_of(call, tree, {name}, sight));
        }
        json.end(']');
        if (!page.next_token.empty()) json.member("next_page_token", page.next_token);
        json.end('}');
        return json_reply(json);
    });
}

Reply get_catalog(const Call& call) {
    const Parameters q(call.request, {"include_browse"});
    return call.fake.metastore.read([&](const Tree& tree) {
        const Catalog& catalog = catalog_of(call, tree, call.names[0]);
        const Sight sight = tree.sight({call.names[0]}, call.viewer, catalog);
        Json json;
        render(json, catalog, view_of(call, tree, {call.names[0]}, sight));
        return json_reply(json);
    });
}

Reply list_schemas(const Call& call) {
    const Parameters q(call.request,
                       {"catalog_name", "include_browse", "max_results", "page_token"});
    const std::string& in = q.need("catalog_name");
    return call.fake.metastore.read([&](const Tree& tree) {
        const Catalog& catalog = catalog_of(call, tree, in);
        const auto page = page_of(names_of(catalog.schemas),
                                  {q.integer("max_results"), q.text("page_token"), "schemas " + in,
                                   call.behaviour.schemas_page, call.workspace.open_server},
                                  call.behaviour);
        Json json;
        json.begin('{').key("schemas").begin('[');
        for (const auto& name : page.names) {
            const Schema& schema = catalog.schemas.at(name);
            const Sight sight = tree.sight({in, name}, call.viewer, schema);
            if (shown(call, sight)) render(json, schema, view_of(call, tree, {in, name}, sight));
        }
        json.end(']');
        if (!page.next_token.empty()) json.member("next_page_token", page.next_token);
        json.end('}');
        return json_reply(json);
    });
}

Reply get_schema(const Call& call) {
    const Parameters q(call.request, {"include_browse"});
    const Path path = path_of_name(call.names[0], 2);
    return call.fake.metastore.read([&](const Tree& tree) {
        const Schema& schema = schema_of(call, tree, path);
        Json json;
        render(json, schema, view_of(call, tree, path, tree.sight(path, call.viewer, schema)));
        return json_reply(json);
    });
}

} // namespace fake_databricks
