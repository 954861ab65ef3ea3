#include "core/store/search.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/model/codec.h"

namespace objsync::store::query {

namespace {

constexpr size_t kMostAbove = 4'096; // about 1 MB
constexpr int kMaxDepth = 1'000;     // deeper than any platform: a loop in the store

bool is_active(const ObjectRow& row, const Effective& settings) {
    return row.source() ? row.announced : settings.active && row.presence != Presence::removed;
}

} // namespace

Search::Search(Database& db, TreeQuery& tree)
    : tree_(tree),
      candidates_(db),
      row_(db,
           "SELECT presence, flags, announced, changed_at, name, stable, parent, conn FROM object "
           "WHERE oid = ?"),
      local_tags_(db) {}

SearchSlice Search::run(const SearchPlace& place, const SearchFilter& filter,
                        const std::optional<SearchPosition>& after, size_t limit,
                        const std::function<bool()>& over,
                        const std::function<void(const FoundObject&)>& found) {
    const auto top = tree_.object(place.top);
    SearchSlice slice;
    slice.ended = true;
    if (!top) return slice;
    const auto candidates =
        candidates_.choose(place.conn, place.top, top->parent == 0, filter, after);
    if (!candidates) throw Error(ErrorKind::input, "\"cursor\" is of another search");
    above_.clear();
    size_t count = 0;
    while (count < limit) {
        const auto step = candidates->next();
        if (step == Candidates::Step::end) return slice;
        FoundObject object;
        if (step == Candidates::Step::candidate &&
            look(place, filter, candidates->position(), object)) {
            found(object);
            ++count;
        }
        if (over()) break;
    }
    slice.ended = false;
    slice.position = candidates->position();
    return slice;
}

// What rules out most, and costs least, comes first.
bool Search::look(const SearchPlace& place, const SearchFilter& filter, const SearchPosition& at,
                  FoundObject& object) {
    const bool there = row_.bind(at.oid).step();
    const auto fits = [&] {
        if (!there || row_.integer(7) != place.conn) return false;
        const auto presence = static_cast<Presence>(row_.integer(0));
        if (filter.presence ? presence != *filter.presence : presence == Presence::removed)
            return false;
        const bool source = (row_.integer(1) & kFlagSource) != 0;
        if (filter.active && source && (row_.integer(2) != 0) != *filter.active) return false;
        if (filter.changed_since && row_.integer(3) < *filter.changed_since) return false;
        if (filter.name && !filter.name->matches(row_.bytes(4))) return false;
        const std::string_view stable = row_.bytes(5);
        return (!filter.kind || peek_text(stable, TextField::kind) == *filter.kind) &&
               (!filter.tag || has_tag(filter, at, stable));
    };
    const bool fit = fits();
    const int64_t parent = fit ? row_.integer(6) : 0;
    row_.reset();
    if (!fit || (at.oid == place.top && !place.with_top)) return false;

    Above container;
    if (parent != 0) container = above(place, parent, kMaxDepth);
    const bool inside = at.oid == place.top || container.inside;
    const int64_t depth = at.oid == place.top ? 0 : container.depth + 1;
    if (!inside || (filter.depth && depth > *filter.depth)) return false;
    auto row = tree_.object(at.oid);
    if (!row) return false;
    object.row = std::move(*row);
    object.settings = effective_below(container.settings, object.row);
    if (filter.active && is_active(object.row, object.settings) != *filter.active) return false;
    object.path = std::move(container.path);
    if (parent != 0) object.path.push_back(object.row.segment);
    return true;
}

const Search::Above& Search::above(const SearchPlace& place, int64_t oid, int left) {
    const auto known = above_.find(oid);
    if (known != above_.end()) return known->second;
    const auto row = tree_.object(oid);
    if (!row || left == 0) {
        throw Error(ErrorKind::corrupt,
                    "object " + std::to_string(oid) + " has no way up to its connection");
    }
    Above here;
    if (row->parent != 0) {
        here = above(place, row->parent, left - 1);
        here.path.push_back(row->segment);
        ++here.depth;
    }
    here.settings = effective_below(here.settings, *row);
    if (oid == place.top) {
        here.inside = true;
        here.depth = 0;
    }
    if (above_.size() >= kMostAbove) above_.clear();
    return above_.emplace(oid, std::move(here)).first->second;
}

// The platform's tags, also of columns, and those that were given here. Where candidates come by
// their tag's value, each object is found with its least one.
bool Search::has_tag(const SearchFilter& filter, const SearchPosition& at,
                     std::string_view stable) {
    std::optional<std::string> least;
    const auto take = [&](std::string_view name, std::string_view value) {
        if (name != *filter.tag || (filter.tag_value && value != *filter.tag_value)) return;
        if (!least || value < *least) least = value;
    };
    for (const TagView& tag : peek_tags(stable))
        take(tag.name, tag.value);
    for (const auto& [name, value] : local_tags_.of(at.oid))
        take(name, value);
    return least && (at.order != SearchOrder::tag || *least == at.value);
}

} // namespace objsync::store::query
