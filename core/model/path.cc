#include "core/model/path.h"

#include <optional>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace objsync {

namespace {

constexpr char kHex[] = "0123456789ABCDEF";

void put_escaped(std::string& out, std::string_view bytes) {
    for (const char c : bytes) {
        const auto b = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[b >> 4];
        out += kHex[b & 15];
    }
}

bool plain_ascii(unsigned char b) {
    return b >= 0x20 && b < 0x7f && b != '/' && b != '%' && b != ';';
}

// U+0080 to U+009F: a terminal may obey them as it obeys the ASCII ones.
bool is_c1_control(std::string_view sequence) {
    return sequence.size() == 2 && sequence[0] == '\xc2' &&
           static_cast<unsigned char>(sequence[1]) < 0xa0;
}

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    return std::nullopt;
}

// Error texts are printed, so they show the text in its safe form.
[[noreturn]] void fail(std::string_view text, const std::string& why) {
    std::string shown;
    for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        if (b < 0x20 || b >= 0x7f) {
            put_escaped(shown, std::string_view(&c, 1));
        } else {
            shown += c;
        }
    }
    throw Error(ErrorKind::input, "path segment \"" + shown + "\": " + why);
}

// `segment`: what it is part of, for errors.
std::string decode_part(std::string_view name, std::string_view segment) {
    std::string out;
    out.reserve(name.size());
    for (size_t i = 0; i < name.size(); i++) {
        char c = name[i];
        if (c == '/') fail(segment, "a \"/\" inside a name is written %2F");
        if (c == '%') {
            if (name.size() - i < 3)
                fail(segment, "\"%\" needs two hex digits; write a \"%\" as %25");
            const auto high = hex_digit(name[i + 1]);
            const auto low = hex_digit(name[i + 2]);
            if (!high || !low) {
                fail(segment, "\"" + std::string(name.substr(i, 3)) +
                                  "\" is no percent-encoding; write a \"%\" as %25");
            }
            c = static_cast<char>(*high << 4 | *low);
            i += 2;
        }
        if (c == '\0') fail(segment, "a name cannot hold NUL");
        out += c;
    }
    return out;
}

std::string decode_whole(std::string_view name, std::string_view segment) {
    if (name == "." || name == "..") {
        fail(segment,
             name == "." ? "write the name \".\" as %2E" : "write the name \"..\" as %2E%2E");
    }
    return decode_part(name, segment);
}

} // namespace

std::string encode_name(std::string_view name) {
    std::string out;
    out.reserve(name.size());
    if (name == "." || name == "..") {
        put_escaped(out, name);
        return out;
    }
    for (size_t i = 0; i < name.size();) {
        const auto b = static_cast<unsigned char>(name[i]);
        if (plain_ascii(b)) {
            out += name[i++];
            continue;
        }
        const size_t length = b < 0x80 ? 0 : utf8_length(name.substr(i));
        const std::string_view sequence = name.substr(i, length == 0 ? 1 : length);
        if (length == 0 || is_c1_control(sequence)) {
            put_escaped(out, sequence);
        } else {
            out += sequence;
        }
        i += sequence.size();
    }
    return out;
}

std::string encode_segment(const Segment& segment) {
    std::string out = encode_name(segment.name);
    if (segment.ns != kDefaultNamespace) {
        out += ';';
        out += encode_name(segment.ns);
    }
    return out;
}

std::string encode_path(const Path& path) {
    std::string out;
    for (const Segment& segment : path) {
        if (!out.empty()) out += '/';
        out += encode_segment(segment);
    }
    return out;
}

std::string path_text(std::string_view connection, const Path& path) {
    std::string out(connection);
    for (const Segment& segment : path) {
        out += '/';
        out += encode_segment(segment);
    }
    return out;
}

std::string decode_name(std::string_view text) {
    return decode_part(text, text);
}

Segment decode_segment(std::string_view text) {
    const size_t semicolon = text.find(';');
    const std::string_view name = text.substr(0, semicolon);
    if (name.empty()) fail(text, "the name is empty");
    Segment segment{decode_whole(name, text), std::string(kDefaultNamespace)};
    if (semicolon == std::string_view::npos) return segment;
    const std::string_view ns = text.substr(semicolon + 1);
    if (ns.empty()) fail(text, "nothing follows the \";\"; write a \";\" inside a name as %3B");
    if (ns.find(';') != std::string_view::npos) {
        fail(text, "there are two \";\"; write a \";\" inside a name as %3B");
    }
    segment.ns = decode_whole(ns, text);
    return segment;
}

Path decode_path(std::string_view text) {
    Path path;
    if (text.empty()) return path;
    for (;;) {
        const size_t slash = text.find('/');
        path.push_back(decode_segment(text.substr(0, slash)));
        if (slash == std::string_view::npos) return path;
        text.remove_prefix(slash + 1);
    }
}

} // namespace objsync
