// What all of core/sync works on: the rows, the ledger, and who is told what. One thread; the
// caller owns the transaction around every call.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/model/event.h"
#include "core/store/ledger.h"
#include "core/store/local_tags.h"
#include "core/store/objects.h"
#include "core/sync/default_tags.h"
#include "core/sync/status.h"

namespace objsync::sync {

struct World {
    explicit World(store::Database& database)
        : db(database), objects(db), ledger(db), local_tags(db) {}

    store::Database& db;
    store::Objects objects;
    store::Ledger ledger;
    store::LocalTagTable local_tags;
    // Of the configuration, by connection; only those that have some.
    std::map<int64_t, DefaultTags> default_tags;
    // Events by type of runs that are not over, for their records.
    std::map<int64_t, std::map<EventType, int64_t>> told;
    // Moves with every change of settings, so that what was inherited is read again.
    uint64_t settings_version = 1;
    // Moves whenever an object gets another path or is removed, so that open listings look again.
    uint64_t places_version = 1;
    // Connections whose platform ids were all given by one run that lists, and which run: it has
    // seen them all, so it need not look for them.
    std::map<int64_t, int64_t> sole_run;
    // The connection whose job was worked on last: the next one has the turn.
    int64_t job_turn = 0;
    // Whose step threw what waiting does not mend, and why: until recover() marks it.
    std::optional<std::pair<int64_t, std::string>> failed_job;
};

// In whose name something happens: makes the common part of its events.
struct Cause {
    store::ConnectionRow* conn = nullptr;
    int64_t run = 0; // 0: not a crawl
    int64_t now_ms = 0;
};

// What an object hands down, found by walking up; {false, false} above the root.
[[nodiscard]] Inherited inherited_from(World& world, int64_t oid);

// The field of `changed`, and the member of `added` and `restored`, that holds local tags.
inline constexpr const char* kLocalTags = "local_tags";

// The telling half of every change of a row: writes the event, and keeps row.last_event,
// row.changed_at and row.announced true. The row itself is written by the caller, in the same
// transaction.
class Teller {
public:
    Teller(World& world, Cause cause) : world_(world), cause_(cause) {}

    // `active`: the effective status. Sources that are active are announced after. The event shares
    // the row's body, which is to be written with the position that is returned.
    int64_t added(store::ObjectRow& row, const Path& path, bool active, const LocalTags& tags = {});
    int64_t restored(store::ObjectRow& row, const Path& path, bool active,
                     const std::optional<Path>& old_path, std::vector<Change> changes);
    void changed(store::ObjectRow& row, const Path& path, bool active, std::vector<Change> changes,
                 bool replaced = false);
    void renamed(store::ObjectRow& row, const Path& path, bool active, const Path& old_path);
    // Preceded by `deactivated` where the row was announced.
    void removed(store::ObjectRow& row, const Path& path, Reason reason);
    void presence(store::ObjectRow& row, const Path& path, bool active, store::Presence now);
    // Brings `announced` in line with what is wanted; true if something was told.
    bool announce(store::ObjectRow& row, const Path& path, bool active);

    // Events of a run or of held removals; `details` are members of data, as a JSON object.
    void note(EventType type, std::string details);

private:
    Event& start(EventType type, const store::ObjectRow& row, const Path& path, bool active);
    void finish(store::ObjectRow& row);

    World& world_;
    Cause cause_;
    Event event_; // reused: a first crawl tells a million of them
};

[[nodiscard]] Change presence_change(store::Presence old, store::Presence now);

} // namespace objsync::sync
