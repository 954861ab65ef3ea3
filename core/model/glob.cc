#include "core/model/glob.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/model/codec.h"
#include "core/model/path.h"

namespace objsync {

namespace {

// One bit of Glob::States each, and one for the end.
constexpr size_t kMaxParts = 60;

[[noreturn]] void fail(std::string_view pattern, const std::string& why) {
    throw Error(ErrorKind::input, "pattern \"" + std::string(pattern) + "\": " + why);
}

// A literal must not begin inside an escape: "F" does not occur in "%2F".
bool aligned(std::string_view text, size_t pos) {
    return (pos < 1 || text[pos - 1] != '%') && (pos < 2 || text[pos - 2] != '%');
}

// Takes the first segment off the path.
std::string_view take_segment(std::string_view& path) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    return segment;
}

// The spelling that encode_name gives. A lone dot is only special when it is the whole name.
std::string encode_literal(std::string_view bytes, bool whole_name) {
    if (!whole_name && bytes.find_first_not_of('.') == std::string_view::npos) {
        return std::string(bytes);
    }
    return encode_name(bytes);
}

// Decodes the escapes of a literal between stars and writes it the canonical way. A raw ";"
// divides name and namespace, an escaped one belongs to the name.
std::string canonical_literal(std::string_view raw, bool whole_segment, std::string_view pattern) {
    std::string out;
    for (;;) {
        const size_t semicolon = raw.find(';');
        const std::string_view piece = raw.substr(0, semicolon);
        if (piece == "." || piece == "..") {
            if (whole_segment)
                fail(pattern, "write the name \"" + std::string(piece) + "\" with %2E");
            out += piece;
        } else if (!piece.empty()) {
            try {
                out += encode_literal(decode_segment(piece).name, whole_segment);
            } catch (const Error& e) {
                fail(pattern, e.what());
            }
        }
        if (semicolon == std::string_view::npos) return out;
        out += ';';
        raw.remove_prefix(semicolon + 1);
    }
}

} // namespace

bool Glob::Part::all_empty() const {
    return std::all_of(literals.begin(), literals.end(), [](const auto& l) { return l.empty(); });
}

bool Glob::Part::matches(std::string_view segment) const {
    if (crosses) return true;
    if (literals.size() == 1) return segment == literals.front();
    const std::string& first = literals.front();
    const std::string& last = literals.back();
    if (segment.size() < first.size() + last.size() || !segment.starts_with(first) ||
        !segment.ends_with(last) || !aligned(segment, segment.size() - last.size())) {
        return false;
    }
    // The leftmost place for each literal leaves the most room for the next ones.
    const size_t end = segment.size() - last.size();
    size_t pos = first.size();
    for (size_t i = 1; i + 1 < literals.size(); i++) {
        const std::string& literal = literals[i];
        do {
            pos = segment.find(literal, pos);
            if (pos == std::string_view::npos || pos + literal.size() > end) return false;
        } while (!aligned(segment, pos++));
        pos += literal.size() - 1;
    }
    return true;
}

Glob::Part Glob::parse_part(std::string_view segment, std::string_view pattern) {
    Part part;
    if (segment == "**") {
        part.crosses = true;
        return part;
    }
    if (segment.empty()) {
        fail(pattern,
             "a segment is empty; patterns begin below the connection, without a \"/\" in front "
             "or at the end");
    }
    if (segment.find("**") != std::string_view::npos) {
        fail(pattern, "\"**\" stands alone between \"/\"; within a name write \"*\"");
    }
    const bool whole = segment.find('*') == std::string_view::npos;
    for (;;) {
        const size_t star = segment.find('*');
        part.literals.push_back(canonical_literal(segment.substr(0, star), whole, pattern));
        if (star == std::string_view::npos) break;
        segment.remove_prefix(star + 1);
    }
    return part;
}

