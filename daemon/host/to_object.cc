#include "daemon/host/to_object.h"

#include <cstdio>

#include "core/model/codec.h"
#include "daemon/host/abi.h"
#include "daemon/host/object_encoder.h"

namespace objsync::host {

namespace {

// What a string costs besides its bytes, so that many empty ones are counted, too.
constexpr size_t kOverhead = 4;

class Builder {
public:
    std::string text(objsync_str s) {
        std::string cut = cut_text(view(s));
        bytes_ += cut.size() + kOverhead;
        if (bytes_ > kMaxObject) throw TooLarge{TooLarge::bytes};
        return cut;
    }
    std::optional<std::string> optional(objsync_str s) {
        if (!present(s)) return std::nullopt;
        return text(s);
    }
    Attribute attribute(const objsync_attribute& a) { return {text(a.name), optional(a.value)}; }

    std::vector<Column> columns(const objsync_column* first, size_t n, int depth) {
        if (depth > kMaxDepth) throw TooLarge{TooLarge::depth};
        columns_ += n;
        if (columns_ > kMaxItems) throw TooLarge{TooLarge::count};
        const Items<objsync_column> items(first, n, "a column");
        std::vector<Column> out;
        for (size_t i = 0; i < n; ++i)
            out.push_back(column(items[i], depth));
        return out;
    }

    std::vector<Tag> tags(const objsync_tag* first, size_t n) {
        if (n > kMaxItems) throw TooLarge{TooLarge::count};
        const Items<objsync_tag> items(first, n, "a tag");
        std::vector<Tag> out;
        for (size_t i = 0; i < n; ++i) {
            out.push_back({text(items[i].column), text(items[i].name), text(items[i].value)});
        }
        return out;
    }

    // What was built and then dropped does not count.
    [[nodiscard]] size_t bytes() const noexcept { return bytes_; }
    void set_bytes(size_t n) noexcept { bytes_ = n; }

private:
    Column column(const objsync_column& c, int depth) {
        Column out;
        out.name = text(c.name);
        out.ordinal = c.ordinal;
        out.type = text(c.type);
        out.nullable = nullable(c);
        out.default_value = optional(c.default_value);
        out.comment = optional(c.comment);
        out.stable_id = optional(c.stable_id);
        if (c.n_attributes > kMaxItems) throw TooLarge{TooLarge::count};
        const Items<objsync_attribute> attributes(c.attributes, c.n_attributes, "an attribute");
        for (size_t i = 0; i < attributes.size(); ++i) {
            if (attributes[i].is_volatile == 0) out.attributes.push_back(attribute(attributes[i]));
        }
        if (c.n_fields > 0) out.fields = columns(c.fields, c.n_fields, depth + 1);
        return out;
    }

    size_t bytes_ = 0;
    size_t columns_ = 0;
};

template <typename Build>
void facet(Builder& builder, const char* name, std::vector<std::string>& warnings, Build build) {
    const size_t before = builder.bytes();
    try {
        build();
    } catch (const TooLarge& e) {
        builder.set_bytes(before);
        warnings.push_back(e.text(name));
    }
}

} // namespace

std::string cut_text(std::string_view text) {
    if (text.size() <= kMaxString) return std::string(text);
    char suffix[64];
    const int n = std::snprintf(suffix, sizeof suffix, "...[cut: %zu bytes, xxh3 %016llx]",
                                text.size(), static_cast<unsigned long long>(fingerprint(text)));
    std::string out(text.substr(0, kMaxString - static_cast<size_t>(n)));
    return out.append(suffix, static_cast<size_t>(n));
}

Object to_object(const objsync_object& in, unsigned parts, std::vector<std::string>& warnings) {
    checked(&in, "the object");
    Object out;
    Builder b;
    if ((parts & kBase) != 0) {
        if (in.kind != nullptr) out.kind = word(in.kind, "the kind");
        out.native_type = b.optional(in.native_type);
        out.platform_id = b.optional(in.platform_id);
        out.owner = b.optional(in.owner);
        out.comment = b.optional(in.comment);
        out.stamp = b.optional(in.stamp);
        if (has_time(in.created_ms)) out.created_ms = in.created_ms;
        if (has_time(in.modified_ms)) out.modified_ms = in.modified_ms;
    }
    if ((parts & kDefinition) != 0) out.definition = b.optional(in.definition);
    if ((parts & kColumns) != 0 && (in.has & OBJSYNC_HAS_COLUMNS) != 0) {
        facet(b, "columns", warnings,
              [&] { out.columns = b.columns(in.columns, in.n_columns, 0); });
    }
    if ((parts & kTags) != 0 && (in.has & OBJSYNC_HAS_TAGS) != 0) {
        facet(b, "tags", warnings, [&] { out.tags = b.tags(in.tags, in.n_tags); });
    }
    if ((parts & kBase) == 0) return out;
    facet(b, "attributes", warnings, [&] {
        if (in.n_attributes > kMaxItems) throw TooLarge{TooLarge::count};
        const Items<objsync_attribute> attributes(in.attributes, in.n_attributes, "an attribute");
        std::vector<Attribute> stable;
        std::vector<Attribute> moving;
        for (size_t i = 0; i < attributes.size(); ++i) {
            auto& list = attributes[i].is_volatile != 0 ? moving : stable;
            list.push_back(b.attribute(attributes[i]));
        }
        out.attributes = std::move(stable);
        out.volatile_attributes = std::move(moving);
    });
    return out;
}

} // namespace objsync::host
