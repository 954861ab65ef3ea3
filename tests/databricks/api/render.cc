#include "tests/databricks/api/render.h"

namespace fake_databricks {

namespace {

// One securable's object: members that the thing has of its own replace the usual ones.
class Members {
public:
    Members(Json& json, const Thing& thing, const View& view)
        : json_(json), thing_(thing), view_(view), own_(!thing.extra.empty()) {
        json_.begin('{');
    }

    template <typename Value>
    Members& add(const char* name, const Value& value) {
        if (!own_ || !thing_.extra.contains(name)) json_.member(name, value);
        return *this;
    }
    // Proto JSON leaves out what is empty.
    Members& text(const char* name, const std::string& value) {
        return value.empty() ? *this : add(name, std::string_view(value));
    }
    // What BROWSE alone does not show.
    Members& hidden(const char* name, const std::string& value) {
        return view_.browse_only ? *this : text(name, value);
    }
    // What an open server does not know.
    template <typename Value>
    Members& platform(const char* name, const Value& value) {
        return view_.open_server ? *this : add(name, value);
    }
    template <typename Write>
    Members& with(const char* name, Write&& write) {
        if (own_ && thing_.extra.contains(name)) return *this;
        json_.key(name);
        write(json_);
        return *this;
    }

    void common(const char* id_name) {
        if (id_name != nullptr) text(id_name, thing_.id);
        if (thing_.comment) add("comment", std::string_view(*thing_.comment));
        if (!view_.omit_username) {
            text("owner", thing_.owner);
            text("created_by", thing_.owner);
            text("updated_by", thing_.owner);
        }
        if (thing_.created_at != 0) add("created_at", thing_.created_at);
        if (thing_.updated_at != 0) add("updated_at", thing_.updated_at);
        if (view_.browse_asked) platform("browse_only", view_.browse_only);
        platform("metastore_id", std::string_view(view_.metastore_id));
        if (!view_.open_server) text("full_name", dotted(view_.path));
        if (!thing_.properties.empty() && !view_.omit_properties && !view_.browse_only) {
            with("properties", [&](Json& json) {
                json.begin('{');
                for (const auto& [key, value] : thing_.properties)
                    json.member(key, value);
                json.end('}');
            });
        }
    }

    void finish() {
        for (const auto& [name, value] : thing_.extra)
            json_.key(name).raw(value);
        json_.end('}');
    }

private:
    Json& json_;
    const Thing& thing_;
    const View& view_;
    bool own_;
};

std::string type_name(const std::string& type_text) {
    std::string out = type_text.substr(0, type_text.find_first_of("(<"));
    for (char& c : out)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (out == "BIGINT") return "LONG";
    return out;
}

void render_column(Json& json, const Column& column, int position) {
    json.begin('{').member("name", column.name).member("type_text", column.type_text);
    json.member("type_json", "{\"name\":\"" + column.name + "\",\"type\":\"" + column.type_text +
                                 "\",\"nullable\":true,\"metadata\":{}}");
    json.member("type_name", type_name(column.type_text));
    json.member("type_precision", 0).member("type_scale", 0).member("position", position);
    if (column.comment) json.member("comment", *column.comment);
    if (column.nullable) json.member("nullable", *column.nullable);
    if (column.partition_index) json.member("partition_index", *column.partition_index);
    if (column.mask) {
        json.key("mask").begin('{').member("function_name", *column.mask);
        json.key("using_column_names").begin('[').end(']').end('}');
    }
    json.end('}');
}

void render_columns(Json& json, const std::vector<Column>& columns) {
    json.begin('[');
    int position = 0; // from 0
    for (const Column& column : columns)
        render_column(json, column, position++);
    json.end(']');
}

bool sent_raw(Json& json, const Thing& thing) {
    if (!thing.raw.empty()) json.raw(thing.raw);
    return !thing.raw.empty();
}

} // namespace

void render(Json& json, const Catalog& catalog, const View& view) {
    if (sent_raw(json, catalog)) return;
    Members out(json, catalog, view);
    out.text("name", view.path[0]);
    if (view.open_server) out.text("id", catalog.id);
    out.platform("catalog_type", std::string_view(catalog.type));
    out.platform("isolation_mode", std::string_view(catalog.isolated ? "ISOLATED" : "OPEN"));
    out.text("connection_name", catalog.connection).text("share_name", catalog.share);
    out.text("provider_name", catalog.provider);
    out.platform("securable_type", "CATALOG").platform("securable_kind", "CATALOG_STANDARD");
    out.common(nullptr); // the model has no id of a catalog
    out.finish();
}

void render(Json& json, const Schema& schema, const View& view) {
    if (sent_raw(json, schema)) return;
    Members out(json, schema, view);
    out.text("name", view.path[1]).text("catalog_name", view.path[0]);
    if (view.open_server) out.text("full_name", dotted(view.path));
    out.platform("catalog_type", "MANAGED_CATALOG").platform("securable_type", "SCHEMA");
    out.common("schema_id");
    out.finish();
}

void render(Json& json, const Table& table, const View& view) {
    if (sent_raw(json, table)) return;
    Members out(json, table, view);
    out.text("name", view.path[2]).text("catalog_name", view.path[0]);
    out.text("schema_name", view.path[1]).text("table_type", table.type);
    out.text("data_source_format", table.format);
    if (!view.omit_columns)
        out.with("columns", [&](Json& to) { render_columns(to, table.columns); });
    out.hidden("storage_location", table.storage_location);
    out.hidden("view_definition", table.view_definition);
    if (!table.row_filter.empty() && !view.browse_only) {
        out.with("row_filter", [&](Json& to) {
            to.begin('{').member("function_name", table.row_filter);
            to.key("input_column_names").begin('[').end(']').end('}');
        });
    }
    out.platform("securable_type", "TABLE").platform("securable_kind", "TABLE_STANDARD");
    out.platform("data_access_configuration_id", "00000000-0000-0000-0000-000000000000");
    out.common("table_id");
    // "view_dependencies and table_constraints are not returned by ListTables queries"
    if (view.single && !view.open_server) {
        out.with("table_constraints", [](Json& to) { to.begin('[').end(']'); });
        out.with("view_dependencies", [](Json& to) { to.begin('{').end('}'); });
    }
    out.finish();
}

void render(Json& json, const Volume& volume, const View& view) {
    if (sent_raw(json, volume)) return;
    Members out(json, volume, view);
    out.text("name", view.path[2]).text("catalog_name", view.path[0]);
    out.text("schema_name", view.path[1]).text("volume_type", volume.type);
    out.hidden("storage_location", volume.storage_location);
    out.common("volume_id");
    out.finish();
}

void render(Json& json, const Function& function, const View& view) {
    if (sent_raw(json, function)) return;
    Members out(json, function, view);
    out.text("name", view.path[2]).text("catalog_name", view.path[0]);
    out.text("schema_name", view.path[1]).add("data_type", "INT");
    out.text("full_data_type", function.returns).add("routine_body", "SQL");
    out.hidden("routine_definition", function.definition);
    out.with("input_params", [&](Json& to) {
        to.begin('{').key("parameters");
        render_columns(to, function.parameters);
        to.end('}');
    });
    out.common("function_id");
    out.finish();
}

void render(Json& json, const Model& model, const View& view) {
    if (sent_raw(json, model)) return;
    Members out(json, model, view);
    out.text("name", view.path[2]).text("catalog_name", view.path[0]);
    out.text("schema_name", view.path[1]).hidden("storage_location", model.storage_location);
    out.common(view.open_server ? "id" : nullptr);
    out.finish();
}

} // namespace fake_databricks
