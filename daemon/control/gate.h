// Who may what: the one place where it is decided.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/control/caller.h"
#include "daemon/control/http.h"
#include "daemon/control/reader.h"
#include "daemon/control/router.h"

namespace objsync::control {

// At the place, which need not be known: what holds at the nearest one above it that is.
[[nodiscard]] Rights rights_at(Reader& reader, const Caller& caller, const Target& target);

enum class Verdict : uint8_t {
    yes,
    no,     // it may read what is there, but not do this
    hidden, // it may not learn whether anything is there
};

// Through this goes every read and every mutation.
[[nodiscard]] Verdict may(const Caller& caller, Needs needs, const Rights& rights);

// Decides, and calls the route's handler or answers why not. Loop thread.
void admit(const std::shared_ptr<Call>& call);

// The answer for what is not there, and for what the caller may not read: the same.
[[nodiscard]] Refused hidden(const std::string& path);
[[nodiscard]] Refused forbidden(const std::string& detail);

// What a caller may see of lists. For one answer, within one Snapshot.
class Sight {
public:
    Sight(Reader& reader, const Caller& caller);

    [[nodiscard]] bool everything() const noexcept { return everything_; }
    // Present or a tombstone; what is not in the store any more is seen by governors only.
    [[nodiscard]] bool sees(int64_t oid);
    [[nodiscard]] bool sees_root_of(int64_t conn);
    [[nodiscard]] bool sees(const Target& target);
    // A run: all that it was to crawl.
    [[nodiscard]] bool sees(const store::query::RunRow& run);
    // Where its ownership begins; not for callers that see everything.
    [[nodiscard]] std::vector<int64_t> tops() const;

private:
    Reader& reader_;
    bool everything_;
    std::unordered_set<int64_t> granted_;
    std::unordered_map<int64_t, bool> known_; // by oid, of containers that were asked about
};

// Where the tree begins for a caller: the connections, or what it owns.
[[nodiscard]] std::vector<store::query::ObjectRow> tops_for(Reader& reader, const Caller& caller);

} // namespace objsync::control
