// Where an object is: names from below the connection down, each with its namespace.
// Path text is what people type and events carry: segments joined by "/", and in each segment
// "/", "%", ";", control characters, invalid UTF-8 and the segments "." and ".." percent-encoded;
// a namespace other than the default follows as ";namespace".
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace objsync {

// The namespace of a kind that declares none: tables, views, schemas, databases. Other kinds
// (functions with signature, volumes, models) declare their own, so that a table and a function
// of one name are two objects.
inline constexpr std::string_view kDefaultNamespace = "";

struct Segment {
    std::string name; // bytes exactly as the platform returns them; never empty, no NUL
    std::string ns;   // kDefaultNamespace, or what the kind declares
    auto operator<=>(const Segment&) const = default;
};

using Path = std::vector<Segment>; // empty: the connection itself

[[nodiscard]] std::string encode_name(std::string_view name);
[[nodiscard]] std::string encode_segment(const Segment& segment);
[[nodiscard]] std::string encode_path(const Path& path);

// The whole path text of an object, connection first: what an event's subject holds.
[[nodiscard]] std::string path_text(std::string_view connection, const Path& path);

// Throw Error{input} that says which part is wrong.
[[nodiscard]] std::string decode_name(std::string_view text); // of a name or a part of one
[[nodiscard]] Segment decode_segment(std::string_view text);
[[nodiscard]] Path decode_path(std::string_view text);

} // namespace objsync
