#include "core/store/search_candidates.h"

#include <algorithm>
#include <cstring>

#include "core/store/name_block.h"

namespace objsync::store::query {

namespace {

// Fewer candidates than that are looked up sooner than all names are gone over.
constexpr int64_t kFew = 10'000;
// A subtree of that many objects is walked.
constexpr size_t kSmall = 1'000;

// Names that match, of a kind: block after block.
class ByName final : public Candidates {
public:
    ByName(Statement& covering, Statement& blocks, int64_t conn, const SearchFilter& filter,
           int64_t after)
        : blocks_(blocks), filter_(filter) {
        position_.oid = after;
        const bool found = covering.bind(conn, after).step();
        blocks_.bind(conn, found ? covering.integer(0) : 0);
        covering.reset();
    }
    ~ByName() override { blocks_.reset(); }

    Step next() override {
        if (!block_ && !open()) return Step::end;
        while (useful_ && block_->next()) {
            if (!matches() || block_->entry().oid <= position_.oid) continue;
            position_.oid = block_->entry().oid;
            return Step::candidate;
        }
        block_.reset();
        at_row_ = blocks_.step();
        if (!at_row_) return Step::end;
        position_.oid = std::max(position_.oid, blocks_.integer(0) - 1);
        return Step::nothing;
    }

private:
    bool open() {
        if (!at_row_ && !blocks_.step()) return false;
        block_.emplace(blocks_.integer(0), blocks_.bytes(1));
        hit_ = 0;
        useful_ = (!filter_.kind || block_->has_kind(*filter_.kind)) && seek(0);
        return true;
    }

    // Where the needle is next.
    bool seek(size_t from) {
        const std::string_view needle = filter_.name ? filter_.name->needle() : std::string_view();
        if (needle.empty()) return true;
        const std::string_view rest = block_->names().substr(from);
        const void* found = memmem(rest.data(), rest.size(), needle.data(), needle.size());
        hit_ = found == nullptr
                   ? SIZE_MAX
                   : from + static_cast<size_t>(static_cast<const char*>(found) - rest.data());
        return found != nullptr;
    }

    bool matches() {
        const NameEntry& entry = block_->entry();
        if (!filter_.name) return !filter_.kind || entry.kind == *filter_.kind;
        const std::string_view needle = filter_.name->needle();
        if (!needle.empty()) {
            if (hit_ >= block_->end()) return false;
            // One that begins here and ends in the next name is none, and no later one is.
            (void)seek(block_->end());
        }
        return filter_.name->matches(entry.name) && (!filter_.kind || entry.kind == *filter_.kind);
    }

