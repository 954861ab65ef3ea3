#include "daemon/control/census.h"

#include <algorithm>
#include <set>

#include "daemon/control/access.h"
#include "daemon/loop/loop.h"

namespace objsync::control {

namespace {

constexpr int64_t kLeastOldMs = 15'000;
constexpr int64_t kShare = 200;   // counting takes at most this part of a reader's time
constexpr int64_t kPage = 20'000; // some tens of milliseconds of a reader
constexpr size_t kMaxKinds = 32;

// False: that was the last page.
bool count_page(Reader& reader, Census::Counted& counted, int64_t& after) {
    const store::query::Snapshot snapshot(reader.db);
    store::Statement rows(
        reader.db,
        "SELECT oid, presence, parent, stable FROM object WHERE oid > ? ORDER BY oid "
        "LIMIT ?");
    rows.bind(after, kPage);
    int64_t found = 0;
    std::set<std::string> kinds;
    for (const auto& [what, count] : counted)
        kinds.insert(what.first);
    store::query::ObjectRow row;
    for (; rows.step(); ++found) {
        after = rows.integer(0);
        row.stable = rows.text(3);
        std::string kind = rows.integer(2) == 0 ? "connection" : row.kind();
        if (kind.empty()) kind = "unknown";
        if (kinds.size() >= kMaxKinds && kinds.count(kind) == 0) kind = "other";
        kinds.insert(kind);
        ++counted[{std::move(kind), static_cast<store::Presence>(rows.integer(1))}];
    }
    return found == kPage;
}

} // namespace

void Census::refresh(int64_t now_ms) {
    if (counting_ || (at_ms_ != 0 && now_ms - at_ms_ < std::max(kLeastOldMs, kShare * took_ms_)))
        return;
    counting_ = true;
    go_on(std::make_shared<Count>(), now_ms);
}

void Census::take(Count& count, int64_t begun_ms) {
    counted_ = std::move(count.by_kind);
    at_ms_ = begun_ms;
    took_ms_ = wall_now_ms() - begun_ms;
    counting_ = false;
}

void Census::go_on(std::shared_ptr<Count> count, int64_t begun_ms) {
    auto job = [this, count, begun_ms, &loop = loop_,
                alive = std::weak_ptr(alive_)](Reader& reader) {
        bool more = false;
        try {
            more = count_page(reader, count->by_kind, count->after);
        } catch (const std::exception&) {
            count->by_kind.clear(); // whoever reads an object is told what is wrong with the store
        }
        loop.post([this, count, begun_ms, more, alive] {
            if (alive.expired()) return;
            if (more) {
                go_on(count, begun_ms);
                return;
            }
            take(*count, begun_ms);
        });
    };
    if (!readers_.submit(std::move(job))) counting_ = false; // busy; the next one who asks
}

} // namespace objsync::control
