#include "plugins/snowflake/column/type.h"

#include <charconv>

namespace objsync::snowflake {

namespace {

void append_number(std::string& out, int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
    out.append(digits, end);
}

// "NAME(a)" or "NAME(a,b)". False where a figure is missing.
bool with_figures(std::string& out, std::string_view name, MaybeNumber a) {
    if (!a) return false;
    out += name;
    out += '(';
    append_number(out, *a);
    out += ')';
    return true;
}

bool with_figures(std::string& out, std::string_view name, MaybeNumber a, MaybeNumber b) {
    if (!a || !b) return false;
    out += name;
    out += '(';
    append_number(out, *a);
    out += ',';
    append_number(out, *b);
    out += ')';
    return true;
}

bool holds_elements(std::string_view name) {
    return name == "ARRAY" || name == "OBJECT" || name == "MAP";
}

} // namespace

bool type_text(const TypeParts& parts, std::string& out) {
    out.clear();
    const std::string_view name = parts.name;
    if (name.empty() || name == "VECTOR" || name == "MAP") return false;
    if (name == "NUMBER") return with_figures(out, "NUMBER", parts.precision, parts.scale);
    if (name == "TEXT") return with_figures(out, "VARCHAR", parts.length);
    if (name == "BINARY") return with_figures(out, "BINARY", parts.length);
    if (name == "DECFLOAT") return with_figures(out, "DECFLOAT", parts.precision);
    if (name == "TIME" || name.starts_with("TIMESTAMP_"))
        return with_figures(out, name, parts.fraction);
    if (holds_elements(name) && parts.structured) return false;
    out = name;
    return true;
}

} // namespace objsync::snowflake
