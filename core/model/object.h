// An object as a listing gives it. Every field but the name may be absent: absent means "this
// listing cannot tell", never "empty".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace objsync {

enum class Nullable : uint8_t { unknown = 0, yes = 1, no = 2 };

// An attribute stands for itself: one that is not listed keeps its stored value, one listed
// without a value is known to have none.
struct Attribute {
    std::string name;
    std::optional<std::string> value;
    bool operator==(const Attribute&) const = default;
};

struct Column {
    std::string name;
    uint32_t ordinal = 0; // from 1
    std::string type;     // full type text, as the platform spells it
    Nullable nullable = Nullable::unknown;
    std::optional<std::string> default_value;
    std::optional<std::string> comment;
    std::optional<std::string> stable_id;
    std::vector<Attribute> attributes;
    std::vector<Column> fields; // of a structured type
    bool operator==(const Column&) const = default;
};

struct Tag {
    std::string column; // empty: on the object itself
    std::string name;
    std::string value;
    auto operator<=>(const Tag&) const = default;
};

struct Object {
    std::string name;
    std::string ns;
    std::optional<std::string> kind;
    std::optional<std::string> native_type; // the platform's own word for the kind
    std::optional<std::string> platform_id;
    std::optional<std::string> owner;
    std::optional<std::string> comment;
    std::optional<int64_t> created_ms; // since the Unix epoch
    std::optional<std::string> definition;
    std::optional<std::vector<Column>> columns; // ascending ordinal
    std::optional<std::vector<Tag>> tags;       // sorted
    std::vector<Attribute> attributes;          // sorted by name

    // Stored, never an event nor part of a fingerprint.
    std::optional<std::string> stamp;
    std::optional<int64_t> modified_ms;
    std::vector<Attribute> volatile_attributes; // sorted by name

    bool operator==(const Object&) const = default;
};

} // namespace objsync
