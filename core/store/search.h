// Searching the objects of a store by what they are called, are and have. In slices, so that no
// search holds a snapshot or a thread for long; each goes on where the one before ended, whatever
// has changed meanwhile: what is there all along is found once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/store/local_tags.h"
#include "core/store/query.h"
#include "core/store/search_candidates.h"

namespace objsync::store::query {

// Where a search looks.
struct SearchPlace {
    int64_t top = 0; // oid
    int64_t conn = 0;
    bool with_top = false; // the top itself, too
};

struct FoundObject {
    ObjectRow row;
    Path path; // from below the connection down
    Effective settings;
};

struct SearchSlice {
    bool ended = false; // all of the place was looked at
    SearchPosition position;
};

class Search {
public:
    // `tree`: of the same Database, outlives it.
    Search(Database& db, TreeQuery& tree);

    // Gives objects to `found` until there are `limit`, `over` says that it is enough, or all were
    // looked at. At least something is looked at. Throws Error{input} when `after` is of another
    // search.
    SearchSlice run(const SearchPlace& place, const SearchFilter& filter,
                    const std::optional<SearchPosition>& after, size_t limit,
                    const std::function<bool()>& over,
                    const std::function<void(const FoundObject&)>& found);

private:
    // A container on the way to what was found.
    struct Above {
        bool inside = false; // the place's top, or below it
        int64_t depth = 0;   // below the top
        Effective settings;
        Path path;
    };

    [[nodiscard]] bool look(const SearchPlace& place, const SearchFilter& filter,
                            const SearchPosition& at, FoundObject& object);
    [[nodiscard]] const Above& above(const SearchPlace& place, int64_t oid, int left);
    [[nodiscard]] bool has_tag(const SearchFilter& filter, const SearchPosition& at,
                               std::string_view stable);

    TreeQuery& tree_;
    CandidateQueries candidates_;
    Statement row_;
    LocalTagTable local_tags_;
    std::unordered_map<int64_t, Above> above_; // of one slice
};

} // namespace objsync::store::query
