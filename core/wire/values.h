// What a child says, as values. Their bytes are messages.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/path.h"
#include "core/wire/words.h"

namespace objsync::wire {

struct Begin {
    std::string identity, driver_version, server_version;
    std::vector<std::string> levels;
};
struct ScopeBegin {
    uint32_t scope = 0; // chosen by the child, never used twice in one child
    Path container;
};
// Hot: a million of these cross in a crawl, so they stay views until the daemon needs values.
struct ObjectView {
    uint32_t scope = 0;
    std::string_view ns, name;
    std::string_view stable, moving; // core/model/codec.h
};
struct Keep {
    uint32_t scope = 0;
    std::optional<Segment> child; // absent: all that the listing does not give
    std::string reason;
};
struct Gone {
    uint32_t scope = 0;
    Segment child;
    std::string evidence;
};
struct End {
    uint32_t id = 0; // of the scope or facet pass
    Outcome outcome = Outcome::failed;
    std::string basis;
    std::optional<std::string> marker;
    bool filtered_by_permission = false;
    int64_t as_of_ms = 0;
    ErrorInfo error;
};
struct FacetBegin {
    uint32_t id = 0;
    Facet facet = Facet::tags;
    Path container;
};
struct FacetObject {
    uint32_t id = 0;
    Path object; // from the connection down
    std::string stable;
};
struct Answer {
    Path path;
    Verdict verdict = Verdict::unknown;
    std::string stable, moving; // with Verdict::object
    std::string evidence;
};
struct Report {
    Severity severity = Severity::ok;
    std::string what, found, what_to_do;
};
struct Log {
    Level level = Level::info;
    std::string text;
};
struct Count {
    Counter what = Counter::statements;
    uint64_t n = 0;
};

// Stamps come in pages, one for each time it is asked: so neither side holds many.
struct AskStamps {
    uint32_t scope = 0;
    std::optional<Segment> after; // the last child of the page before, in the order of the daemon
};

} // namespace objsync::wire
