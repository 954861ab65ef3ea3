#include "core/wire/job.h"

#include "core/wire/payload.h"

namespace objsync::wire {

namespace {

constexpr size_t kPageBytes = 1u << 20;

// Options nest as deep as configuration does; more is not ours.
constexpr int kMaxDepth = 32;

void put_value(ByteWriter& w, const Value& v) {
    w.varint(v.type);
    w.str(v.name);
    w.str(v.text);
    w.zigzag(v.integer);
    w.varint(v.items.size());
    for (const Value& item : v.items)
        put_value(w, item);
}

Value get_value(ByteReader& r, int depth) {
    if (depth > kMaxDepth) bad("options are nested too deeply");
    Value v;
    v.type = get_u32(r);
    v.name = get_text(r);
    v.text = get_text(r);
    v.integer = r.zigzag();
    v.items = get_list<Value>(r, [depth](ByteReader& in) { return get_value(in, depth + 1); });
    return v;
}

void put_paths(ByteWriter& w, const std::vector<Path>& paths) {
    w.varint(paths.size());
    for (const Path& p : paths)
        put_path(w, p);
}

void encode_done_scopes(std::string& out, const std::vector<Path>& scopes) {
    std::string page;
    for (const Path& scope : scopes) {
        ByteWriter w(page);
        put_path(w, scope);
        if (page.size() < kPageBytes) continue;
        append_frame(out, Type::done_scopes, page);
        page.clear();
    }
    if (!page.empty()) append_frame(out, Type::done_scopes, page);
}

} // namespace

void encode(std::string& out, const Job& m) {
    encode_done_scopes(out, m.done_scopes);
    FrameBuilder f(out, Type::job);
    f.bytes.u8(static_cast<uint8_t>(m.mode));
    f.bytes.str(m.plugin_file);
    f.bytes.str(m.connection);
    put_value(f.bytes, m.options);
    put_texts(f.bytes, m.secrets);
    put_texts(f.bytes, m.include);
    put_texts(f.bytes, m.exclude);
    put_paths(f.bytes, m.targets);
    f.bytes.u8(m.full ? 1 : 0);
    f.bytes.u8(m.nothing_stored ? 1 : 0);
    f.finish();
}

template <>
Job decode<Job>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Job m;
        m.mode = get_enum(r, Mode::describe, Mode::lookup);
        m.plugin_file = get_text(r);
        m.connection = get_text(r);
        m.options = get_value(r, 0);
        m.secrets = get_texts(r);
        m.include = get_texts(r);
        m.exclude = get_texts(r);
        m.targets = get_list<Path>(r, get_path);
        m.full = get_bool(r);
        m.nothing_stored = get_bool(r);
        return m;
    });
}

template <>
DoneScopes decode<DoneScopes>(std::string_view payload) {
    DoneScopes m;
    ByteReader r(payload);
    while (!r.done())
        m.scopes.push_back(get_path(r));
    return m;
}

void encode(std::string& out, const Marker& m) {
    FrameBuilder f(out, Type::marker);
    f.bytes.varint(m.scope);
    put_optional(f.bytes, m.marker);
    f.finish();
}

template <>
Marker decode<Marker>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Marker m;
        m.scope = get_u32(r);
        m.marker = get_optional(r);
        return m;
    });
}

void encode(std::string& out, const Stamps& m) {
    FrameBuilder f(out, Type::stamps);
    f.bytes.varint(m.scope);
    f.bytes.u8(m.last ? 1 : 0);
    f.bytes.varint(m.page.size());
    for (const StampsEntry& e : m.page) {
        put_segment(f.bytes, e.child);
        f.bytes.str(e.stamp);
    }
    f.finish();
}

template <>
Stamps decode<Stamps>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Stamps m;
        m.scope = get_u32(r);
        m.last = get_bool(r);
        m.page = get_list<StampsEntry>(r, [](ByteReader& in) {
            StampsEntry e;
            e.child = get_segment(in);
            e.stamp = get_text(in);
            return e;
        });
        return m;
    });
}

void encode(std::string& out, const Secret& m) {
    FrameBuilder f(out, Type::secret);
    put_optional(f.bytes, m.text);
    f.bytes.str(m.error);
    f.finish();
}

template <>
Secret decode<Secret>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Secret m;
        m.text = get_optional(r);
        m.error = get_text(r);
        return m;
    });
}

} // namespace objsync::wire
