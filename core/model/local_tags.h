// Tags that people give an object here, kept apart from what the platform calls its tags.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace objsync {

// By name. An empty value: a tag without one.
using LocalTags = std::map<std::string, std::string>;

inline constexpr size_t kMaxTagName = 256, kMaxTagValue = 1024; // bytes
inline constexpr size_t kMaxLocalTags = 100;                    // of one object

// "name=value", or "name" for a tag without a value. Throws Error{input} like check_tag.
[[nodiscard]] std::pair<std::string, std::string> read_tag(std::string_view text);

// Throws Error{input} that says what is wrong: a name is not empty and has no "="; both are UTF-8
// without control characters, and within the limits above.
void check_tag(std::string_view name, std::string_view value);

// By name; no value: the tag is taken away. What is not named stays.
using TagChange = std::map<std::string, std::optional<std::string>>;

// What the change makes of the tags. Throws Error{input}: too many for one object.
[[nodiscard]] LocalTags with_change(LocalTags tags, const TagChange& change);

// {"name":"value"}
[[nodiscard]] std::string json_local_tags(const LocalTags& tags);

} // namespace objsync
