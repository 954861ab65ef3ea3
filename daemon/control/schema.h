// What requests and answers consist of, as data: the routes' table is made of it, the OpenAPI
// document is printed from it, and bodies are checked against it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace objsync::control {

enum class Type : uint8_t {
    text,
    integer,
    number,
    boolean,
    time,          // RFC 3339 text
    texts,         // list of text
    object,        // of a shape
    list,          // of objects of a shape
    counts,        // object whose values are integers
    named,         // object whose values are text
    named_changes, // object whose values are text or null
    any,           // any JSON value
};

// What a member may also be.
inline constexpr uint8_t kNull = 1, kAbsent = 2;

struct Shape;

struct Field {
    std::string_view name;
    Type type = Type::text;
    std::string_view help = "";
    uint8_t may_be = 0;
    const Shape* shape = nullptr; // of objects and lists
};

// A JSON object. Its members are these and no others.
struct Shape {
    std::string_view name; // in the document
    std::vector<Field> fields;
};

} // namespace objsync::control
