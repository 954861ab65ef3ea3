#include "plugins/sdk/testing/record.h"

#include <algorithm>
#include <stdexcept>

namespace objsync::testing {

namespace {

MaybeText copy_c(const char* text) {
    return text ? MaybeText(text) : std::nullopt;
}

template <typename Item>
const Item& at(const Item* first, size_t i) {
    const char* bytes = reinterpret_cast<const char*>(first);
    return *reinterpret_cast<const Item*>(bytes + i * first->size);
}

std::map<std::string, Attribute> copy_attributes(const objsync_attribute* first, size_t n) {
    std::map<std::string, Attribute> out;
    for (size_t i = 0; i < n; ++i) {
        const auto& attribute = at(first, i);
        out[copy_text(attribute.name).value_or("")] = {copy_text(attribute.value),
                                                       attribute.is_volatile != 0};
    }
    return out;
}

std::vector<Column> copy_columns(const objsync_column* first, size_t n) {
    std::vector<Column> out;
    for (size_t i = 0; i < n; ++i) {
        const auto& column = at(first, i);
        out.push_back({copy_text(column.name).value_or(""), column.ordinal, column.nullable,
                       copy_text(column.type), copy_text(column.default_value),
                       copy_text(column.comment), copy_text(column.stable_id),
                       copy_attributes(column.attributes, column.n_attributes),
                       copy_columns(column.fields, column.n_fields)});
    }
    return out;
}

} // namespace

MaybeText copy_text(objsync_str text) {
    return text.data ? MaybeText(std::string(text.data, text.len)) : std::nullopt;
}

Object copy_object(const objsync_object& in) {
    Object out;
    out.name = copy_text(in.name).value_or("");
    out.kind = copy_c(in.kind);
    out.name_space = copy_c(in.name_space);
    out.native_type = copy_text(in.native_type);
    out.platform_id = copy_text(in.platform_id);
    out.owner = copy_text(in.owner);
    out.comment = copy_text(in.comment);
    out.definition = copy_text(in.definition);
    out.stamp = copy_text(in.stamp);
    out.created_ms = in.created_ms;
    out.modified_ms = in.modified_ms;
    if (in.has & OBJSYNC_HAS_COLUMNS) out.columns = copy_columns(in.columns, in.n_columns);
    if (in.has & OBJSYNC_HAS_TAGS) {
        out.tags.emplace();
        for (size_t i = 0; i < in.n_tags; ++i) {
            const auto& tag = at(in.tags, i);
            out.tags->push_back(
                {copy_text(tag.column), copy_text(tag.name).value_or(""), copy_text(tag.value)});
        }
    }
    out.attributes = copy_attributes(in.attributes, in.n_attributes);
    return out;
}

Failure copy_error(const objsync_error& error) {
    return {error.error_class, copy_text(error.native_code).value_or(""),
            copy_text(error.text).value_or(""), error.retry_after_ms};
}

std::string path_text(const objsync_path* path) {
    std::string out;
    for (size_t i = 0; i < path->n; ++i) {
        const auto& segment = path->segments[i];
        if (i > 0) out += '/';
        out += copy_text(segment.name).value_or("");
        if (segment.name_space.len > 0) out += ";" + *copy_text(segment.name_space);
    }
    return out;
}

const Column& Object::column(const std::string& wanted) const {
    if (columns) {
        for (const auto& column : *columns) {
            if (column.name == wanted) return column;
        }
    }
    throw std::out_of_range("'" + name + "' has no column '" + wanted + "'");
}

bool Listing::has(const std::string& name) const {
    return std::any_of(objects.begin(), objects.end(),
                       [&](const Object& object) { return object.name == name; });
}

const Object& Listing::object(const std::string& name) const {
    for (const auto& object : objects) {
        if (object.name == name) return object;
    }
    throw std::out_of_range("'" + path + "' has no object '" + name + "'");
}

std::vector<std::string> Listing::names() const {
    std::vector<std::string> out;
    for (const auto& object : objects)
        out.push_back(object.name);
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace objsync::testing
