// What of the tree a crawl is to list: the filter, the targets, and what an earlier child of the
// run has done. Immutable once the crawl runs, so shared by threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/glob.h"
#include "core/model/path.h"
#include "core/wire/job.h"

namespace objsync::host {

class Selection {
public:
    // Throws Error{input} on a pattern that is none.
    explicit Selection(const wire::Job& job);
    void add_done(const std::vector<Path>& scopes);

    // All paths are path text below the connection; "" is the connection.
    // Is the container on the way to a target or below one, and within the filter or above
    // something that may be?
    [[nodiscard]] bool visits(const std::string& container) const;
    // Was its scope ended by an earlier child of the run? Those below may still be to do.
    [[nodiscard]] bool done(const std::string& container) const;
    [[nodiscard]] bool wants(const std::string& path, bool may_contain) const;
    // Everything passes the filter, so that callers need not make a path to ask.
    [[nodiscard]] bool no_filter() const noexcept { return no_filter_; }

private:
    Filter filter_;
    bool no_filter_;
    std::vector<std::string> targets_; // empty: everything
    std::vector<uint64_t> done_;       // hashes, sorted: a run may have ended a million scopes
};

} // namespace objsync::host
