#include "core/model/local_tags.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/model/json.h"

namespace objsync {

namespace {

[[noreturn]] void fail(const std::string& why) {
    throw Error(ErrorKind::input, why);
}

void check_text(const std::string& what, std::string_view text, size_t limit) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (text.size() > limit) fail(what + " is longer than " + std::to_string(limit) + " bytes");
    if (std::any_of(text.begin(), text.end(), control)) fail(what + " has a control character");
    for (size_t length = 0; !text.empty(); text.remove_prefix(length)) {
        length = utf8_length(text);
        if (length == 0) fail(what + " is not UTF-8");
    }
}

} // namespace

void check_tag(std::string_view name, std::string_view value) {
    if (name.empty()) fail("a tag has no name: write \"name=value\", or \"name\" alone");
    check_text("a tag's name", name, kMaxTagName);
    const std::string quoted = '"' + std::string(name) + '"';
    if (name.find('=') != std::string_view::npos)
        fail("the tag name " + quoted + " has a \"=\", which stands between name and value");
    check_text("the value of the tag " + quoted, value, kMaxTagValue);
}

std::pair<std::string, std::string> read_tag(std::string_view text) {
    const size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
    check_tag(name, value);
    return {std::string(name), std::string(value)};
}

LocalTags with_change(LocalTags tags, const TagChange& change) {
    for (const auto& [name, value] : change) {
        if (value)
            tags[name] = *value;
        else
            tags.erase(name);
    }
    if (tags.size() > kMaxLocalTags) {
        throw Error(ErrorKind::input, "an object has at most " + std::to_string(kMaxLocalTags) +
                                          " local tags, and this would make " +
                                          std::to_string(tags.size()));
    }
    return tags;
}

std::string json_local_tags(const LocalTags& tags) {
    std::string out = "{";
    for (const auto& [name, value] : tags) {
        if (out.size() > 1) out += ',';
        json::put_text(out, name);
        out += ':';
        json::put_text(out, value);
    }
    return out + '}';
}

} // namespace objsync
