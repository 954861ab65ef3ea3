#include "tests/unit/sync/consumer.h"

#include <algorithm>

#include "core/model/codec.h"
#include "core/store/local_tags.h"
#include "core/store/objects.h"
#include "tests/unit/sync/thing.h"

namespace objsync::test {

namespace {

using Fields = std::map<std::string, std::string>;

void put(Fields& fields, const char* name, const std::optional<std::string>& value) {
    if (value) fields[name] = json_text(*value);
}

void put_columns(Fields& fields, const std::vector<Column>& columns) {
    fields["columns"] = "known";
    for (const Column& c : columns)
        fields["columns." + encode_name(c.name)] = json_column(c);
}

Fields fields_of(const Object& o) {
    Fields fields;
    put(fields, "kind", o.kind);
    put(fields, "native_type", o.native_type);
    put(fields, "platform_id", o.platform_id);
    put(fields, "owner", o.owner);
    put(fields, "comment", o.comment);
    put(fields, "definition", o.definition);
    if (o.created_ms) fields["created"] = json_time(*o.created_ms);
    if (o.columns) put_columns(fields, *o.columns);
    if (o.tags) fields["tags"] = json_tags(*o.tags);
    for (const Attribute& a : o.attributes) {
        if (a.value) fields["attributes." + encode_name(a.name)] = json_text(*a.value);
    }
    return fields;
}

// The elements of a JSON array of objects, each by its first member, which is its name.
Fields split_columns(const std::string& array) {
    Fields columns;
    int depth = 0;
    bool quoted = false;
    size_t start = 0;
    for (size_t i = 0; i < array.size(); i++) {
        const char c = array[i];
        if (quoted) {
            if (c == '\\') i++;
            if (c == '"') quoted = false;
            continue;
        }
        if (c == '"') quoted = true;
        if (c == '{' && ++depth == 1) start = i;
        if (c == '}' && --depth == 0) {
            const std::string column = array.substr(start, i - start + 1);
            const size_t name = column.find(":\"") + 2;
            columns["columns." + column.substr(name, column.find('"', name) - name)] = column;
        }
    }
    return columns;
}

Object object_of(std::string_view stable, std::string_view moving) {
    Object o;
    decode_object(stable, moving, o);
    return o;
}

// Of `added` and `restored`, whose only further member they are.
std::string local_tags_of(const Event& e) {
    const std::string before = "{\"local_tags\":";
    if (!e.details.starts_with(before)) return "{}";
    return e.details.substr(before.size(), e.details.size() - before.size() - 1);
}

std::string text_of(const Fields& fields) {
    std::string text;
    for (const auto& [field, value] : fields)
        text += field + "=" + value + " ";
    return text;
}

} // namespace

void Consumer::complain(const Event& event, const std::string& what) {
    complaints_.push_back("event " + std::to_string(event.seq) + " (" + story(event) +
                          "): " + what);
}

void Consumer::expect_parent(const Event& event) {
    if (event.parent == 0) return;
    const auto parent = objects_.find(event.parent);
    if (parent == objects_.end() || !parent->second.live) {
        complain(event, "its parent is not known to live");
    } else if (event.type == EventType::renamed) {
        Path above = event.path;
        above.pop_back();
        if (parent->second.path != above) complain(event, "told before its parent was");
    }
}

void Consumer::apply_changes(Known& known, const Event& event) {
    for (const Change& c : event.changes) {
        if (c.field == "local_tags") {
            if (c.old != known.local_tags) complain(event, "local tags were " + known.local_tags);
            known.local_tags = c.now.value_or("");
            continue;
        }
        if (c.field == "presence") {
            if (c.old != known.presence) complain(event, "presence was " + known.presence);
            known.presence = c.now.value_or("");
            continue;
        }
        if (c.field == "columns") {
            std::erase_if(known.fields,
                          [](const auto& f) { return f.first.starts_with("columns"); });
            known.fields["columns"] = "known";
            if (c.now) known.fields.merge(split_columns(*c.now));
            continue;
        }
        const auto it = known.fields.find(c.field);
        if (c.old && (it == known.fields.end() || it->second != *c.old))
            complain(event, "the old value of " + c.field + " was another");
        if (!c.old && it != known.fields.end())
            complain(event, c.field + " was known before, and there is no old value");
        if (c.now)
            known.fields[c.field] = *c.now;
        else if (it != known.fields.end())
            known.fields.erase(it);
    }
}

void Consumer::take(const Event& e) {
    if (e.seq != last_seq_ + 1)
        complain(e, "a gap: the event before was " + std::to_string(last_seq_));
    last_seq_ = e.seq;
    if (e.oid == 0) return;
    const auto it = objects_.find(e.oid);
    if (e.type == EventType::added) {
        if (it != objects_.end()) complain(e, "this oid was given before");
        expect_parent(e);
        Known known;
        known.path = e.path;
        known.parent = e.parent;
        known.fields = fields_of(object_of(e.stable, e.moving));
        known.local_tags = local_tags_of(e);
        objects_[e.oid] = std::move(known);
        return;
    }
    if (it == objects_.end()) {
        complain(e, "nobody told of this object");
        return;
    }
    Known& known = it->second;
    if (known.live == (e.type == EventType::restored))
        complain(e, known.live ? "it was not removed" : "it was removed");
    switch (e.type) {
        case EventType::restored:
            expect_parent(e);
            known.live = true;
            known.path = e.path;
            known.parent = e.parent;
            known.presence = "\"present\"";
            if (known.local_tags != local_tags_of(e)) complain(e, "its local tags were others");
            apply_changes(known, e);
            if (known.fields != fields_of(object_of(e.stable, e.moving)))
                complain(e, "its changes do not lead to its object: " + text_of(known.fields));
            break;
        case EventType::renamed:
            expect_parent(e);
            if (!e.old_path || *e.old_path != known.path)
                complain(e, "its path was " + encode_path(known.path));
            known.path = e.path;
            known.parent = e.parent;
            break;
        case EventType::changed:
            apply_changes(known, e);
            break;
        case EventType::activated:
        case EventType::deactivated:
            if (known.announced == (e.type == EventType::activated)) complain(e, "told twice");
            known.announced = e.type == EventType::activated;
            break;
        case EventType::removed:
            if (known.announced) complain(e, "removed before it was deactivated");
            for (const auto& [oid, other] : objects_) {
                if (other.live && other.parent == e.oid)
                    complain(e, "removed before what is below it: " + encode_path(other.path));
            }
            known.live = false;
            break;
        default:
            break;
    }
}

std::string Consumer::field(int64_t oid, const std::string& name) const {
    const auto object = objects_.find(oid);
    if (object == objects_.end()) return "";
    const auto value = object->second.fields.find(name);
    return value == object->second.fields.end() ? "" : value->second;
}

std::vector<std::string> Consumer::compare(store::Database& db) {
    std::vector<std::string> wrong = complaints_;
    store::Objects objects(db);
    store::LocalTagTable local_tags(db);
    store::Statement all(db, "SELECT oid FROM object WHERE presence < 3 ORDER BY oid");
    std::vector<int64_t> live;
    while (all.step())
        live.push_back(all.integer(0));
    for (const int64_t oid : live) {
        const store::ObjectRow row = *objects.read(oid);
        const Path path = objects.path_of(oid);
        const std::string name = "oid " + std::to_string(oid) + " " + encode_path(path);
        const auto it = objects_.find(oid);
        if (it == objects_.end() || !it->second.live) {
            wrong.push_back(name + " was never told to live");
            continue;
        }
        const Known& known = it->second;
        if (known.path != path) wrong.push_back(name + " was told as " + encode_path(known.path));
        if (known.parent != row.parent) wrong.push_back(name + " has another parent");
        if (known.presence != json_text(name_of(row.presence)))
            wrong.push_back(name + " was told as " + known.presence);
        if (known.local_tags != json_local_tags(local_tags.of(oid)))
            wrong.push_back(name + " was told with the local tags " + known.local_tags);
        if (known.announced != row.announced) wrong.push_back(name + " is announced otherwise");
        const Fields stored = fields_of(object_of(row.stable, row.moving));
        if (known.fields != stored)
            wrong.push_back(name + " holds " + text_of(stored) + "but was told as " +
                            text_of(known.fields));
        if (row.parent != 0) {
            const auto parent = objects.read(row.parent);
            if (!parent || !parent->live()) wrong.push_back(name + " has no live parent");
        }
    }
    for (const auto& [oid, known] : objects_) {
        if (known.live && !std::binary_search(live.begin(), live.end(), oid))
            wrong.push_back("oid " + std::to_string(oid) + " " + encode_path(known.path) +
                            " is gone, and nobody told");
    }
    return wrong;
}

} // namespace objsync::test
