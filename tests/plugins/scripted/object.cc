#include "tests/plugins/scripted/object.h"

#include <map>

#include "tests/plugins/abi.h"

namespace objsync::scripted {

namespace {

// Splits `a:b:c` before decoding, so that a part may hold an encoded colon (%3A).
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    for (size_t start = 0;;) {
        const size_t colon = text.find(':', start);
        out.push_back(decode(text.substr(start, colon - start)));
        if (colon == std::string_view::npos) return out;
        start = colon + 1;
    }
}

const std::map<std::string, objsync_str objsync_object::*, std::less<>> kTexts = {
    {"native", &objsync_object::native_type}, {"id", &objsync_object::platform_id},
    {"owner", &objsync_object::owner},        {"comment", &objsync_object::comment},
    {"stamp", &objsync_object::stamp},        {"definition", &objsync_object::definition},
};

} // namespace

objsync_str ObjectText::keep(std::string text) {
    return test_plugin::str(texts_.emplace_back(std::move(text)));
}

// name:type[:null|notnull[:default[:comment[:id]]]]; an empty part is absent.
void ObjectText::add_column(std::string_view text) {
    const std::vector<std::string> parts = split(text);
    const auto part = [&](size_t i) {
        return parts.size() > i && !parts[i].empty() ? keep(parts[i]) : objsync_str{nullptr, 0};
    };
    objsync_column c{};
    c.size = sizeof(c);
    c.name = keep(parts[0]);
    c.ordinal = static_cast<uint32_t>(columns_.size() + 1);
    c.type = keep(parts.size() > 1 ? parts[1] : "INTEGER");
    if (parts.size() > 2 && parts[2] == "null") c.nullable = OBJSYNC_NULLABLE_YES;
    if (parts.size() > 2 && parts[2] == "notnull") c.nullable = OBJSYNC_NULLABLE_NO;
    c.default_value = part(3);
    c.comment = part(4);
    c.stable_id = part(5);
    columns_.push_back(c);
}

// name:value, or column@name:value.
void ObjectText::add_tag(std::string_view text) {
    objsync_tag t{};
    t.size = sizeof(t);
    const size_t at = text.find('@');
    if (at != std::string_view::npos) {
        t.column = keep(decode(text.substr(0, at)));
        text.remove_prefix(at + 1);
    }
    const std::vector<std::string> parts = split(text);
    t.name = keep(parts[0]);
    t.value = keep(parts.size() > 1 ? parts[1] : "");
    tags_.push_back(t);
}

// name:value, or name alone for one that is known to have none.
void ObjectText::add_attribute(std::string_view text, bool is_volatile) {
    const std::vector<std::string> parts = split(text);
    objsync_attribute a{};
    a.size = sizeof(a);
    a.name = keep(parts[0]);
    if (parts.size() > 1) a.value = keep(parts[1]);
    a.is_volatile = is_volatile ? 1 : 0;
    attributes_.push_back(a);
}

void ObjectText::read(const std::string& key, const std::string& text, int line) {
    if (const auto field = kTexts.find(key); field != kTexts.end()) {
        object_.*(field->second) = keep(decode(text));
    } else if (key == "col") {
        add_column(text);
    } else if (key == "columns") { // columns=none: known to have none
        object_.has |= OBJSYNC_HAS_COLUMNS;
    } else if (key == "tag") {
        add_tag(text);
    } else if (key == "tags") {
        object_.has |= OBJSYNC_HAS_TAGS;
    } else if (key == "attr" || key == "vattr") {
        add_attribute(text, key == "vattr");
    } else if (key == "created") {
        object_.created_ms = std::stoll(text);
    } else if (key == "modified") {
        object_.modified_ms = std::stoll(text);
    } else {
        throw std::runtime_error("line " + std::to_string(line) + ": unknown '" + key + "='");
    }
}

ObjectText::ObjectText(const Statement& s) {
    const Path path(s.word(0));
    object_.size = sizeof(object_);
    object_.name = keep(path.name());
    if (!path.name_space().empty()) object_.name_space = keep(path.name_space()).data;
    if (s.words.size() > 1) object_.kind = keep(s.word(1)).data;
    object_.created_ms = object_.modified_ms = OBJSYNC_NO_TIME;
    for (const auto& [key, text] : s.named)
        read(key, text, s.line);
    if (!columns_.empty()) object_.has |= OBJSYNC_HAS_COLUMNS;
    if (!tags_.empty()) object_.has |= OBJSYNC_HAS_TAGS;
    object_.columns = columns_.data();
    object_.n_columns = columns_.size();
    object_.tags = tags_.data();
    object_.n_tags = tags_.size();
    object_.attributes = attributes_.data();
    object_.n_attributes = attributes_.size();
}

} // namespace objsync::scripted
