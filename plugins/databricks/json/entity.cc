// One securable of Unity Catalog. The members are those of the models in databricks-sdk-go
// (service/catalog/model.go): TableInfo, ColumnInfo, CatalogInfo, SchemaInfo, VolumeInfo,
// FunctionInfo, RegisteredModelInfo.
#include "plugins/databricks/json/parser.h"

namespace objsync::databricks {

namespace {

bool text(dom::element value, std::string_view& out) {
    return value.get(out) == simdjson::SUCCESS;
}
void text(dom::element value, Text& out) {
    std::string_view found;
    if (text(value, found)) out = found;
}
void number(dom::element value, std::optional<int64_t>& out) {
    int64_t found = 0;
    if (value.get(found) == simdjson::SUCCESS) out = found;
}

void read_column(dom::object object, ColumnInfo& out) {
    out = ColumnInfo();
    for (const auto [key, value] : object) {
        if (key == "name") {
            text(value, out.name);
        } else if (key == "type_text") {
            text(value, out.type_text);
        } else if (key == "comment") {
            text(value, out.comment);
        } else if (key == "position") {
            number(value, out.position);
        } else if (key == "partition_index") {
            number(value, out.partition_index);
        } else if (key == "nullable") {
            bool flag = true;
            if (value.get(flag) == simdjson::SUCCESS) out.nullable = flag;
        } else if (key == "mask") {
            dom::object mask;
            if (value.get(mask) == simdjson::SUCCESS)
                out.mask_function = text_of(mask, "function_name");
        }
    }
}

bool is_name(std::string_view name, bool mended) {
    return !name.empty() && !(mended && name.find("\xEF\xBF\xBD") != std::string_view::npos);
}

// False: one of them cannot be read; then there are none.
bool read_columns(dom::element value, bool mended, std::vector<ColumnInfo>& out) {
    if (value.is_null()) return true;
    dom::array list;
    if (value.get(list) != simdjson::SUCCESS) return false;
    for (const auto item : list) {
        dom::object column;
        ColumnInfo& read = out.emplace_back();
        if (item.get(column) == simdjson::SUCCESS) read_column(column, read);
        if (!is_name(read.name, mended)) {
            out.clear();
            return false;
        }
    }
    return true;
}

void read_properties(dom::element value, std::vector<Pair>& out) {
    dom::object map;
    if (value.get(map) != simdjson::SUCCESS) return;
    for (const auto [key, member] : map) {
        std::string_view found;
        if (text(member, found)) out.emplace_back(key, found);
    }
}

void clear(Entity& entity) {
    auto columns = std::move(entity.columns);
    auto parameters = std::move(entity.parameters);
    auto properties = std::move(entity.properties);
    entity = Entity();
    columns.clear();
    parameters.clear();
    properties.clear();
    entity.columns = std::move(columns);
    entity.parameters = std::move(parameters);
    entity.properties = std::move(properties);
}

// The members that are plain texts; nullptr: not one of them.
Text* text_member(Entity& e, std::string_view key) {
    static constexpr std::pair<std::string_view, Text Entity::*> kMembers[] = {
        {"full_name", &Entity::full_name},
        {"owner", &Entity::owner},
        {"comment", &Entity::comment},
        {"table_type", &Entity::type},
        {"table_id", &Entity::id},
        {"data_source_format", &Entity::format},
        {"view_definition", &Entity::definition},
        {"metastore_id", &Entity::metastore_id},
        {"storage_location", &Entity::storage_location},
        {"catalog_type", &Entity::type},
        {"isolation_mode", &Entity::isolation_mode},
        {"connection_name", &Entity::connection_name},
        {"share_name", &Entity::share_name},
        {"provider_name", &Entity::provider_name},
        {"schema_id", &Entity::id},
        {"volume_type", &Entity::type},
        {"volume_id", &Entity::id},
        {"function_id", &Entity::id},
        {"routine_definition", &Entity::definition},
        {"full_data_type", &Entity::data_type},
    };
    for (const auto& [name, member] : kMembers) {
        if (name == key) return &(e.*member);
    }
    return nullptr;
}

} // namespace

void read_entity(dom::object object, bool mended, Entity& out) {
    clear(out);
    for (const auto [key, value] : object) {
        if (key == "name") {
            text(value, out.name);
        } else if (key == "columns") {
            out.columns_unreadable = !read_columns(value, mended, out.columns);
            out.has_columns = !out.columns.empty();
        } else if (key == "created_at") {
            number(value, out.created_at);
        } else if (key == "updated_at") {
            number(value, out.updated_at);
        } else if (key == "properties") {
            read_properties(value, out.properties);
        } else if (key == "browse_only") {
            bool flag = false;
            if (value.get(flag) == simdjson::SUCCESS) out.browse_only = flag;
        } else if (key == "row_filter") {
            dom::object filter;
            if (value.get(filter) == simdjson::SUCCESS)
                out.row_filter = text_of(filter, "function_name");
        } else if (key == "input_params") {
            dom::object wrapped;
            dom::element list;
            if (value.get(wrapped) == simdjson::SUCCESS &&
                wrapped["parameters"].get(list) == simdjson::SUCCESS)
                out.columns_unreadable = !read_columns(list, mended, out.parameters);
        } else if (Text* member = text_member(out, key)) {
            text(value, *member);
        }
    }
}

} // namespace objsync::databricks
