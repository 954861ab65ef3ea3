// The JSON of SHOW COLUMNS: {"type":"FIXED","precision":38,"scale":0,"nullable":true}.
#include <simdjson.h>

#include "plugins/snowflake/column/type.h"

namespace objsync::snowflake {

namespace {

using simdjson::dom::object;

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

// What these hold is not documented to stand in the JSON, and an ARRAY without it may be either.
bool may_hold_types(std::string_view type) {
    return type == "ARRAY" || type == "OBJECT" || type == "MAP" || type == "VECTOR";
}

} // namespace

std::optional<ShownType> read_shown_type(std::string_view json) {
    thread_local simdjson::dom::parser parser; // its memory serves column after column
    object top;
    if (parser.parse(simdjson::padded_string(json)).get(top) != simdjson::SUCCESS)
        return std::nullopt;
    ShownType out;
    if (top["nullable"].get(out.nullable) != simdjson::SUCCESS) return std::nullopt;
    out.collation = text_of(top, "collation");
    TypeParts parts;
    parts.name = base_name(text_of(top, "type"));
    if (parts.name.empty()) return std::nullopt;
    parts.length = number_of(top, "length");
    parts.precision = number_of(top, "precision");
    parts.scale = number_of(top, "scale");
    parts.fraction = parts.scale; // so are the digits of a second called here
    if (may_hold_types(parts.name) || !type_text(parts, out.text)) out.text.clear();
    return out;
}

} // namespace objsync::snowflake
