// What is asked beside the listings: the metastore, who one is, bindings, tags of one entity.
#include "tests/databricks/api/call.h"
#include "tests/databricks/api/paging.h"

namespace fake_databricks {

namespace {

const Tags* tags_of_column(const Table& table, const std::string& name) {
    for (const Column& column : table.columns) {
        if (column.name == name) return &column.tags;
    }
    return nullptr;
}

// nullptr: there is no such entity.
const Tags* tags_of(const Tree& tree, const std::string& type, const Path& path, Table& space) {
    if (type == "catalogs") {
        const auto it = tree.catalogs.find(path[0]);
        return it == tree.catalogs.end() ? nullptr : &it->second.tags;
    }
    const Schema* schema = tree.schema(path);
    if (schema == nullptr || type == "schemas") return schema ? &schema->tags : nullptr;
    if (type == "volumes") {
        const auto it = schema->volumes.find(path[2]);
        return it == schema->volumes.end() ? nullptr : &it->second.tags;
    }
    const Table* table = tree.table(path, space);
    if (table == nullptr || type == "tables") return table ? &table->tags : nullptr;
    return tags_of_column(*table, path[3]);
}

size_t parts_of(const std::string& type) {
    if (type == "catalogs") return 1;
    if (type == "schemas") return 2;
    if (type == "tables" || type == "volumes") return 3;
    if (type == "columns") return 4;
    throw invalid("'" + type +
                  "' is not a supported entity type: catalogs, schemas, tables, columns, volumes");
}

void require_sight(const Call& call, const Tree& tree, const Path& path) {
    const auto it = tree.catalogs.find(path[0]);
    if (it == tree.catalogs.end()) throw missing("CATALOG", "Catalog", path[0]);
    Table space;
    const Thing* thing = &it->second;
    if (path.size() == 2) thing = tree.schema(path);
    if (path.size() > 2) thing = tree.table(path, space);
    if (thing == nullptr) return; // told as missing
    const Path at(path.begin(), path.begin() + static_cast<long>(std::min<size_t>(3, path.size())));
    if (tree.sight(at, call.viewer, *thing) == Sight::none)
        throw denied("User does not have BROWSE on '" + dotted(path) + "'.");
}

} // namespace

// https://docs.databricks.com/api/workspace/metastores/summary
Reply metastore_summary(const Call& call) {
    const Parameters q(call.request, {});
    if (!call.workspace.knows_metastore && call.workspace.open_server) return plain_not_found();
    if (!call.workspace.knows_metastore)
        throw Refusal{404, "METASTORE_DOES_NOT_EXIST",
                      "No metastore assigned for the current workspace."};
    return call.fake.metastore.read([&](const Tree& tree) {
        Json json;
        json.begin('{').member("metastore_id", tree.metastore_id).member("name", "primary");
        json.member("cloud", "aws").member("region", "eu-west-1");
        json.member("global_metastore_id", "aws:eu-west-1:" + tree.metastore_id).end('}');
        return json_reply(json);
    });
}

// https://docs.databricks.com/api/workspace/metastores/current
Reply metastore_assignment(const Call& call) {
    const Parameters q(call.request, {});
    return call.fake.metastore.read([&](const Tree& tree) {
        Json json;
        json.begin('{').member("metastore_id", tree.metastore_id);
        json.member("workspace_id", call.workspace.id).member("default_catalog_name", "main");
        json.end('}');
        return json_reply(json);
    });
}

// https://docs.databricks.com/api/workspace/currentuser/me
Reply scim_me(const Call& call) {
    Json json;
    json.begin('{').key("schemas").begin('[');
    json.text("urn:ietf:params:scim:schemas:core:2.0:User").end(']');
    json.member("id", "7").member("userName", call.viewer.principal).member("active", true);
    json.end('}');
    return json_reply(json);
}

// https://docs.databricks.com/api/workspace/workspacebindings/getbindings
Reply list_bindings(const Call& call) {
    const Parameters q(call.request, {"max_results", "page_token"});
    if (call.names[0] != "catalog")
        throw invalid("'" + call.names[0] + "' is not a securable type of this fake");
    return call.fake.metastore.read([&](const Tree& tree) {
        const auto it = tree.catalogs.find(call.names[1]);
        if (it == tree.catalogs.end()) throw missing("CATALOG", "Catalog", call.names[1]);
        const bool may = tree.admins.contains(call.viewer.principal) ||
                         it->second.owner == call.viewer.principal;
        if (!may) throw denied("User is not an owner of Catalog '" + call.names[1] + "'.");
        std::map<std::string, std::string> bindings; // by name, as pages go
        for (const auto& [workspace, type] : it->second.bindings)
            bindings[std::to_string(workspace)] = type;
        const auto page = page_of(names_of(bindings),
                                  {q.integer("max_results"), q.text("page_token"),
                                   "bindings " + call.names[1], call.behaviour.others_page, false},
                                  call.behaviour);
        Json json;
        json.begin('{').key("bindings").begin('[');
        for (const auto& workspace : page.names) {
            json.begin('{').key("workspace_id").raw(workspace);
            json.member("binding_type", bindings.at(workspace)).end('}');
        }
        json.end(']');
        if (!page.next_token.empty()) json.member("next_page_token", page.next_token);
        json.end('}');
        return json_reply(json);
    });
}

// https://docs.databricks.com/api/workspace/entitytagassignments/list
Reply list_tags(const Call& call) {
    const Parameters q(call.request, {"max_results", "page_token", "include_inherited"});
    const std::string& type = call.names[0];
    const Path path = path_of_name(call.names[1], parts_of(type));
    return call.fake.metastore.read([&](const Tree& tree) {
        Table space;
        require_sight(call, tree, path);
        const Tags* tags = tags_of(tree, type, path, space);
        if (tags == nullptr) throw missing("ENTITY", "Entity", call.names[1]);
        const auto page = page_of(names_of(*tags),
                                  {q.integer("max_results"), q.text("page_token"),
                                   "tags " + type + call.names[1], call.behaviour.tags_page, false},
                                  call.behaviour);
        Json json;
        json.begin('{').key("tag_assignments").begin('[');
        for (const auto& key : page.names) {
            json.begin('{').member("entity_type", type).member("entity_name", call.names[1]);
            json.member("tag_key", key);
            if (!tags->at(key).empty()) json.member("tag_value", tags->at(key));
            json.end('}');
        }
        json.end(']');
        if (!page.next_token.empty()) json.member("next_page_token", page.next_token);
        json.end('}');
        return json_reply(json);
    });
}

} // namespace fake_databricks
