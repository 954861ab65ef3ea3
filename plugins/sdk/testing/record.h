// What a plugin said, as plain values that a test can compare.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace objsync::testing {

using MaybeText = std::optional<std::string>; // nullopt: absent

struct Attribute {
    MaybeText value;
    bool is_volatile = false;
};

struct Column {
    std::string name;
    uint32_t ordinal = 0;
    uint32_t nullable = OBJSYNC_NULLABLE_UNKNOWN;
    MaybeText type, default_value, comment, stable_id;
    std::map<std::string, Attribute> attributes;
    std::vector<Column> fields;
};

struct Tag {
    MaybeText column;
    std::string name;
    MaybeText value;
};

struct Object {
    std::string name;
    MaybeText kind, name_space, native_type, platform_id, owner, comment, definition, stamp;
    int64_t created_ms = OBJSYNC_NO_TIME, modified_ms = OBJSYNC_NO_TIME;
    std::optional<std::vector<Column>> columns; // nullopt: the facet is absent
    std::optional<std::vector<Tag>> tags;
    std::map<std::string, Attribute> attributes;

    // Throw std::out_of_range with the name.
    [[nodiscard]] const Column& column(const std::string& name) const;
};

struct Failure {
    uint32_t error_class = OBJSYNC_ERROR_NONE;
    std::string native_code, text;
    int64_t retry_after_ms = 0;
};

// An open or ended listing: of a scope, or of a facet pass (then names are path texts).
struct Listing {
    std::string path;
    std::vector<Object> objects;
    std::map<std::string, std::string> kept, gone; // name -> reason or evidence; "": all others
    bool ended = false;
    uint32_t outcome = 0;
    std::string basis;
    MaybeText marker;
    bool filtered_by_permission = false;
    int64_t as_of_ms = OBJSYNC_NO_TIME;
    Failure error;

    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] const Object& object(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> names() const; // sorted
};

struct Answer {
    uint32_t verdict = 0;
    std::optional<Object> object;
    std::string evidence;
};

struct Finding {
    uint32_t severity = 0;
    std::string what, found, what_to_do;
};

struct Source {
    std::string identity, driver_version, server_version;
    std::vector<std::string> levels;
};

// Deep copies of what crossed the border.
[[nodiscard]] MaybeText copy_text(objsync_str text);
[[nodiscard]] Object copy_object(const objsync_object& object);
[[nodiscard]] Failure copy_error(const objsync_error& error);

// Segments joined by "/", a namespace after ";". Names are not encoded. "": the connection.
[[nodiscard]] std::string path_text(const objsync_path* path);

} // namespace objsync::testing
