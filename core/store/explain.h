// Why an object is as it is: in scope or not, active or not, present or not. Rules as in query.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/glob.h"
#include "core/store/query_events.h"
#include "core/store/query_runs.h"

namespace objsync::store::query {

struct Explanation {
    Path path;
    std::optional<ObjectRow> object; // nullopt: never seen here
    // The nearest container above the path that is known; the connection's root at the latest.
    std::optional<ObjectRow> nearest;
    Path nearest_path;

    std::optional<Filter::Verdict> filter; // nullopt: the connection is not configured
    bool filter_may_contain = false; // a container that is only on the way to what is in scope

    Effective settings; // of the object, or what it would have if it were found now
    Path active_path;   // whose own setting decides
    Path activate_new_path;
    bool pending = false; // announced status differs from the effective one

    std::optional<HeldRow> held;
    Path guard_path; // of the trip that holds it

    // The listing that would give it: of its parent, or of the nearest known container.
    Path scope_path;
    std::optional<ScopeRow> scope;
    std::optional<RunScopeRow> scope_of_run; // its record in its newest run, with the error

    std::vector<FoundEvent> events; // the newest of the object, newest first
};

struct ExplainQueries {
    TreeQuery& tree;
    RunQuery& runs;
    HeldQuery& held;
    EventQuery& events;
};

// `filter` is the one in force, or null. Never fails on a path that does not exist.
[[nodiscard]] Explanation explain(const ExplainQueries& query, const ConnectionRow& connection,
                                  const Path& path, const Filter* filter);

// Whether readers may still see the old status: of a source object its announcement, of a
// container a job that is under way on it or above it.
[[nodiscard]] bool is_pending(TreeQuery& tree, const ObjectRow& object, const Effective& settings);

} // namespace objsync::store::query
