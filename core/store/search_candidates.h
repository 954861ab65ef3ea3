// Objects that a search may list, one after another, from the index that gives the fewest: what
// each leaves open is checked at the object's row (core/store/search.h).
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/name_pattern.h"
#include "core/store/rows.h"
#include "core/store/sqlite.h"

namespace objsync::store::query {

// What is given is to hold; what is not given does not matter, but for presence: then tombstones
// are left out.
struct SearchFilter {
    std::optional<NamePattern> name;
    std::optional<std::string> kind;
    std::optional<bool> active; // as it was announced
    std::optional<Presence> presence;
    std::optional<std::string> tag; // its name; the platform's, also of a column, or a local one
    std::optional<std::string> tag_value; // with `tag`
    std::optional<int64_t> changed_since; // ms since the Unix epoch: its newest event
    std::optional<int64_t> depth;         // levels below the top; absent: all
};

// In what order candidates come. Whoever pages stays with one.
enum class SearchOrder : char {
    oid = 'o',
    tag = 't',     // by the tag's value, then oid
    change = 'c',  // by when it was changed, then oid: what changes meanwhile comes once more
    removal = 'r', // by when it was removed, then oid
};

// Up to where candidates have been looked at.
struct SearchPosition {
    SearchOrder order = SearchOrder::oid;
    int64_t oid = 0;
    int64_t at = 0;    // change, removal
    std::string value; // tag
    bool operator==(const SearchPosition&) const = default;
};

class Candidates {
public:
    enum class Step {
        candidate,
        nothing, // yet: looked at much, and can go on
        end,
    };
    Candidates() = default;
    virtual ~Candidates() = default;
    Candidates(const Candidates&) = delete;
    Candidates& operator=(const Candidates&) = delete;

    [[nodiscard]] virtual Step next() = 0;
    // After the candidate, or after what there was nothing in.
    [[nodiscard]] const SearchPosition& position() const noexcept { return position_; }

protected:
    SearchPosition position_;
};

class CandidateQueries {
public:
    explicit CandidateQueries(Database& db);

    // Below `top`, an object of the connection, or all of the connection for its root. `after`:
    // none for the first page. They read with the statements here, and from the filter: one at a
    // time, within one Snapshot. Null: the filter has nothing in the order of `after`.
    [[nodiscard]] std::unique_ptr<Candidates> choose(int64_t conn, int64_t top, bool top_is_root,
                                                     const SearchFilter& filter,
                                                     const std::optional<SearchPosition>& after);

private:
    struct Choice {
        SearchOrder order;
        int64_t count; // up to what is no longer few
        Statement* statement;
    };
    [[nodiscard]] std::vector<Choice> indexes(int64_t conn, const SearchFilter& filter);
    [[nodiscard]] int64_t count(Statement& counting);
    [[nodiscard]] std::optional<std::vector<int64_t>> small(int64_t top);

    Statement covering_, blocks_, below_;
    Statement tag_, tag_value_, changed_, held_, removed_;
    Statement count_tag_, count_value_, count_changed_, count_held_, count_removed_;
};

} // namespace objsync::store::query
