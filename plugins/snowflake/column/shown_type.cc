// The JSON of SHOW COLUMNS: {"type":"FIXED","precision":38,"scale":0,"nullable":true}, and
// structured types with what they hold: "elementType", "fields", "keyType" and "valueType".
#include <simdjson.h>

#include "plugins/snowflake/column/type.h"

namespace objsync::snowflake {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr int kDeepest = 32; // types in types; deeper is no type that a person wrote

MaybeNumber number_of(const object& json, std::string_view key) {
    int64_t number = 0;
    if (json[key].get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
}

std::string_view text_of(const object& json, std::string_view key) {
    std::string_view text;
    if (json[key].get(text) != simdjson::SUCCESS) return {};
    return text;
}

// The names of SHOW COLUMNS that differ from those of the language.
std::string_view base_name(std::string_view type) {
    if (type == "FIXED") return "NUMBER";
    if (type == "REAL") return "FLOAT";
    return type;
}

bool append_type(const object& json, std::string& out, int depth);

bool append_inner(const object& json, std::string_view key, std::string& out, int depth) {
    object inner;
    if (json[key].get(inner) != simdjson::SUCCESS || !append_type(inner, out, depth)) return false;
    bool nullable = true;
    if (inner["nullable"].get(nullable) == simdjson::SUCCESS && !nullable) out += " NOT NULL";
    return true;
}

// OBJECT(a NUMBER(38,0), b VARCHAR(10) NOT NULL)
bool append_fields(const simdjson::dom::array& fields, std::string& out, int depth) {
    out += "OBJECT(";
    bool first = true;
    for (const element field : fields) {
        object json;
        if (field.get(json) != simdjson::SUCCESS) return false;
        const std::string_view name = text_of(json, "fieldName");
        if (name.empty()) return false;
        if (!first) out += ", ";
        first = false;
        out += name;
        out += ' ';
        if (!append_inner(json, "fieldType", out, depth)) return false;
    }
    out += ')';
    return true;
}

// VECTOR(FLOAT, 256)
bool append_vector(const object& json, std::string& out) {
    const MaybeNumber dimension = number_of(json, "dimension");
    object inner;
    std::string_view of = text_of(json, "vectorElementType");
    if (of.empty() && json["elementType"].get(inner) == simdjson::SUCCESS)
        of = text_of(inner, "type");
    if (!dimension || of.empty()) return false;
    // A vector's elements are 32 bits wide: INT or FLOAT, whatever they are stored as.
    const bool integer = of == "FIXED" || of == "INT" || of == "NUMBER";
    if (!integer && of != "REAL" && of != "FLOAT") return false;
    out += integer ? "VECTOR(INT, " : "VECTOR(FLOAT, ";
    out += std::to_string(*dimension);
    out += ')';
    return true;
}

bool append_plain(const object& json, std::string_view type, std::string& out) {
    TypeParts parts;
    parts.name = base_name(type);
    parts.length = number_of(json, "length");
    parts.precision = number_of(json, "precision");
    parts.scale = number_of(json, "scale");
    parts.fraction = parts.scale; // so are the digits of a second called here
    std::string text;
    if (!type_text(parts, text)) return false;
    out += text;
    return true;
}

bool append_type(const object& json, std::string& out, int depth) {
    if (depth > kDeepest) return false;
    const std::string_view type = text_of(json, "type");
    if (type == "VECTOR") return append_vector(json, out);
    simdjson::dom::array fields;
    if (type == "OBJECT" && json["fields"].get(fields) == simdjson::SUCCESS)
        return append_fields(fields, out, depth + 1);
    const bool holds = json["elementType"].error() == simdjson::SUCCESS;
    if (type == "ARRAY" && holds) {
        out += "ARRAY(";
        if (!append_inner(json, "elementType", out, depth + 1)) return false;
        out += ')';
        return true;
    }
    if (type == "MAP") {
        out += "MAP(";
        if (!append_inner(json, "keyType", out, depth + 1)) return false;
        out += ", ";
        if (!append_inner(json, "valueType", out, depth + 1)) return false;
        out += ')';
        return true;
    }
    return append_plain(json, type, out);
}

} // namespace

std::optional<ShownType> read_shown_type(std::string_view json) {
    thread_local simdjson::dom::parser parser; // its memory serves column after column
    object top;
    if (parser.parse(simdjson::padded_string(json)).get(top) != simdjson::SUCCESS)
        return std::nullopt;
    ShownType out;
    if (!append_type(top, out.text, 0)) return std::nullopt;
    if (top["nullable"].get(out.nullable) != simdjson::SUCCESS) return std::nullopt;
    out.collation = text_of(top, "collation");
    return out;
}

} // namespace objsync::snowflake
