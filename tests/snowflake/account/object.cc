#include "tests/snowflake/account/object.h"

#include <algorithm>

namespace fake_snowflake {

namespace {

std::string quoted(const std::string& name) {
    const auto plain = [](unsigned char c, bool first) {
        return (c >= 'A' && c <= 'Z') || c == '_' ||
               (!first && ((c >= '0' && c <= '9') || c == '$'));
    };
    bool bare = !name.empty() && plain(static_cast<unsigned char>(name[0]), true);
    for (const char c : name)
        bare = bare && plain(static_cast<unsigned char>(c), false);
    if (bare) return name;
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + "\"";
}

Object made(Kind kind, std::vector<Column> list, std::string text = {}) {
    Object result;
    result.kind = kind;
    result.columns = columns(std::move(list));
    result.text = std::move(text);
    return result;
}

} // namespace

std::string Path::text() const {
    std::string result = quoted(database);
    if (!schema.empty()) result += "." + quoted(schema);
    if (!object.empty()) result += "." + quoted(object);
    return result;
}

Column column(const std::string& name, const std::string& type, Nullability nullability) {
    return {.name = name, .type = parse_type(type), .nullable = nullability == nullable};
}

Columns columns(std::vector<Column> list) {
    return std::make_shared<const std::vector<Column>>(std::move(list));
}

void Object::owned_by(const std::string& role) {
    for (auto& [other, privileges] : grants)
        privileges.erase("OWNERSHIP");
    std::erase_if(grants, [](const auto& entry) { return entry.second.empty(); });
    owner = role;
    if (!role.empty()) grants[role].insert("OWNERSHIP");
}

Object table(std::vector<Column> list) {
    return made(Kind::table, std::move(list));
}

Object view(std::string text, std::vector<Column> list) {
    return made(Kind::view, std::move(list), std::move(text));
}

Object materialized_view(std::string text, std::vector<Column> list) {
    return made(Kind::materialized_view, std::move(list), std::move(text));
}

Object external_table(std::vector<Column> list) {
    return made(Kind::external_table, std::move(list));
}

// https://docs.snowflake.com/en/developer-guide/logging-tracing/event-table-columns
Object event_table() {
    return made(
        Kind::event_table,
        {column("TIMESTAMP", "TIMESTAMP_NTZ(9)"), column("START_TIMESTAMP", "TIMESTAMP_NTZ(9)"),
         column("OBSERVED_TIMESTAMP", "TIMESTAMP_NTZ(9)"), column("TRACE", "OBJECT"),
         column("RESOURCE", "OBJECT"), column("RESOURCE_ATTRIBUTES", "OBJECT"),
         column("SCOPE", "OBJECT"), column("SCOPE_ATTRIBUTES", "OBJECT"),
         column("RECORD_TYPE", "VARCHAR(16777216)"), column("RECORD", "OBJECT"),
         column("RECORD_ATTRIBUTES", "OBJECT"), column("VALUE", "VARIANT"),
         column("EXEMPLARS", "ARRAY")});
}

Object iceberg_table(std::vector<Column> list) {
    Object result = table(std::move(list));
    result.iceberg = true;
    return result;
}

Object dynamic_table(std::string text, std::vector<Column> list) {
    Object result = table(std::move(list));
    result.dynamic = true;
    result.text = std::move(text);
    return result;
}

Object future_object(std::string native, std::vector<Column> list) {
    Object result = made(Kind::other, std::move(list));
    result.native = std::move(native);
    return result;
}

} // namespace fake_snowflake