    Statement& blocks_;
    const SearchFilter& filter_;
    std::optional<NameBlock> block_;
    size_t hit_ = 0;
    bool at_row_ = false; // of blocks_, which is not open yet
    bool useful_ = false; // it may hold a match
};

class BySubtree final : public Candidates {
public:
    BySubtree(std::vector<int64_t> oids, int64_t after) : oids_(std::move(oids)) {
        std::sort(oids_.begin(), oids_.end());
        next_ = std::upper_bound(oids_.begin(), oids_.end(), after);
    }
    Step next() override {
        if (next_ == oids_.end()) return Step::end;
        position_.oid = *next_++;
        return Step::candidate;
    }

private:
    std::vector<int64_t> oids_;
    std::vector<int64_t>::const_iterator next_;
};

// Rows of an index: the oid, and what comes before it in the order.
class ByIndex final : public Candidates {
public:
    ByIndex(Statement& rows, SearchOrder order) : rows_(rows) { position_.order = order; }
    ~ByIndex() override { rows_.reset(); }
    Step next() override {
        if (!rows_.step()) return Step::end;
        position_.oid = rows_.integer(0);
        if (position_.order == SearchOrder::tag) position_.value = rows_.bytes(1);
        if (position_.order == SearchOrder::change || position_.order == SearchOrder::removal)
            position_.at = rows_.integer(1);
        return Step::candidate;
    }

private:
    Statement& rows_;
};

#define PLATFORM_TAG "FROM platform_tag WHERE conn = ?1 AND name = ?2 "
#define LOCAL_TAG "FROM local_tag WHERE name = ?2 "
#define HELD "FROM object WHERE conn = ?1 AND presence = ?2 AND presence IN (1, 2) "
#define REMOVED "FROM object WHERE conn = ?1 AND presence = 3 "
#define COUNT(from) "SELECT count(*) FROM (SELECT 1 " from "LIMIT 10000)"

} // namespace

CandidateQueries::CandidateQueries(Database& db)
    : covering_(db,
                "SELECT first FROM name_block WHERE conn = ? AND first <= ? + 1 "
                "ORDER BY first DESC LIMIT 1"),
      blocks_(db,
              "SELECT first, body FROM name_block WHERE conn = ? AND first >= ? ORDER BY first"),
      below_(db, "SELECT oid, flags FROM object WHERE parent = ? AND presence < 3"),
      tag_(db, "SELECT oid, value " PLATFORM_TAG
               "AND (value, oid) > (?3, ?4) UNION "
               "SELECT oid, value " LOCAL_TAG "AND (value, oid) > (?3, ?4) ORDER BY value, oid"),
      tag_value_(db, "SELECT oid " PLATFORM_TAG
                     "AND value = ?3 AND oid > ?4 UNION "
                     "SELECT oid " LOCAL_TAG "AND value = ?3 AND oid > ?4 ORDER BY oid"),
      changed_(db,
               "SELECT oid, changed_at FROM object INDEXED BY object_changed WHERE conn = ?1 "
               "AND changed_at >= ?2 AND (changed_at, oid) > (?3, ?4) ORDER BY changed_at, oid"),
      held_(db, "SELECT oid " HELD "AND oid > ?3 ORDER BY oid"),
      removed_(db, "SELECT oid, removed_at " REMOVED
                   "AND (removed_at, oid) > (?2, ?3) ORDER BY removed_at, oid"),
      count_tag_(db, "SELECT (" COUNT(PLATFORM_TAG) ") + (" COUNT(LOCAL_TAG) ")"),
      count_value_(db, "SELECT (" COUNT(PLATFORM_TAG "AND value = ?3 ") ") + (" COUNT(
                           LOCAL_TAG "AND value = ?3 ") ")"),
      count_changed_(db, COUNT("FROM object INDEXED BY object_changed WHERE conn = ?1 "
                               "AND changed_at >= ?2 ")),
      count_held_(db, COUNT(HELD)),
      count_removed_(db, COUNT(REMOVED)) {}

int64_t CandidateQueries::count(Statement& counting) {
    const int64_t n = counting.step() ? counting.integer(0) : 0;
    counting.reset();
    return n;
}

std::vector<CandidateQueries::Choice> CandidateQueries::indexes(int64_t conn,
                                                                const SearchFilter& filter) {
    std::vector<Choice> choices;
    if (filter.tag && filter.tag_value) {
        const int64_t n = count(count_value_.bind(conn, *filter.tag, *filter.tag_value));
        choices.push_back({SearchOrder::oid, n, &tag_value_});
    } else if (filter.tag) {
        choices.push_back({SearchOrder::tag, count(count_tag_.bind(conn, *filter.tag)), &tag_});
    }
    if (filter.presence == Presence::held || filter.presence == Presence::inaccessible) {
        const int64_t n = count(count_held_.bind(conn, static_cast<int>(*filter.presence)));
        choices.push_back({SearchOrder::oid, n, &held_});
    }
    if (filter.presence == Presence::removed)
        choices.push_back({SearchOrder::removal, count(count_removed_.bind(conn)), &removed_});
    if (filter.changed_since) {
        const int64_t n = count(count_changed_.bind(conn, *filter.changed_since));
        choices.push_back({SearchOrder::change, n, &changed_});
    }
    return choices;
}

std::optional<std::vector<int64_t>> CandidateQueries::small(int64_t top) {
    std::vector<int64_t> oids{top};
    std::vector<int64_t> containers{top};
    while (!containers.empty()) {
        below_.bind(containers.back());
        containers.pop_back();
        while (below_.step()) {
            if (oids.size() == kSmall) {
                below_.reset();
                return std::nullopt;
            }
            oids.push_back(below_.integer(0));
            if ((below_.integer(1) & kFlagContainer) != 0) containers.push_back(oids.back());
        }
    }
    below_.reset();
    return oids;
}

std::unique_ptr<Candidates> CandidateQueries::choose(int64_t conn, int64_t top, bool top_is_root,
                                                     const SearchFilter& filter,
                                                     const std::optional<SearchPosition>& after) {
    const SearchPosition from = after.value_or(SearchPosition{});
    const bool any_order = !after;
    if (!top_is_root && filter.presence != Presence::removed &&
        (any_order || from.order == SearchOrder::oid)) {
        if (auto oids = small(top)) return std::make_unique<BySubtree>(std::move(*oids), from.oid);
    }
    std::vector<Choice> choices = indexes(conn, filter);
    std::erase_if(choices, [&](const Choice& c) { return !any_order && c.order != from.order; });
    const auto best =
        std::min_element(choices.begin(), choices.end(),
                         [](const Choice& a, const Choice& b) { return a.count < b.count; });
    // Among many, names are gone over soonest.
    const bool by_name = any_order || from.order == SearchOrder::oid;
    if (best == choices.end() && !by_name) return nullptr;
    if (best == choices.end() || (best->count >= kFew && filter.name && by_name))
        return std::make_unique<ByName>(covering_, blocks_, conn, filter, from.oid);
    switch (best->order) {
        case SearchOrder::oid:
            if (best->statement == &held_)
                held_.bind(conn, static_cast<int>(*filter.presence), from.oid);
            else
                tag_value_.bind(conn, *filter.tag, *filter.tag_value, from.oid);
            break;
        case SearchOrder::tag:
            tag_.bind(conn, *filter.tag, std::string(from.value), from.oid);
            break;
        case SearchOrder::change:
            changed_.bind(conn, std::max(*filter.changed_since, from.at), from.at, from.oid);
            break;
        case SearchOrder::removal:
            removed_.bind(conn, from.at, from.oid);
            break;
    }
    return std::make_unique<ByIndex>(*best->statement, best->order);
}

} // namespace objsync::store::query
