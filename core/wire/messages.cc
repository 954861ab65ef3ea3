#include "core/wire/messages.h"

#include "core/wire/payload.h"

namespace objsync::wire {

namespace {

void put_error(ByteWriter& w, const ErrorInfo& e) {
    w.u8(static_cast<uint8_t>(e.error_class));
    w.str(e.native_code);
    w.str(e.text);
    w.zigzag(e.retry_after_ms);
}

ErrorInfo get_error(ByteReader& r) {
    ErrorInfo e;
    e.error_class = get_enum(r, ErrorClass::none, ErrorClass::bug);
    e.native_code = get_text(r);
    e.text = get_text(r);
    e.retry_after_ms = r.zigzag();
    return e;
}

void put_end(std::string& out, Type type, const End& m) {
    FrameBuilder f(out, type);
    f.bytes.varint(m.id);
    f.bytes.u8(static_cast<uint8_t>(m.outcome));
    f.bytes.str(m.basis);
    put_optional(f.bytes, m.marker);
    f.bytes.u8(m.filtered_by_permission ? 1 : 0);
    f.bytes.zigzag(m.as_of_ms);
    put_error(f.bytes, m.error);
    f.finish();
}

} // namespace

void encode(std::string& out, const Begin& m) {
    FrameBuilder f(out, Type::begin);
    f.bytes.str(m.identity);
    f.bytes.str(m.driver_version);
    f.bytes.str(m.server_version);
    put_texts(f.bytes, m.levels);
    f.finish();
}

template <>
Begin decode<Begin>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Begin m;
        m.identity = get_text(r);
        m.driver_version = get_text(r);
        m.server_version = get_text(r);
        m.levels = get_texts(r);
        return m;
    });
}

void encode(std::string& out, const ScopeBegin& m) {
    FrameBuilder f(out, Type::scope_begin);
    f.bytes.varint(m.scope);
    put_path(f.bytes, m.container);
    f.finish();
}

template <>
ScopeBegin decode<ScopeBegin>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        ScopeBegin m;
        m.scope = get_u32(r);
        m.container = get_path(r);
        return m;
    });
}

void encode(std::string& out, const ObjectView& m) {
    FrameBuilder f(out, Type::object);
    f.bytes.varint(m.scope);
    f.bytes.str(m.name);
    f.bytes.str(m.ns);
    f.bytes.str(m.stable);
    f.bytes.str(m.moving);
    f.finish();
}

template <>
ObjectView decode<ObjectView>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        ObjectView m;
        m.scope = get_u32(r);
        m.name = get_name(r);
        m.ns = get_namespace(r);
        m.stable = r.str();
        m.moving = r.str();
        return m;
    });
}

void encode(std::string& out, const Keep& m) {
    FrameBuilder f(out, Type::keep);
    f.bytes.varint(m.scope);
    f.bytes.u8(m.child ? 1 : 0);
    if (m.child) put_segment(f.bytes, *m.child);
    f.bytes.str(m.reason);
    f.finish();
}

template <>
Keep decode<Keep>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Keep m;
        m.scope = get_u32(r);
        if (get_bool(r)) m.child = get_segment(r);
        m.reason = get_text(r);
        return m;
    });
}

void encode(std::string& out, const Gone& m) {
    FrameBuilder f(out, Type::gone);
    f.bytes.varint(m.scope);
    put_segment(f.bytes, m.child);
    f.bytes.str(m.evidence);
    f.finish();
}

template <>
Gone decode<Gone>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Gone m;
        m.scope = get_u32(r);
        m.child = get_segment(r);
        m.evidence = get_text(r);
        return m;
    });
}

void encode_scope_end(std::string& out, const End& m) {
    put_end(out, Type::scope_end, m);
}
void encode_facet_end(std::string& out, const End& m) {
    put_end(out, Type::facet_end, m);
}

template <>
End decode<End>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        End m;
        m.id = get_u32(r);
        m.outcome = get_enum(r, Outcome::complete, Outcome::skipped);
        m.basis = get_text(r);
        m.marker = get_optional(r);
        m.filtered_by_permission = get_bool(r);
        m.as_of_ms = r.zigzag();
        m.error = get_error(r);
        return m;
    });
}

