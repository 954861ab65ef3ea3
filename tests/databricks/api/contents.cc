// What a schema holds: tables, volumes, functions, registered models.
#include "tests/databricks/api/call.h"
#include "tests/databricks/api/paging.h"

namespace fake_databricks {

namespace {

// A type of securable that lies in schemas.
template <typename T>
struct Kind {
    const char* endpoint; // and member of the listing, but for models
    const char* list_key;
    const char* privilege; // that shows it wholly
    const char* code;      // of errors
    const char* shown;
    std::map<std::string, T> Schema::*things;
};

constexpr Kind<Table> kTables{"tables", "tables", "SELECT", "TABLE", "Table", &Schema::tables};
constexpr Kind<Volume> kVolumes{"volumes", "volumes", "READ_VOLUME",
                                "VOLUME",  "Volume",  &Schema::volumes};
constexpr Kind<Function> kFunctions{"functions", "functions", "EXECUTE",
                                    "ROUTINE",   "Function",  &Schema::functions};
constexpr Kind<Model> kModels{"models", "registered_models", "EXECUTE",
                              "MODEL",  "Registered model",  &Schema::models};

bool shown(const Call& call, Sight sight) {
    const std::string* browse = call.request.parameter("include_browse");
    return sight == Sight::full ||
           (sight == Sight::browse && browse != nullptr && *browse == "true");
}

// The generated name that follows, in the order of names.
std::optional<std::string> generated_after(const Schema& schema, const std::string& name) {
    int64_t number = 0;
    if (name >= generated_name(schema.generated.tables)) return std::nullopt;
    const int64_t known = generated_number(schema, name);
    if (known >= 0) {
        number = known + 1;
    } else {
        while (number < schema.generated.tables && generated_name(number) <= name)
            ++number;
    }
    while (schema.left_out.contains(number))
        ++number;
    if (number >= schema.generated.tables) return std::nullopt;
    return generated_name(number);
}

NameAfter tables_of(const Schema& schema) {
    return [&schema](const std::string& name) -> std::optional<std::string> {
        auto out = names_of(schema.tables)(name);
        const auto generated = generated_after(schema, name);
        if (!out || (generated && *generated < *out)) out = generated;
        return out;
    };
}

template <typename T>
NameAfter children(const Kind<T>& kind, const Schema& schema) {
    return names_of(schema.*kind.things);
}
NameAfter children(const Kind<Table>&, const Schema& schema) {
    return tables_of(schema);
}

template <typename T>
const T* find(const Kind<T>& kind, const Tree& tree, const Path& path, T&) {
    const Schema* schema = tree.schema(path);
    if (schema == nullptr) return nullptr;
    const auto it = (schema->*kind.things).find(path[2]);
    return it == (schema->*kind.things).end() ? nullptr : &it->second;
}
const Table* find(const Kind<Table>&, const Tree& tree, const Path& path, Table& space) {
    return tree.table(path, space);
}

template <typename T>
Reply list(const Call& call, const Kind<T>& kind, const Parameters& q, int64_t most) {
    const std::string& catalog = q.need("catalog_name");
    const std::string& in = q.need("schema_name");
    return call.fake.metastore.read([&](const Tree& tree) {
        const Schema& schema = schema_of(call, tree, {catalog, in});
        const auto page =
            page_of(children(kind, schema),
                    {q.integer("max_results"), q.text("page_token"),
                     std::string(kind.endpoint) + " " + dotted({catalog, in}),
                     call.workspace.open_server ? 100 : most, call.workspace.open_server},
                    call.behaviour);
        Json json;
        json.begin('{').key(kind.list_key).begin('[');
        View view = view_of(call, tree, {catalog, in, ""}, Sight::full);
        T space;
        for (const auto& name : page.names) {
            view.path[2] = name;
            const T& thing = *find(kind, tree, view.path, space);
            const Sight sight = tree.sight(view.path, call.viewer, thing, kind.privilege);
            view.browse_only = sight == Sight::browse;
            if (shown(call, sight)) render(json, thing, view);
        }
        json.end(']');
        if (!page.next_token.empty()) json.member("next_page_token", page.next_token);
        json.end('}');
        return json_reply(json);
    });
}

template <typename T>
Reply get(const Call& call, const Kind<T>& kind) {
    const Path path = path_of_name(call.names[0], 3);
    return call.fake.metastore.read([&](const Tree& tree) {
        T space;
        const T* thing = find(kind, tree, path, space);
        // Whoever may not see where it would be is not told whether it is there.
        static_cast<void>(schema_of(call, tree, path));
        if (thing == nullptr) throw missing(kind.code, kind.shown, dotted(path));
        const Sight sight = tree.sight(path, call.viewer, *thing, kind.privilege);
        if (!shown(call, sight)) {
            throw denied("User does not have " + std::string(kind.privilege) + " on " + kind.shown +
                         " '" + dotted(path) + "'.");
        }
        View view = view_of(call, tree, path, sight);
        view.single = true;
        Json json;
        render(json, *thing, view);
        return json_reply(json);
    });
}

} // namespace

Reply list_tables(const Call& call) {
    const Parameters q(
        call.request,
        {"catalog_name", "schema_name", "include_browse", "max_results", "omit_columns",
         "omit_properties", "omit_username", "page_token", "include_manifest_capabilities"});
    return list(call, kTables, q, call.behaviour.tables_page);
}

Reply get_table(const Call& call) {
    const Parameters q(call.request, {"include_browse", "include_delta_metadata",
                                      "include_manifest_capabilities"});
    return get(call, kTables);
}

Reply list_volumes(const Call& call) {
    const Parameters q(call.request, {"catalog_name", "schema_name", "include_browse",
                                      "max_results", "page_token"});
    return list(call, kVolumes, q, call.behaviour.others_page);
}

Reply get_volume(const Call& call) {
    const Parameters q(call.request, {"include_browse"});
    return get(call, kVolumes);
}

Reply list_functions(const Call& call) {
    const Parameters q(call.request, {"catalog_name", "schema_name", "include_browse",
                                      "max_results", "page_token"});
    return list(call, kFunctions, q, call.behaviour.others_page);
}

Reply get_function(const Call& call) {
    const Parameters q(call.request, {"include_browse"});
    return get(call, kFunctions);
}

Reply list_models(const Call& call) {
    const Parameters q(call.request, {"catalog_name", "schema_name", "include_browse",
                                      "max_results", "page_token"});
    return list(call, kModels, q, call.behaviour.others_page);
}

Reply get_model(const Call& call) {
    const Parameters q(call.request, {"include_aliases", "include_browse"});
    return get(call, kModels);
}

} // namespace fake_databricks
