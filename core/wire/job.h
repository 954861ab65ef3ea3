// What the daemon tells a child: the job, and the answers to what the child asks. Encoders append
// whole frames to `out`; decoders throw Error{corrupt}.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/path.h"
#include "core/wire/messages.h"

namespace objsync::wire {

// An option's value, resolved: type numbers are those of plugin.h.
struct Value {
    uint32_t type = 0;
    std::string name, text;
    int64_t integer = 0;
    std::vector<Value> items;
};

enum class Mode : uint8_t { describe = 1, check, crawl, lookup };
struct Job {
    Mode mode = Mode::crawl;
    std::string plugin_file, connection;
    Value options;
    std::vector<std::string> secrets; // texts to mask in whatever the plugin says
    std::vector<std::string> include, exclude;
    std::vector<Path> targets; // empty: everything
    std::vector<Path>
        done_scopes;             // ended in an earlier child of this run: scope_begin answers skip
    bool full = false;           // ignore markers and stamps
    bool nothing_stored = false; // of the connection: there are no markers and stamps to ask for
};

// A stored child and its stamp, for plugins that ask before they fetch.
struct StampsEntry {
    Segment child;
    std::string stamp; // empty: it has none, or the crawl is a full one
    bool operator==(const StampsEntry&) const = default;
};
struct Marker {
    uint32_t scope = 0;
    std::optional<std::string> marker; // absent: none, or not valid any more
};
struct Stamps {
    uint32_t scope = 0;
    std::vector<StampsEntry> page;
    bool last = true;
};
struct Secret {
    std::optional<std::string> text; // absent: see error
    std::string error;
};
struct DoneScopes {
    std::vector<Path> scopes;
};

// Several frames: done_scopes in pages, so that their number has no limit, then the job.
void encode(std::string& out, const Job& m);
void encode(std::string& out, const Marker& m);
void encode(std::string& out, const Stamps& m);
void encode(std::string& out, const Secret& m);

// Without its done_scopes, which came before in frames of their own.
template <>
Job decode<Job>(std::string_view payload);
template <>
DoneScopes decode<DoneScopes>(std::string_view payload);
template <>
Marker decode<Marker>(std::string_view payload);
template <>
Stamps decode<Stamps>(std::string_view payload);
template <>
Secret decode<Secret>(std::string_view payload);

} // namespace objsync::wire
