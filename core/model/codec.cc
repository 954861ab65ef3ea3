#include "core/model/codec.h"

#include <xxhash.h>

#include <algorithm>

#include "core/base/bytes.h"
#include "core/model/codec_fields.h"

namespace objsync {

using namespace codec;

namespace {

void put(ByteWriter& w, Field field) {
    w.u8(static_cast<uint8_t>(field));
}

void put_text(ByteWriter& w, Field field, const std::optional<std::string>& text) {
    if (!text) return;
    put(w, field);
    w.str(*text);
}

void put_attribute(ByteWriter& w, const Attribute& a) {
    w.str(a.name);
    w.u8(a.value ? 1 : 0);
    if (a.value) w.str(*a.value);
}

Attribute get_attribute(ByteReader& r) {
    Attribute a;
    a.name = r.str();
    if (r.u8() != 0) a.value = std::string(r.str());
    return a;
}

template <typename T, typename Less>
std::vector<const T*> sorted(const std::vector<T>& items, Less less) {
    std::vector<const T*> out;
    out.reserve(items.size());
    for (const T& item : items)
        out.push_back(&item);
    auto by = [&](const T* a, const T* b) { return less(*a, *b); };
    if (!std::is_sorted(out.begin(), out.end(), by)) std::stable_sort(out.begin(), out.end(), by);
    return out;
}

bool by_name(const Attribute& a, const Attribute& b) {
    return a.name < b.name;
}
bool by_ordinal(const Column& a, const Column& b) {
    return a.ordinal < b.ordinal;
}

void put_columns(ByteWriter& w, const std::vector<Column>& columns);

void put_column(ByteWriter& w, const Column& c) {
    w.str(c.name);
    w.varint(c.ordinal);
    w.str(c.type);
    w.u8(static_cast<uint8_t>(c.nullable));
    uint8_t has = 0;
    if (c.default_value) has |= kDefault;
    if (c.comment) has |= kComment;
    if (c.stable_id) has |= kId;
    if (!c.attributes.empty()) has |= kAttributes;
    if (!c.fields.empty()) has |= kFields;
    w.u8(has);
    if (c.default_value) w.str(*c.default_value);
    if (c.comment) w.str(*c.comment);
    if (c.stable_id) w.str(*c.stable_id);
    if (!c.attributes.empty()) {
        w.varint(c.attributes.size());
        for (const Attribute* a : sorted(c.attributes, by_name))
            put_attribute(w, *a);
    }
    if (!c.fields.empty()) put_columns(w, c.fields);
}

void put_columns(ByteWriter& w, const std::vector<Column>& columns) {
    w.varint(columns.size());
    for (const Column* c : sorted(columns, by_ordinal))
        put_column(w, *c);
}

std::vector<Column> get_columns(ByteReader& r, int depth) {
    if (depth > kMaxDepth) throw Error(ErrorKind::corrupt, "columns are nested too deeply");
    // Grown as they are read: a wrong count in a large body must not allocate gigabytes.
    std::vector<Column> columns;
    for (size_t n = r.count(); n > 0; n--) {
        Column& c = columns.emplace_back();
        c.name = r.str();
        const uint64_t ordinal = r.varint();
        if (ordinal > UINT32_MAX)
            throw Error(ErrorKind::corrupt, "a column's ordinal is too large");
        c.ordinal = static_cast<uint32_t>(ordinal);
        c.type = r.str();
        const uint8_t nullable = r.u8();
        if (nullable > 2) throw Error(ErrorKind::corrupt, "a column's nullable is unknown");
        c.nullable = static_cast<Nullable>(nullable);
        const uint8_t has = r.u8();
        if ((has & kDefault) != 0) c.default_value = std::string(r.str());
        if ((has & kComment) != 0) c.comment = std::string(r.str());
        if ((has & kId) != 0) c.stable_id = std::string(r.str());
        if ((has & kAttributes) != 0) {
            for (size_t a = r.count(); a > 0; a--)
                c.attributes.push_back(get_attribute(r));
        }
        if ((has & kFields) != 0) c.fields = get_columns(r, depth + 1);
    }
    return columns;
}

void put_tags(ByteWriter& w, const std::vector<Tag>& tags) {
    w.varint(tags.size());
    for (const Tag* t : sorted(tags, std::less<Tag>())) {
        w.str(t->column);
        w.str(t->name);
        w.str(t->value);
    }
}

std::vector<Tag> get_tags(ByteReader& r) {
    std::vector<Tag> tags;
    for (size_t n = r.count(); n > 0; n--) {
        Tag& t = tags.emplace_back();
        t.column = r.str();
        t.name = r.str();
        t.value = r.str();
    }
    return tags;
}

void decode_stable(std::string_view bytes, Object& o) {
    ByteReader r(bytes);
    while (!r.done()) {
        switch (static_cast<Field>(r.u8())) {
            case Field::kind:
                o.kind = std::string(r.str());
                break;
            case Field::native_type:
                o.native_type = std::string(r.str());
                break;
            case Field::platform_id:
                o.platform_id = std::string(r.str());
                break;
            case Field::owner:
                o.owner = std::string(r.str());
                break;
            case Field::comment:
                o.comment = std::string(r.str());
                break;
            case Field::created:
                o.created_ms = r.zigzag();
                break;
            case Field::definition:
                o.definition = std::string(r.str());
                break;
            case Field::columns:
                o.columns = get_columns(r, 0);
                break;
            case Field::tags:
                o.tags = get_tags(r);
                break;
            case Field::attribute:
                o.attributes.push_back(get_attribute(r));
                break;
            default:
                throw Error(ErrorKind::corrupt, "an object has an unknown field");
        }
    }
}

void decode_moving(std::string_view bytes, Object& o) {
    ByteReader r(bytes);
    while (!r.done()) {
        switch (static_cast<Field>(r.u8())) {
            case Field::stamp:
                o.stamp = std::string(r.str());
                break;
            case Field::modified:
                o.modified_ms = r.zigzag();
                break;
            case Field::volatile_attribute:
                o.volatile_attributes.push_back(get_attribute(r));
                break;
            default:
                throw Error(ErrorKind::corrupt, "an object has an unknown volatile field");
        }
    }
}

} // namespace

void encode_object(const Object& o, std::string& stable, std::string& moving) {
    stable.clear();
    moving.clear();
    ByteWriter s(stable);
    put_text(s, Field::kind, o.kind);
    put_text(s, Field::native_type, o.native_type);
    put_text(s, Field::platform_id, o.platform_id);
    put_text(s, Field::owner, o.owner);
    put_text(s, Field::comment, o.comment);
    if (o.created_ms) {
        put(s, Field::created);
        s.zigzag(*o.created_ms);
    }
    put_text(s, Field::definition, o.definition);
    if (o.columns) {
        put(s, Field::columns);
        put_columns(s, *o.columns);
    }
    if (o.tags) {
        put(s, Field::tags);
        put_tags(s, *o.tags);
    }
    for (const Attribute* a : sorted(o.attributes, by_name)) {
        put(s, Field::attribute);
        put_attribute(s, *a);
    }
    ByteWriter m(moving);
    put_text(m, Field::stamp, o.stamp);
    if (o.modified_ms) {
        put(m, Field::modified);
        m.zigzag(*o.modified_ms);
    }
    for (const Attribute* a : sorted(o.volatile_attributes, by_name)) {
        put(m, Field::volatile_attribute);
        put_attribute(m, *a);
    }
}

void decode_object(std::string_view stable, std::string_view moving, Object& object) {
    decode_stable(stable, object);
    decode_moving(moving, object);
}

void encode_columns(const std::vector<Column>& columns, std::string& out) {
    ByteWriter w(out);
    put_columns(w, columns);
}

void encode_tags(const std::vector<Tag>& tags, std::string& out) {
    ByteWriter w(out);
    put_tags(w, tags);
}

std::vector<Column> decode_columns(std::string_view bytes) {
    ByteReader r(bytes);
    return get_columns(r, 0);
}

std::vector<Tag> decode_tags(std::string_view bytes) {
    ByteReader r(bytes);
    return get_tags(r);
}

std::optional<std::string_view> peek_text(std::string_view stable, TextField wanted) {
    // Text fields 1 to 5 come first, in order, so the walk ends at the first later field.
    ByteReader r(stable);
    while (!r.done()) {
        const uint8_t field = r.u8();
        if (field > static_cast<uint8_t>(wanted)) return std::nullopt;
        const std::string_view text = r.str();
        if (field == static_cast<uint8_t>(wanted)) return text;
    }
    return std::nullopt;
}

std::optional<std::string> stamp_of(std::string_view moving) {
    // The stamp is written first.
    ByteReader r(moving);
    if (r.done() || static_cast<Field>(r.u8()) != Field::stamp) return std::nullopt;
    return std::string(r.str());
}

uint64_t fingerprint(std::string_view bytes) {
    const uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
    return hash == 0 ? 1 : hash;
}

} // namespace objsync
