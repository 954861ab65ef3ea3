#include "plugins/databricks/uc/object.h"

#include <array>

namespace objsync::databricks {

namespace {

constexpr int64_t kMostColumns = 100000; // of one object, as the ABI says

// https://docs.databricks.com/api/workspace/tables/list: table_type
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTableKinds{{
    {"MANAGED", "table"},
    {"MANAGED_SHALLOW_CLONE", "table"},
    {"EXTERNAL", "external_table"},
    {"EXTERNAL_SHALLOW_CLONE", "external_table"},
    {"VIEW", "view"},
    {"MATERIALIZED_VIEW", "materialized_view"},
    {"STREAMING_TABLE", "streaming_table"},
    {"FOREIGN", "foreign_table"},
    {"METRIC_VIEW", "metric_view"},
}};

// Under BROWSE alone the platform leaves fields out or empty: then an empty text is "cannot tell".
Text shown(const Entity& entity, Text text) {
    if (entity.browse_only && text && text->empty()) return std::nullopt;
    return text;
}

void fill_common(sdk::Object& out, const Entity& entity) {
    out.owner(shown(entity, entity.owner));
    // Proto JSON leaves out what is empty: without a comment there is none, unless it is hidden.
    if (!entity.browse_only || entity.comment) out.comment(entity.comment.value_or(""));
    if (entity.created_at) out.created(*entity.created_at);
    if (entity.updated_at) out.modified(*entity.updated_at);
    out.attribute("browse_only", entity.browse_only ? "true" : "false");
}

// Absent: known to have none, unless it is hidden.
void attribute(sdk::Object& out, const Entity& entity, const char* name, Text value) {
    if (value || !entity.browse_only) out.attribute(name, value);
}

void fill_column(sdk::Column& out, const ColumnInfo& column, uint32_t ordinal, bool hidden) {
    out.ordinal(ordinal);
    out.type(column.type_text);
    out.nullable(column.nullable.value_or(true)); // "default: true"
    if (column.comment || !hidden) out.comment(column.comment.value_or(""));
    if (column.partition_index)
        out.attribute("partition_index", std::to_string(*column.partition_index));
    if (column.mask_function) out.attribute("mask", column.mask_function);
}

// Positions are the platform's, as long as they tell the columns apart.
bool positions_are_good(const std::vector<ColumnInfo>& columns) {
    std::vector<bool> taken(columns.size() * 2 + 16);
    for (const auto& column : columns) {
        const int64_t at = column.position.value_or(-1);
        if (at < 0 || at >= kMostColumns) return false;
        if (static_cast<size_t>(at) >= taken.size()) taken.resize(static_cast<size_t>(at) + 1);
        if (taken[static_cast<size_t>(at)]) return false;
        taken[static_cast<size_t>(at)] = true;
    }
    return true;
}

void fill_columns(sdk::Object& out, const std::vector<ColumnInfo>& columns, bool hidden) {
    const bool good = positions_are_good(columns);
    uint32_t place = 0; // from 1, as ordinals are; positions are from 0
    for (const ColumnInfo& column : columns) {
        ++place;
        if (column.name.empty()) continue;
        const uint32_t ordinal = good ? static_cast<uint32_t>(*column.position) + 1 : place;
        fill_column(out.column(column.name), column, ordinal, hidden);
    }
}

void fill_details(sdk::Object& out, const Securable& securable, const Entity& entity) {
    if (securable.endpoint == kTables.endpoint) {
        attribute(out, entity, "format", entity.format);
        attribute(out, entity, "row_filter", entity.row_filter);
        out.native_type(entity.type);
    } else if (securable.endpoint == kVolumes.endpoint) {
        out.native_type(entity.type);
        attribute(out, entity, "storage_location", entity.storage_location);
    } else if (securable.endpoint == kFunctions.endpoint) {
        attribute(out, entity, "returns", entity.data_type);
    }
    out.definition(shown(entity, entity.definition));
}

} // namespace

std::string_view kind_of_table(std::string_view table_type) {
    for (const auto& [type, kind] : kTableKinds) {
        if (type == table_type) return kind;
    }
    return table_type;
}

std::string stamp_of(const Entity& entity, bool columns_known) {
    if (!entity.updated_at) return {};
    std::string stamp = std::to_string(*entity.updated_at);
    if (entity.browse_only) stamp += " browse"; // a wider grant shows more of the same object
    if (!columns_known) stamp += " no columns";
    return stamp;
}

void fill_catalog(sdk::Object& out, const Entity& catalog) {
    out.reset(catalog.name, "catalog").native_type(catalog.type);
    fill_common(out, catalog);
    attribute(out, catalog, "isolation_mode", catalog.isolation_mode);
    attribute(out, catalog, "connection", catalog.connection_name);
    attribute(out, catalog, "share", catalog.share_name);
    attribute(out, catalog, "provider", catalog.provider_name);
}

void fill_schema(sdk::Object& out, const Entity& schema) {
    out.reset(schema.name, "schema");
    if (schema.id) out.platform_id(schema.id);
    fill_common(out, schema);
}

void fill_object(sdk::Object& out, const Securable& securable, const Entity& entity,
                 Columns columns, bool properties) {
    Text kind = securable.kind ? Text(securable.kind) : std::nullopt;
    if (!securable.kind && entity.type) kind = kind_of_table(*entity.type);
    out.reset(entity.name, kind);
    if (securable.name_space) out.name_space(securable.name_space);
    if (entity.id) out.platform_id(entity.id);
    fill_common(out, entity);
    fill_details(out, securable, entity);
    // An empty list is no proof: a foreign table's columns are synchronised later, and a restricted
    // object hides them. Those of any other table do not come without a change of it.
    const auto& list =
        securable.endpoint == kFunctions.endpoint ? entity.parameters : entity.columns;
    if (columns == Columns::given && !list.empty()) fill_columns(out, list, entity.browse_only);
    const bool may_come = securable.endpoint == kTables.endpoint && columns == Columns::given &&
                          list.empty() && (entity.browse_only || entity.type == "FOREIGN");
    const std::string stamp = stamp_of(entity, !may_come);
    if (!stamp.empty()) out.stamp(stamp);
    if (properties) {
        for (const auto& [name, value] : entity.properties)
            out.attribute("property." + std::string(name), value);
    }
}

} // namespace objsync::databricks
