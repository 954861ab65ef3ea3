#include "tests/databricks/program/fields.h"

namespace fake_databricks {

namespace {

void set(Line& line, const char* name, std::string& to) {
    if (line.has(name)) to = line.take(name);
}

void set_common(Line& line, Thing& thing) {
    set(line, "id", thing.id);
    set(line, "owner", thing.owner);
    set(line, "raw", thing.raw);
    if (line.has("comment")) thing.comment = line.take("comment");
    if (line.has("updated_at"))
        thing.updated_at = to_integer(line.take("updated_at"), "updated_at");
    for (bool found = true; found;) {
        found = false;
        for (const auto& [name, value] : line.members) {
            const std::string key = name;
            if (key.starts_with("json.")) {
                thing.extra[key.substr(5)] = line.take(key);
            } else if (key.starts_with("property.")) {
                thing.properties[key.substr(9)] = line.take(key);
            } else {
                continue;
            }
            found = true;
            break;
        }
    }
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> out;
    for (size_t from = 0; from <= text.size() && !text.empty();) {
        const size_t end = std::min(text.find(at, from), text.size());
        out.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

std::vector<Column> read_columns(const std::string& text, const std::vector<Column>& before) {
    std::vector<Column> out;
    for (const auto& one : split(text, ',')) {
        Column column;
        column.name = one.substr(0, one.find(':'));
        for (const Column& old : before) {
            if (old.name == column.name) column = old;
        }
        if (one.find(':') != std::string::npos) column.type_text = one.substr(one.find(':') + 1);
        out.push_back(std::move(column));
    }
    return out;
}

} // namespace

void set_fields(Line& line, Catalog& catalog) {
    set_common(line, catalog);
    set(line, "catalog_type", catalog.type);
    set(line, "connection_name", catalog.connection);
    set(line, "share_name", catalog.share);
    set(line, "provider_name", catalog.provider);
    if (line.has("isolated")) catalog.isolated = line.take("isolated") == "true";
    if (line.has("bind")) {
        catalog.isolated = true;
        catalog.bindings.clear();
        for (const auto& one : split(line.take("bind"), ',')) {
            const size_t colon = one.find(':');
            catalog.bindings[to_integer(one.substr(0, colon), "a workspace")] =
                colon == std::string::npos ? "BINDING_TYPE_READ_WRITE" : one.substr(colon + 1);
        }
    }
}

void set_fields(Line& line, Schema& schema) {
    set_common(line, schema);
}

void set_fields(Line& line, Table& table) {
    set_common(line, table);
    set(line, "table_type", table.type);
    set(line, "data_source_format", table.format);
    set(line, "view_definition", table.view_definition);
    set(line, "storage_location", table.storage_location);
    set(line, "row_filter", table.row_filter);
    if (line.has("columns")) table.columns = read_columns(line.take("columns"), table.columns);
}

void set_fields(Line& line, Volume& volume) {
    set_common(line, volume);
    set(line, "volume_type", volume.type);
}

void set_fields(Line& line, Function& function) {
    set_common(line, function);
    set(line, "full_data_type", function.returns);
    if (line.has("parameters")) function.parameters = read_columns(line.take("parameters"), {});
}

void set_fields(Line& line, Model& model) {
    set_common(line, model);
}

} // namespace fake_databricks
