#include "plugins/snowflake/object/row.h"

namespace objsync::snowflake {

namespace {

sdk::Text text(const MaybeString& value) {
    return value ? sdk::Text(*value) : std::nullopt;
}

void flag(sdk::Object& out, const char* name, MaybeFlag value) {
    if (value) out.attribute(name, *value ? "true" : "false");
}

void number(sdk::Object& out, const char* name, const std::optional<int64_t>& value) {
    if (value) out.attribute(name, std::to_string(*value), sdk::Changes::are_volatile);
}

} // namespace

void fill(sdk::Object& out, const Row& row) {
    out.reset(row.name, row.kind ? sdk::Text(row.kind->kind) : std::nullopt);
    if (row.kind) out.native_type(row.kind->native_type);
    if (row.id) out.platform_id(std::to_string(*row.id));
    // Objects of shares have no owner that one could see.
    if (row.owner && !row.owner->empty()) out.owner(*row.owner);
    out.comment(text(row.comment));
    if (row.created_ms) out.created(*row.created_ms);
    if (row.modified_ms) out.modified(*row.modified_ms);
    flag(out, "temporary", row.temporary);
    flag(out, "transient", row.transient);
    flag(out, "hybrid", row.hybrid);
    flag(out, "secure", row.secure);
    number(out, "rows", row.rows);
    number(out, "bytes", row.bytes);
    if (row.stamp) out.stamp(row.stamp->text());
}

} // namespace objsync::snowflake