void encode(std::string& out, const FacetBegin& m) {
    FrameBuilder f(out, Type::facet_begin);
    f.bytes.varint(m.id);
    f.bytes.u8(static_cast<uint8_t>(m.facet));
    put_path(f.bytes, m.container);
    f.finish();
}

template <>
FacetBegin decode<FacetBegin>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        FacetBegin m;
        m.id = get_u32(r);
        m.facet = get_enum(r, Facet::columns, Facet::definition);
        m.container = get_path(r);
        return m;
    });
}

void encode(std::string& out, const FacetObject& m) {
    FrameBuilder f(out, Type::facet_object);
    f.bytes.varint(m.id);
    put_path(f.bytes, m.object);
    f.bytes.str(m.stable);
    f.finish();
}

template <>
FacetObject decode<FacetObject>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        FacetObject m;
        m.id = get_u32(r);
        m.object = get_path(r);
        m.stable = get_text(r);
        return m;
    });
}

void encode(std::string& out, const Answer& m) {
    FrameBuilder f(out, Type::answer);
    put_path(f.bytes, m.path);
    f.bytes.u8(static_cast<uint8_t>(m.verdict));
    f.bytes.str(m.stable);
    f.bytes.str(m.moving);
    f.bytes.str(m.evidence);
    f.finish();
}

template <>
Answer decode<Answer>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Answer m;
        m.path = get_path(r);
        m.verdict = get_enum(r, Verdict::object, Verdict::unknown);
        m.stable = get_text(r);
        m.moving = get_text(r);
        m.evidence = get_text(r);
        return m;
    });
}

void encode(std::string& out, const Report& m) {
    FrameBuilder f(out, Type::report);
    f.bytes.u8(static_cast<uint8_t>(m.severity));
    f.bytes.str(m.what);
    f.bytes.str(m.found);
    f.bytes.str(m.what_to_do);
    f.finish();
}

template <>
Report decode<Report>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Report m;
        m.severity = get_enum(r, Severity::ok, Severity::failed);
        m.what = get_text(r);
        m.found = get_text(r);
        m.what_to_do = get_text(r);
        return m;
    });
}

void encode_fail(std::string& out, const ErrorInfo& m) {
    FrameBuilder f(out, Type::fail);
    put_error(f.bytes, m);
    f.finish();
}

template <>
ErrorInfo decode<ErrorInfo>(std::string_view payload) {
    return whole(payload, get_error);
}

void encode(std::string& out, const Log& m) {
    FrameBuilder f(out, Type::log);
    f.bytes.u8(static_cast<uint8_t>(m.level));
    f.bytes.str(m.text);
    f.finish();
}

template <>
Log decode<Log>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Log m;
        m.level = get_enum(r, Level::debug, Level::error);
        m.text = get_text(r);
        return m;
    });
}

void encode(std::string& out, const Count& m) {
    FrameBuilder f(out, Type::count);
    f.bytes.u8(static_cast<uint8_t>(m.what));
    f.bytes.varint(m.n);
    f.finish();
}

template <>
Count decode<Count>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        Count m;
        m.what = get_enum(r, Counter::statements, Counter::bytes);
        m.n = r.varint();
        return m;
    });
}

void encode(std::string& out, const AskStamps& m) {
    FrameBuilder f(out, Type::ask_stamps);
    f.bytes.varint(m.scope);
    f.bytes.u8(m.after ? 1 : 0);
    if (m.after) put_segment(f.bytes, *m.after);
    f.finish();
}

template <>
AskStamps decode<AskStamps>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) {
        AskStamps m;
        m.scope = get_u32(r);
        if (get_bool(r)) m.after = get_segment(r);
        return m;
    });
}

void encode(std::string& out, Done m) {
    FrameBuilder f(out, Type::done);
    f.bytes.u8(static_cast<uint8_t>(m));
    f.finish();
}

template <>
Done decode<Done>(std::string_view payload) {
    return whole(payload, [](ByteReader& r) { return get_enum(r, Done::ok, Done::cancelled); });
}

void encode_number(std::string& out, Type type, uint64_t n) {
    FrameBuilder f(out, type);
    f.bytes.varint(n);
    f.finish();
}

uint64_t decode_number(std::string_view payload) {
    return whole(payload, [](ByteReader& r) { return r.varint(); });
}

void encode_text(std::string& out, Type type, std::string_view text) {
    append_frame(out, type, text);
}

} // namespace objsync::wire
