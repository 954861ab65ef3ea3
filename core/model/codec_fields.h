// The numbers in the byte form of an object (codec.h), for those who read it without an Object.
#pragma once

#include <cstdint>

namespace objsync::codec {

enum class Field : uint8_t {
    kind = 1,
    native_type = 2,
    platform_id = 3,
    owner = 4,
    comment = 5,
    created = 6,
    definition = 7,
    columns = 8,
    tags = 9,
    attribute = 10,
    stamp = 20,
    modified = 21,
    volatile_attribute = 22,
};

// Which optional parts of a column follow.
enum : uint8_t { kDefault = 1, kComment = 2, kId = 4, kAttributes = 8, kFields = 16 };

// Structured types nest, but no platform nests a hundred deep; a peer that does is lying.
inline constexpr int kMaxDepth = 64;

} // namespace objsync::codec
