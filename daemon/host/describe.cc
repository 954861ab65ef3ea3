#include "daemon/host/describe.h"

#include <set>

#include "daemon/host/abi.h"

namespace objsync::host {

namespace {

constexpr size_t kMaxText = 64u << 10;
constexpr size_t kMaxItems = 1000;
constexpr int kMaxDepth = 8;

std::string text(const char* s, const std::string& what) {
    if (s == nullptr) return {};
    const size_t n = strnlen(s, kMaxText + 1);
    if (n > kMaxText) throw Refused{what + " is longer than 64 KiB"};
    return {s, n};
}

std::string name_of(const char* s, const std::string& what) {
    std::string name = text(s, what);
    if (name.empty()) throw Refused{what + " is missing"};
    if (name.size() > kMaxWord) throw Refused{what + " is longer than 255 bytes"};
    return name;
}

void check_count(size_t n, const char* what) {
    if (n > kMaxItems) throw Refused{"it has " + std::to_string(n) + " " + what};
}

wire::KindInfo read_kind(const objsync_kind& k) {
    wire::KindInfo out;
    out.name = name_of(k.name, "a kind's name");
    if ((k.flags & ~uint32_t{OBJSYNC_KIND_CONTAINER | OBJSYNC_KIND_SOURCE}) != 0) {
        throw Refused{"the kind '" + out.name + "' has unknown flags"};
    }
    out.container = (k.flags & OBJSYNC_KIND_CONTAINER) != 0;
    out.source = (k.flags & OBJSYNC_KIND_SOURCE) != 0;
    out.ns = word(k.name_space, "a kind's namespace");
    return out;
}

std::vector<wire::OptionInfo> read_options(const objsync_option* first, size_t n, int depth) {
    if (depth > kMaxDepth) throw Refused{"its options are nested too deeply"};
    check_count(n, "options");
    std::vector<wire::OptionInfo> out;
    std::set<std::string> names;
    const Items<objsync_option> items(first, n, "an option");
    for (size_t i = 0; i < n; ++i) {
        const objsync_option& o = items[i];
        wire::OptionInfo info;
        info.name = name_of(o.name, "an option's name");
        const std::string what = "the option '" + info.name + "'";
        if (!names.insert(info.name).second) throw Refused{what + " is declared twice"};
        if (o.type < OBJSYNC_STRING || o.type > OBJSYNC_RECORDS) {
            throw Refused{what + " has the type " + std::to_string(o.type) + ", which is none"};
        }
        info.type = static_cast<wire::OptionType>(o.type);
        if ((o.flags & ~uint32_t{OBJSYNC_REQUIRED}) != 0)
            throw Refused{what + " has unknown flags"};
        info.required = (o.flags & OBJSYNC_REQUIRED) != 0;
        info.one_of = text(o.one_of, what + ": one_of");
        if (o.default_text != nullptr) info.default_text = text(o.default_text, what + ": default");
        if (info.required && info.default_text) {
            throw Refused{what + " is required and has a default: it can be only one of these"};
        }
        info.help = text(o.help, what + ": help");
        const bool records = o.type == OBJSYNC_RECORDS;
        if (records != (o.n_fields > 0)) {
            throw Refused{what + (records ? " is a list of records without fields"
                                          : " has fields, but is no list of records")};
        }
        info.fields = read_options(o.fields, o.n_fields, depth + 1);
        out.push_back(std::move(info));
    }
    return out;
}

} // namespace

wire::Description read_description(const objsync_description* given) {
    const objsync_description& d = checked(given, "what describe() returned");
    wire::Description out;
    out.name = name_of(d.name, "the name");
    out.version = name_of(d.version, "the version");
    check_count(d.n_levels, "levels");
    if (d.n_levels == 0 || d.levels == nullptr) throw Refused{"it declares no levels"};
    for (size_t i = 0; i < d.n_levels; ++i) {
        out.levels.push_back(name_of(d.levels[i], "a level's name"));
    }
    check_count(d.n_kinds, "kinds");
    if (d.n_kinds == 0) throw Refused{"it declares no kinds"};
    std::set<std::string> names;
    const Items<objsync_kind> kinds(d.kinds, d.n_kinds, "a kind");
    for (size_t i = 0; i < kinds.size(); ++i) {
        out.kinds.push_back(read_kind(kinds[i]));
        const std::string& name = out.kinds.back().name;
        if (!names.insert(name).second) throw Refused{"the kind '" + name + "' is declared twice"};
    }
    out.options = read_options(d.options, d.n_options, 0);
    return out;
}

} // namespace objsync::host