Glob::Glob(std::string_view text) : text_(text) {
    if (text.empty()) fail(text, "it is empty; \"**\" covers everything");
    for (std::string_view rest = text;;) {
        const size_t slash = rest.find('/');
        Part part = parse_part(rest.substr(0, slash), text);
        const bool repeats = part.crosses && !parts_.empty() && parts_.back().crosses;
        if (!repeats) parts_.push_back(std::move(part));
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
    }
    if (parts_.size() > kMaxParts) {
        fail(text, "it has more than " + std::to_string(kMaxParts) + " segments");
    }
    // What is named covers all below, so "a/**" says no more than "a/*".
    if (parts_.back().crosses) parts_.back() = Part{{"", ""}, false};
    for (const Part& part : parts_) {
        if (!canonical_.empty()) canonical_ += '/';
        if (part.crosses) canonical_ += "**";
        for (size_t i = 0; i < part.literals.size(); i++) {
            if (i > 0) canonical_ += '*';
            for (const char c : part.literals[i]) {
                if (c == '*') {
                    canonical_ += "%2A";
                } else {
                    canonical_ += c;
                }
            }
        }
    }
}

Glob::States Glob::skip_crossing(States states) const {
    for (size_t i = 0; i < parts_.size(); i++) {
        const States here = States{1} << i;
        if ((states & here) != 0 && parts_[i].crosses) states |= here << 1;
    }
    return states;
}

Glob::States Glob::start() const {
    return skip_crossing(1);
}

Glob::States Glob::step(States states, std::string_view segment) const {
    States next = states & accepting();
    for (size_t i = 0; i < parts_.size(); i++) {
        const States here = States{1} << i;
        if ((states & here) == 0) continue;
        if (parts_[i].crosses) {
            next |= here;
        } else if (parts_[i].matches(segment)) {
            next |= here << 1;
        }
    }
    return skip_crossing(next);
}

Glob::Walk Glob::walk(std::string_view path) const {
    Walk walk{start(), 0};
    size_t length = 0;
    while (!path.empty()) {
        const std::string_view segment = take_segment(path);
        length += segment.size();
        walk.states = step(walk.states, segment);
        if (walk.covered == 0 && (walk.states & accepting()) != 0) walk.covered = length;
        length++;
    }
    return walk;
}

std::string_view Glob::covering(std::string_view path) const {
    return path.substr(0, walk(path).covered);
}

bool Glob::covers_all_below(std::string_view path) const {
    const Walk after = walk(path);
    const bool last_is_reached = (after.states & (accepting() >> 1)) != 0;
    return after.covered > 0 || (last_is_reached && parts_.back().is_star());
}

bool Glob::may_cover_below(std::string_view path) const {
    return walk(path).states != 0;
}

Filter::Filter(const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
    if (include.empty()) include_.emplace_back("**");
    for (const std::string& text : include)
        include_.emplace_back(text);
    for (const std::string& text : exclude)
        exclude_.emplace_back(text);

    std::string bytes = "filter 1";
    for (const auto* globs : {&include_, &exclude_}) {
        std::vector<std::string> lines;
        for (const Glob& glob : *globs)
            lines.push_back(glob.canonical());
        std::sort(lines.begin(), lines.end());
        lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
        bytes += globs == &include_ ? "\ninclude" : "\nexclude";
        for (const std::string& line : lines)
            bytes += "\n " + line;
    }
    fingerprint_ = objsync::fingerprint(bytes);
}

bool Filter::listed(std::string_view path) const {
    const auto covers = [&](const Glob& glob) { return glob.covers(path); };
    return path.empty() || (std::none_of(exclude_.begin(), exclude_.end(), covers) &&
                            std::any_of(include_.begin(), include_.end(), covers));
}

bool Filter::may_contain(std::string_view container) const {
    const auto closes = [&](const Glob& glob) { return glob.covers_all_below(container); };
    if (std::any_of(exclude_.begin(), exclude_.end(), closes)) return false;
    const auto opens = [&](const Glob& glob) { return glob.may_cover_below(container); };
    return std::any_of(include_.begin(), include_.end(), opens);
}

Filter::Verdict Filter::explain(std::string_view path) const {
    if (path.empty()) return {true, By::include, "", ""};
    for (const Glob& glob : exclude_) {
        const std::string_view named = glob.covering(path);
        if (!named.empty()) return {false, By::exclude, glob.text(), std::string(named)};
    }
    for (const Glob& glob : include_) {
        const std::string_view named = glob.covering(path);
        if (!named.empty()) return {true, By::include, glob.text(), std::string(named)};
    }
    return {false, By::nothing, "", ""};
}

} // namespace objsync
