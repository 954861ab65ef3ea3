// Pieces of payloads that several messages share. For the .cc files of this folder only.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/model/path.h"
#include "core/wire/frame.h"

namespace objsync::wire {

[[noreturn]] inline void bad(const char* what) {
    throw Error(ErrorKind::corrupt, what);
}

inline std::string get_text(ByteReader& r) {
    return std::string(r.str());
}

inline void put_optional(ByteWriter& w, const std::optional<std::string>& text) {
    w.u8(text ? 1 : 0);
    if (text) w.str(*text);
}

inline bool get_bool(ByteReader& r) {
    const uint8_t v = r.u8();
    if (v > 1) bad("a flag is neither 0 nor 1");
    return v == 1;
}

inline std::optional<std::string> get_optional(ByteReader& r) {
    if (!get_bool(r)) return std::nullopt;
    return get_text(r);
}

inline uint32_t get_u32(ByteReader& r) {
    const uint64_t v = r.varint();
    if (v > std::numeric_limits<uint32_t>::max()) bad("a number is above 32 bits");
    return static_cast<uint32_t>(v);
}

template <typename Enum>
Enum get_enum(ByteReader& r, Enum first, Enum last) {
    const uint8_t v = r.u8();
    if (v < static_cast<uint8_t>(first) || v > static_cast<uint8_t>(last)) {
        bad("a value is not one of its kind");
    }
    return static_cast<Enum>(v);
}

inline std::string_view get_name(ByteReader& r) {
    const std::string_view name = r.str();
    if (name.empty() || name.find('\0') != std::string_view::npos) {
        bad("a name is empty or holds a NUL");
    }
    return name;
}

inline std::string_view get_namespace(ByteReader& r) {
    const std::string_view ns = r.str();
    if (ns.find('\0') != std::string_view::npos) bad("a namespace holds a NUL");
    return ns;
}

inline void put_segment(ByteWriter& w, const Segment& s) {
    w.str(s.name);
    w.str(s.ns);
}

inline Segment get_segment(ByteReader& r) {
    Segment s;
    s.name = get_name(r);
    s.ns = get_namespace(r);
    return s;
}

// Lists grow item by item: a count that lies costs no memory.
template <typename T, typename Get>
std::vector<T> get_list(ByteReader& r, Get get) {
    std::vector<T> out;
    for (size_t n = r.count(); n > 0; --n)
        out.push_back(get(r));
    return out;
}

inline void put_path(ByteWriter& w, const Path& path) {
    w.varint(path.size());
    for (const Segment& s : path)
        put_segment(w, s);
}

inline Path get_path(ByteReader& r) {
    return get_list<Segment>(r, get_segment);
}

inline void put_texts(ByteWriter& w, const std::vector<std::string>& texts) {
    w.varint(texts.size());
    for (const std::string& t : texts)
        w.str(t);
}

inline std::vector<std::string> get_texts(ByteReader& r) {
    return get_list<std::string>(r, get_text);
}

// Reads the whole payload: bytes that are left over are as wrong as bytes that are missing.
template <typename Get>
auto whole(std::string_view payload, Get get) {
    ByteReader r(payload);
    auto message = get(r);
    if (!r.done()) bad("a message is longer than what it holds");
    return message;
}

} // namespace objsync::wire
