// The one byte form of an object: what crosses the pipe, what is stored, what fingerprints are
// made of. Canonical: equal objects give equal bytes. Name and namespace are kept beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/object.h"

namespace objsync {

// Of columns, tags or attributes in one list. A list that says it is longer is not believed: its
// bytes may come from a broken child, and each item costs more memory here than there.
inline constexpr size_t kMaxItems = 100'000;

// `stable` gets the fields that are compared, `moving` the volatile ones. Both are replaced.
// Columns, tags and attributes may come in any order; they are sorted here.
void encode_object(const Object& object, std::string& stable, std::string& moving);

// Reads both parts into `object`, leaving name and ns alone. Unknown field numbers are an error:
// stored bytes carry the schema version of the store. Throws Error{corrupt}.
void decode_object(std::string_view stable, std::string_view moving, Object& object);

// Throws Error{corrupt} where decode_object would, without its cost.
void check_object(std::string_view stable, std::string_view moving);

// Encodings of single facets, also used by facet passes.
void encode_columns(const std::vector<Column>& columns, std::string& out);
void encode_tags(const std::vector<Tag>& tags, std::string& out);
[[nodiscard]] std::vector<Column> decode_columns(std::string_view bytes);
[[nodiscard]] std::vector<Tag> decode_tags(std::string_view bytes);

// Reads only one text field of the stable part, without decoding the rest.
enum class TextField : uint8_t {
    kind = 1,
    native_type = 2,
    platform_id = 3,
    owner = 4,
    comment = 5
};
[[nodiscard]] std::optional<std::string_view> peek_text(std::string_view stable, TextField field);

// Reads only the tags, of the object and its columns. Views into `stable`.
struct TagView {
    std::string_view column, name, value; // column empty: on the object itself
};
[[nodiscard]] std::vector<TagView> peek_tags(std::string_view stable);

// The stamp alone, from the volatile part.
[[nodiscard]] std::optional<std::string> stamp_of(std::string_view moving);

// 64-bit XXH3 of the bytes; never 0, so that 0 can mean "unknown".
[[nodiscard]] uint64_t fingerprint(std::string_view bytes);

} // namespace objsync
