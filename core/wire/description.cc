#include "core/wire/description.h"

#include "core/wire/payload.h"

namespace objsync::wire {

namespace {

constexpr int kMaxDepth = 8;

void put_option(ByteWriter& w, const OptionInfo& o) {
    w.str(o.name);
    w.u8(static_cast<uint8_t>(o.type));
    w.u8(o.required ? 1 : 0);
    w.str(o.one_of);
    put_optional(w, o.default_text);
    w.str(o.help);
    w.varint(o.fields.size());
    for (const OptionInfo& field : o.fields)
        put_option(w, field);
}

OptionInfo get_option(ByteReader& r, int depth) {
    if (depth > kMaxDepth) bad("a plugin's options are nested too deeply");
    OptionInfo o;
    o.name = get_name(r);
    o.type = get_enum(r, OptionType::string, OptionType::records);
    o.required = get_bool(r);
    o.one_of = get_text(r);
    o.default_text = get_optional(r);
    o.help = get_text(r);
    o.fields =
        get_list<OptionInfo>(r, [depth](ByteReader& in) { return get_option(in, depth + 1); });
    return o;
}

KindInfo get_kind(ByteReader& r) {
    KindInfo k;
    k.name = get_name(r);
    k.container = get_bool(r);
    k.source = get_bool(r);
    k.ns = get_namespace(r);
    return k;
}

} // namespace

void encode(std::string& out, const Description& m) {
    FrameBuilder f(out, Type::description);
    f.bytes.str(m.name);
    f.bytes.str(m.version);
    put_texts(f.bytes, m.levels);
    f.bytes.varint(m.kinds.size());
    for (const KindInfo& k : m.kinds) {
        f.bytes.str(k.name);
        f.bytes.u8(k.container ? 1 : 0);
        f.bytes.u8(k.source ? 1 : 0);
        f.bytes.str(k.ns);
    }
    f.bytes.varint(m.options.size());
    for (const OptionInfo& o : m.options)
        put_option(f.bytes, o);
    f.bytes.u8(m.can_lookup ? 1 : 0);
    f.finish();
}

template <>
Description decode<Description>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Description m;
        m.name = get_text(r);
        m.version = get_text(r);
        m.levels = get_texts(r);
        m.kinds = get_list<KindInfo>(r, get_kind);
        m.options = get_list<OptionInfo>(r, [](ByteReader& in) { return get_option(in, 0); });
        m.can_lookup = get_bool(r);
        return m;
    });
}

} // namespace objsync::wire
