// The rows of objects, as the writer reads and writes them. One thread; inside the caller's
// transaction. Texts handed in need to live only for the call.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/model/codec.h"
#include "core/model/path.h"
#include "core/store/platform_ids.h"
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
    int64_t lent_to = 0;    // the event that tells of this body as a whole; 0: none
    std::optional<int64_t> removed_at;
    std::string stable, moving;

    [[nodiscard]] bool is_container() const { return (flags & kFlagContainer) != 0; }
    [[nodiscard]] bool is_source() const { return (flags & kFlagSource) != 0; }
    [[nodiscard]] bool live() const { return presence != Presence::removed; }
    [[nodiscard]] Segment segment() const { return {name, ns}; }
    // A part of `stable`.
    [[nodiscard]] std::optional<std::string_view> platform_id() const {
        return peek_text(stable, TextField::platform_id);
    }
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
                                                           size_t limit);
    // One object, live or not, for each id that more than one has; at most `limit`.
    [[nodiscard]] std::vector<int64_t> with_shared_id(int64_t conn, size_t limit);
    [[nodiscard]] std::optional<ObjectRow> read(int64_t oid);
    // Path from the connection down; empty for a root.
    [[nodiscard]] Path path_of(int64_t oid);
    [[nodiscard]] int64_t parent_of(int64_t oid);

    // False, and nothing is written: a live object stands there.
    [[nodiscard]] bool insert(const ObjectRow& row);
    // Everything but oid, conn, and what update_body writes.
    void update(const ObjectRow& row);
    // What a changed listing changes: flags, announced, fingerprints, last_event, its time and the
    // body; only the index of times holds any of it. An event that tells of the old body as a whole
    // keeps that. `lent_to`: the event that tells so of the new one.
    void update_body(const ObjectRow& row, int64_t lent_to = 0);
    // After that, if its body has got another platform id. `before`: the one it had; absent: none.
    void update_platform_id(const ObjectRow& row, const std::optional<std::string>& before);
    void update_fingerprints(const ObjectRow& row);
    void update_moving(const ObjectRow& row);    // fp_listing and `moving`; the event keeps the old
    void update_announced(const ObjectRow& row); // and last_event
    void update_status(const ObjectRow& row);    // own, origin, activate_new, announced, last_event
    void erase(int64_t oid);                     // and what hangs on it alone

    // Around every transaction.
    void before_commit() {
        subtrees_.before_commit();
        platform_ids_.before_commit();
        search_.before_commit();
    }
    void rolled_back() {
        subtrees_.rolled_back();
        platform_ids_.rolled_back();
        search_.rolled_back();
        tombstones_.clear();
    }

    // Whether the connection has any. True may be out of date until this is forgotten.
    [[nodiscard]] bool has_tombstones(int64_t conn);
    void forget_tombstones(int64_t conn) { tombstones_.erase(conn); }
    [[nodiscard]] bool has_platform_ids(int64_t conn) { return platform_ids_.any(conn); }

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
    void keep_lent(int64_t oid, int64_t lent_to);

    Database& db_;
    Subtrees subtrees_;
    PlatformIds platform_ids_;
    SearchIndex search_;
    std::unordered_map<int64_t, bool> tombstones_; // by connection, once it was asked
    Statement find_, tombstone_, any_tombstone_, read_, parent_, insert_, update_, keep_, body_,
        moving_;
    Statement fingerprints_, announced_, status_, erase_, erase_version_, erase_owners_,
        erase_tags_, children_, each_, containers_, any_child_, expired_;
};

} // namespace objsync::store
