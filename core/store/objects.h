// The rows of objects, as the writer reads and writes them. One thread; inside the caller's
// transaction. Texts handed in need to live only for the call.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/path.h"
#include "core/store/rows.h"
#include "core/store/search_index.h"
#include "core/store/sqlite.h"
#include "core/store/subtrees.h"

namespace objsync::store {

struct ObjectRow {
    int64_t oid = 0;
    int64_t conn = 0;
    int64_t parent = 0; // 0: a root
    std::string ns, name;
    Presence presence = Presence::present;
    int64_t flags = 0;
    Own own = Own::inherit;
    Origin origin = Origin::discovery;
    ActivateNew activate_new = ActivateNew::inherit;
    bool announced = false;
    uint64_t fp_listing = 0;
    uint64_t fp_stable = 0;
    int64_t last_event = 0;
    int64_t changed_at = 0; // when that was written
    std::optional<int64_t> removed_at;
    std::optional<std::string> platform_id;
    std::string stable, moving;

    [[nodiscard]] bool is_container() const { return (flags & kFlagContainer) != 0; }
    [[nodiscard]] bool is_source() const { return (flags & kFlagSource) != 0; }
    [[nodiscard]] bool live() const { return presence != Presence::removed; }
    [[nodiscard]] Segment segment() const { return {name, ns}; }
};

// What the hot path of an unchanged object needs, without its long columns.
struct ObjectHead {
    int64_t oid = 0;
    Presence presence = Presence::present;
    int64_t flags = 0;
    uint64_t fp_listing = 0;
};

struct ChildHead {
    int64_t oid = 0;
    int64_t flags = 0;
    Presence presence = Presence::present;
    std::string ns, name;
};

class Objects {
public:
    explicit Objects(Database& db);

    [[nodiscard]] std::optional<ObjectHead> find(int64_t parent, std::string_view ns,
                                                 std::string_view name);
    // The newest tombstone under this key.
    [[nodiscard]] std::optional<int64_t> find_tombstone(int64_t parent, std::string_view ns,
                                                        std::string_view name);
    // Live ones first, tombstones newest first; at most `limit`.
    [[nodiscard]] std::vector<int64_t> find_by_platform_id(int64_t conn, std::string_view id,
                                                           int limit);
    [[nodiscard]] std::optional<ObjectRow> read(int64_t oid);
    // Path from the connection down; empty for a root.
    [[nodiscard]] Path path_of(int64_t oid);
    [[nodiscard]] int64_t parent_of(int64_t oid);

    void insert(const ObjectRow& row);
    void update(const ObjectRow& row); // everything but oid and conn
    // What a changed listing changes and no index holds: flags, announced, fingerprints, last_event
    // and the body. An UPDATE rewrites every index with a column in it, changed or not.
    void update_body(const ObjectRow& row);
    void update_moving(int64_t oid, uint64_t fp_listing, std::string_view moving);
    void update_announced(const ObjectRow& row); // and last_event
    void update_status(const ObjectRow& row);    // own, origin, activate_new, announced, last_event
    void erase(int64_t oid);                     // and what hangs on it alone

    // Around every transaction: the versions of the subtrees that were changed in it, and the
    // names.
    void before_commit() {
        subtrees_.before_commit();
        search_.before_commit();
    }
    void rolled_back() {
        subtrees_.rolled_back();
        search_.rolled_back();
    }

    // A page of live children after (ns, name), in key order; all presences but removed.
    [[nodiscard]] std::vector<ChildHead> children(int64_t parent, std::string_view after_ns,
                                                  std::string_view after_name, size_t limit);
    // Every live child, in key order, from the key index alone. `visit` returns false to stop; it
    // must not write objects.
    void each_child(int64_t parent, const std::function<bool(int64_t oid)>& visit);
    // Live children that are containers.
    [[nodiscard]] std::vector<int64_t> child_containers(int64_t parent);
    [[nodiscard]] bool has_live_child(int64_t parent);
    [[nodiscard]] std::vector<int64_t> removed_before(int64_t conn, int64_t before_ms,
                                                      size_t limit);

private:
    void touch(int64_t parent);

    Subtrees subtrees_;
    SearchIndex search_;
    Statement find_, tombstone_, by_id_, read_, parent_, insert_, update_, body_, moving_;
    Statement announced_, status_, erase_, erase_version_, erase_owners_, erase_tags_, children_,
        each_, containers_, any_child_, expired_;
};

} // namespace objsync::store
