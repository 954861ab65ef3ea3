// Reading the tree: connections, objects by path, children, settings. Over a reader Database, and
// meant to be kept with it, as its statements are prepared once. One thread at a time. Each request
// opens one Snapshot around its reads, keeps it short, and copies out what it answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/path.h"
#include "core/store/rows.h"
#include "core/store/sqlite.h"

namespace objsync::store::query {

// All reads while it lives see one state of the store.
class Snapshot {
public:
    explicit Snapshot(Database& db);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Database& db_;
};

struct ConnectionRow {
    int64_t id = 0, root = 0;
    std::string name, plugin;
    std::string identity, refused_identity; // empty: none
    std::optional<int64_t> complete_run, last_started, next_due, failing_since;
    int64_t failures = 0;
    bool configured = true, paused = false;
    std::optional<int64_t> paused_since, unconfigured_since;
};

struct ObjectRow {
    int64_t oid = 0, conn = 0, parent = 0;
    Segment segment; // of a root: empty name
    Presence presence = Presence::present;
    int64_t flags = 0;
    Own own = Own::inherit;
    Origin origin = Origin::discovery;
    ActivateNew activate_new = ActivateNew::inherit;
    bool announced = false;
    int64_t last_event = 0;
    int64_t changed_at = 0; // when that was written
    std::optional<int64_t> removed_at;
    std::string stable, moving; // core/model/codec.h

    [[nodiscard]] bool container() const noexcept { return (flags & kFlagContainer) != 0; }
    [[nodiscard]] bool source() const noexcept { return (flags & kFlagSource) != 0; }
    [[nodiscard]] std::string kind() const; // empty: not known
};

// What holds at an object, and the object whose own setting decides it.
struct Effective {
    bool active = false, activate_new = false;
    int64_t active_from = 0, activate_new_from = 0; // oids
};

// Where a page of children ended: the next one begins after it.
struct ChildKey {
    Segment segment;
    int64_t oid = 0;
};

class TreeQuery {
public:
    explicit TreeQuery(Database& db);

    // A removed connection is found by its id only, as its events still name it.
    [[nodiscard]] std::vector<ConnectionRow> connections();
    [[nodiscard]] std::optional<ConnectionRow> connection(const std::string& name);
    [[nodiscard]] std::optional<ConnectionRow> connection(int64_t id);

    [[nodiscard]] std::optional<ObjectRow> object(int64_t oid);
    // The object at the path. When nothing is there now and `removed_too`: the newest tombstone.
    [[nodiscard]] std::optional<ObjectRow> resolve(const ConnectionRow& connection,
                                                   const Path& path, bool removed_too);
    // From below the connection down; where the object is, or was when it was removed.
    [[nodiscard]] Path path_of(const ObjectRow& object);
    // The object itself first, the connection's root last.
    [[nodiscard]] std::vector<ObjectRow> ancestry(const ObjectRow& object);
    [[nodiscard]] Effective effective(const ObjectRow& object);

    // Ascending by namespace and name. `removed`: tombstones instead of what is there.
    [[nodiscard]] std::vector<ObjectRow> children(int64_t parent,
                                                  const std::optional<ChildKey>& after,
                                                  bool removed, size_t limit);
    // Whether a setting of the object, or of one above it, is still being announced.
    [[nodiscard]] bool job_covers(const std::vector<ObjectRow>& ancestry);

private:
    Statement connections_, connection_by_name_, connection_by_id_;
    Statement object_, child_, removed_child_, children_, removed_children_, jobs_;
};

// The same as TreeQuery::effective, of the first of an ancestry; and from the object's parent's.
[[nodiscard]] Effective effective_of(const std::vector<ObjectRow>& ancestry);
[[nodiscard]] Effective effective_below(const Effective& parent, const ObjectRow& object);

} // namespace objsync::store::query
