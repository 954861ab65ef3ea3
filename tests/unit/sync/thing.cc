#include "tests/unit/sync/thing.h"

#include <stdexcept>

namespace objsync::test {

std::vector<std::string> words_of(std::string_view text, char separator) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const size_t end = text.find(separator);
        if (end != 0) words.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return words;
}

namespace {

std::vector<Column> columns_of(const std::string& text) {
    std::vector<Column> columns;
    for (const std::string& word : words_of(text, ',')) {
        const size_t colon = word.find(':');
        Column c;
        c.name = word.substr(0, colon);
        c.type = word.substr(colon + 1);
        c.ordinal = static_cast<uint32_t>(columns.size() + 1);
        columns.push_back(std::move(c));
    }
    return columns;
}

void set_field(Object& o, const std::string& key, const std::string& value) {
    if (key == "kind") {
        o.kind.reset();
        if (value != "-") o.kind = value;
    } else if (key == "type") {
        o.native_type = value;
    } else if (key == "owner") {
        o.owner = value;
    } else if (key == "comment") {
        o.comment = value;
    } else if (key == "created") {
        o.created_ms = std::stoll(value);
    } else if (key == "definition") {
        o.definition = value;
    } else if (key == "columns") {
        o.columns = columns_of(value);
    } else if (key == "tags") {
        o.tags.emplace();
        for (const std::string& tag : words_of(value, ','))
            o.tags->push_back({"", tag, ""});
    } else if (key == "stamp") {
        o.stamp = value;
    } else if (key == "modified") {
        o.modified_ms = std::stoll(value);
    } else if (key == "rows") {
        o.volatile_attributes.push_back({"rows", value});
    } else if (key.front() == '@') {
        Attribute a{key.substr(1), std::nullopt};
        if (value != "-") a.value = value;
        o.attributes.push_back(std::move(a));
    } else {
        throw std::invalid_argument("a thing has no '" + key + "'");
    }
}

} // namespace

Object thing(std::string_view text) {
    const std::vector<std::string> words = words_of(text, ' ');
    std::string name = words.at(0);
    Object o;
    o.kind = "table";
    if (name.back() == '/') {
        name.pop_back();
        o.kind = "folder";
    }
    const Segment segment = decode_segment(name);
    o.name = segment.name;
    o.ns = segment.ns;
    if (!o.ns.empty()) o.kind = o.ns;
    for (size_t i = 1; i < words.size(); i++) {
        const std::string& word = words[i];
        if (word.front() == '#') {
            o.platform_id = word.substr(1);
            continue;
        }
        const size_t equals = word.find('=');
        if (equals == std::string::npos) throw std::invalid_argument("what is '" + word + "'?");
        set_field(o, word.substr(0, equals), word.substr(equals + 1));
    }
    return o;
}

const std::map<std::string, wire::KindInfo>& story_kinds() {
    static const std::map<std::string, wire::KindInfo> kinds = {
        {"folder", {"folder", true, false, ""}},
        {"table", {"table", false, true, ""}},
        {"view", {"view", false, true, ""}},
        {"sequence", {"sequence", false, false, ""}},
        {"function", {"function", false, true, "function"}},
    };
    return kinds;
}

std::string story(const Event& e) {
    std::string_view verb = type_name(e.type);
    verb.remove_prefix(std::string_view("objsync.").size());
    if (verb.starts_with("object.")) verb.remove_prefix(std::string_view("object.").size());
    std::string text(verb);
    if (e.replaced) text = "replaced";
    if (e.oid == 0) return text + " " + e.details;
    if (e.type == EventType::renamed) {
        text += " " + encode_path(*e.old_path) + " ->";
    }
    text += " " + (e.path.empty() ? std::string("connection") : encode_path(e.path));
    if (e.type == EventType::restored && e.old_path) text += " from " + encode_path(*e.old_path);
    if (e.reason != Reason::none) text += " " + std::string(reason_name(e.reason));
    const char* comma = " ";
    for (const Change& c : e.changes) {
        text += comma + c.field + ": " + c.old.value_or("?") + " -> " + c.now.value_or("gone");
        comma = ", ";
    }
    return text;
}

} // namespace objsync::test
