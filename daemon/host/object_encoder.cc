#include "daemon/host/object_encoder.h"

#include <algorithm>
#include <tuple>

#include "core/model/codec.h"
#include "daemon/host/abi.h"

namespace objsync::host {

namespace {

// The field numbers and the flags of core/model/codec.cc. A test holds the two together.
enum : uint8_t {
    kKindField = 1,
    kNativeType,
    kPlatformId,
    kOwner,
    kComment,
    kCreated,
    kDefinitionField,
    kColumnsField,
    kTagsField,
    kAttribute,
    kStamp = 20,
    kModified,
    kVolatileAttribute,
};
enum : uint8_t {
    kHasDefault = 1,
    kHasComment = 2,
    kHasId = 4,
    kHasAttributes = 8,
    kHasFields = 16
};

// Beyond this, a buffer that one big object needed is given back.
constexpr size_t kKeep = 1u << 20;

std::string_view bytes(objsync_str s) {
    return {s.data == nullptr ? "" : s.data, s.len};
}

template <typename T, typename Less>
void sort_from(std::vector<const T*>& list, size_t begin, Less less) {
    const auto first = list.begin() + static_cast<ptrdiff_t>(begin);
    if (!std::is_sorted(first, list.end(), less)) std::stable_sort(first, list.end(), less);
}

bool by_ordinal(const objsync_column* a, const objsync_column* b) {
    return a->ordinal < b->ordinal;
}
bool by_name(const objsync_attribute* a, const objsync_attribute* b) {
    return bytes(a->name) < bytes(b->name);
}
bool by_tag(const objsync_tag* a, const objsync_tag* b) {
    return std::tuple(bytes(a->column), bytes(a->name), bytes(a->value)) <
           std::tuple(bytes(b->column), bytes(b->name), bytes(b->value));
}

} // namespace

std::string TooLarge::text(const char* facet) const {
    const std::string name(facet);
    switch (what) {
        case count:
            return name + " are left out: more than " + std::to_string(kMaxItems);
        case depth:
            return name + " are left out: nested deeper than " + std::to_string(kMaxDepth);
        case bytes:
            break;
    }
    return name + " are left out: the object would be above " + std::to_string(kMaxObject >> 20) +
           " MiB";
}

Nullable nullable(const objsync_column& column) {
    if (column.nullable > OBJSYNC_NULLABLE_NO) {
        throw Refused{"a column's nullable is " + std::to_string(column.nullable) +
                      ", which is no OBJSYNC_NULLABLE_ value"};
    }
    return static_cast<Nullable>(column.nullable);
}

void ObjectEncoder::encode(const objsync_object& object, unsigned parts) {
    checked(&object, "the object");
    if (stable_.capacity() > kKeep) std::string().swap(stable_);
    stable_.clear();
    moving_.clear();
    warnings_.clear();
    sorted_columns_.clear();
    sorted_attributes_.clear();
    sorted_tags_.clear();
    columns_ = 0;
    try {
        fast(object, parts);
    } catch (const Oversize&) {
        warnings_.clear();
        encode_object(to_object(object, parts, warnings_), stable_, moving_);
    }
}

void ObjectEncoder::fast(const objsync_object& o, unsigned parts) {
    ByteWriter& s = stable_out_;
    const bool base = (parts & kBase) != 0;
    if (base) {
        if (o.kind != nullptr) {
            s.u8(kKindField);
            s.str(word(o.kind, "the kind"));
        }
        field(s, kNativeType, o.native_type);
        field(s, kPlatformId, o.platform_id);
        field(s, kOwner, o.owner);
        field(s, kComment, o.comment);
        time(s, kCreated, o.created_ms);
        field(moving_out_, kStamp, o.stamp);
        time(moving_out_, kModified, o.modified_ms);
    }
    if ((parts & kDefinition) != 0) field(s, kDefinitionField, o.definition);
    if ((parts & kColumns) != 0 && (o.has & OBJSYNC_HAS_COLUMNS) != 0) {
        facet("columns", [&] {
            s.u8(kColumnsField);
            put_columns(o.columns, o.n_columns, 0);
        });
    }
    if ((parts & kTags) != 0 && (o.has & OBJSYNC_HAS_TAGS) != 0) {
        facet("tags", [&] {
            s.u8(kTagsField);
            put_tags(o.tags, o.n_tags);
        });
    }
    if (base) facet("attributes", [&] { put_attributes(o); });
}

template <typename Write>
void ObjectEncoder::facet(const char* name, Write write) {
    const size_t stable_size = stable_.size();
    const size_t moving_size = moving_.size();
    try {
        write();
    } catch (const TooLarge& e) {
        stable_.resize(stable_size);
        moving_.resize(moving_size);
        sorted_columns_.clear();
        sorted_attributes_.clear();
        sorted_tags_.clear();
        warnings_.push_back(e.text(name));
    }
}

void ObjectEncoder::text(ByteWriter& out, objsync_str s) {
    const std::string_view v = view(s);
    if (v.size() > kMaxString) throw Oversize{};
    out.str(v);
    if (stable_.size() + moving_.size() > kMaxObject) throw TooLarge{TooLarge::bytes};
}

void ObjectEncoder::field(ByteWriter& out, uint8_t number, objsync_str s) {
    if (!present(s)) {
        (void)view(s);
        return;
    }
    out.u8(number);
    text(out, s);
}

void ObjectEncoder::time(ByteWriter& out, uint8_t number, int64_t ms) {
    if (!has_time(ms)) return;
    out.u8(number);
    out.zigzag(ms);
}

void ObjectEncoder::put_attribute(ByteWriter& out, const objsync_attribute& a) {
    text(out, a.name);
    out.u8(present(a.value) ? 1 : 0);
    if (present(a.value)) text(out, a.value);
}

size_t ObjectEncoder::collect_attributes(const objsync_attribute* first, size_t n, bool moving) {
    if (n > kMaxItems) throw TooLarge{TooLarge::count};
    const Items<objsync_attribute> items(first, n, "an attribute");
    const size_t begin = sorted_attributes_.size();
    for (size_t i = 0; i < n; ++i) {
        if ((items[i].is_volatile != 0) != moving) continue;
        (void)view(items[i].name); // before the names are compared
        sorted_attributes_.push_back(&items[i]);
    }
    sort_from(sorted_attributes_, begin, by_name);
    return begin;
}

void ObjectEncoder::put_attributes(const objsync_object& o) {
    for (const bool moving : {false, true}) {
        const size_t begin = collect_attributes(o.attributes, o.n_attributes, moving);
        ByteWriter& out = moving ? moving_out_ : stable_out_;
        for (size_t i = begin; i < sorted_attributes_.size(); ++i) {
            out.u8(moving ? kVolatileAttribute : kAttribute);
            put_attribute(out, *sorted_attributes_[i]);
        }
        sorted_attributes_.resize(begin);
    }
}

void ObjectEncoder::put_columns(const objsync_column* first, size_t n, int depth) {
    if (depth > kMaxDepth) throw TooLarge{TooLarge::depth};
    columns_ += n;
    if (columns_ > kMaxItems) throw TooLarge{TooLarge::count};
    const Items<objsync_column> items(first, n, "a column");
    const size_t begin = sorted_columns_.size();
    for (size_t i = 0; i < n; ++i)
        sorted_columns_.push_back(&items[i]);
    sort_from(sorted_columns_, begin, by_ordinal);
    stable_out_.varint(n);
    for (size_t i = begin; i < begin + n; ++i)
        put_column(*sorted_columns_[i], depth);
    sorted_columns_.resize(begin);
}

void ObjectEncoder::put_column(const objsync_column& c, int depth) {
    ByteWriter& s = stable_out_;
    text(s, c.name);
    s.varint(c.ordinal);
    text(s, c.type);
    s.u8(static_cast<uint8_t>(nullable(c)));
    const size_t begin = collect_attributes(c.attributes, c.n_attributes, false);
    const size_t n_attributes = sorted_attributes_.size() - begin;
    unsigned has = 0;
    if (present(c.default_value)) has |= kHasDefault;
    if (present(c.comment)) has |= kHasComment;
    if (present(c.stable_id)) has |= kHasId;
    if (n_attributes > 0) has |= kHasAttributes;
    if (c.n_fields > 0) has |= kHasFields;
    s.u8(static_cast<uint8_t>(has));
    if (present(c.default_value)) text(s, c.default_value);
    if (present(c.comment)) text(s, c.comment);
    if (present(c.stable_id)) text(s, c.stable_id);
    if (n_attributes > 0) {
        s.varint(n_attributes);
        for (size_t i = begin; i < begin + n_attributes; ++i) {
            put_attribute(s, *sorted_attributes_[i]);
        }
        sorted_attributes_.resize(begin);
    }
    if (c.n_fields > 0) put_columns(c.fields, c.n_fields, depth + 1);
}

void ObjectEncoder::put_tags(const objsync_tag* first, size_t n) {
    if (n > kMaxItems) throw TooLarge{TooLarge::count};
    const Items<objsync_tag> items(first, n, "a tag");
    for (size_t i = 0; i < n; ++i) {
        for (const objsync_str s : {items[i].column, items[i].name, items[i].value})
            (void)view(s);
        sorted_tags_.push_back(&items[i]);
    }
    sort_from(sorted_tags_, 0, by_tag);
    stable_out_.varint(n);
    for (const objsync_tag* tag : sorted_tags_) {
        text(stable_out_, tag->column);
        text(stable_out_, tag->name);
        text(stable_out_, tag->value);
    }
}

} // namespace objsync::host
