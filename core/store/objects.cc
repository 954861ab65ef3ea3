#include "core/store/objects.h"

#include <algorithm>

namespace objsync::store {

namespace {

// SQLite has signed integers only; fingerprints keep their bits.
int64_t bits(uint64_t v) {
    return static_cast<int64_t>(v);
}
uint64_t unbits(int64_t v) {
    return static_cast<uint64_t>(v);
}

constexpr const char* kColumns =
    "SELECT oid, conn, parent, ns, name, presence, flags, own, origin, activate_new, announced, "
    "fp_listing, fp_stable, last_event, changed_at, lent_to, removed_at, stable, moving "
    "FROM object WHERE oid = ?";

} // namespace

Objects::Objects(Database& db)
    : db_(db),
      subtrees_(db),
      platform_ids_(db),
      search_(db),
      find_(db,
            "SELECT oid, presence, flags, fp_listing FROM object "
            "WHERE parent = ? AND ns = ? AND name = ? AND presence < 3"),
      tombstone_(db,
                 "SELECT oid FROM object WHERE parent = ? AND ns = ? AND name = ? "
                 "AND presence = 3 ORDER BY removed_at DESC, oid DESC LIMIT 1"),
      any_tombstone_(db, "SELECT 1 FROM object WHERE conn = ? AND presence = 3 LIMIT 1"),
      read_(db, kColumns),
      parent_(db, "SELECT parent FROM object WHERE oid = ?"),
      insert_(
          db,
          "INSERT INTO object (oid, conn, parent, ns, name, presence, flags, own, origin, "
          "activate_new, announced, fp_listing, fp_stable, last_event, changed_at, "
          "lent_to, removed_at, stable, moving) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON "
          "CONFLICT DO NOTHING"),
      update_(db,
              "UPDATE object SET parent = ?, ns = ?, name = ?, presence = ?, flags = ?, own = ?, "
              "origin = ?, activate_new = ?, announced = ?, last_event = ?, "
              "changed_at = ?, removed_at = ? "
              "WHERE oid = ?"),
      // If it may still be read: the oldest go first.
      keep_(db,
            "INSERT INTO outbox_object (pos, stable, moving) SELECT lent_to, stable, moving FROM "
            "object WHERE oid = ? AND lent_to >= (SELECT coalesce(min(pos), 0) FROM outbox)"),
      body_(db,
            "UPDATE object SET flags = ?, announced = ?, fp_listing = ?, fp_stable = ?, "
            "last_event = ?, changed_at = ?, lent_to = ?, stable = ?, moving = ? WHERE oid = ?"),
      moving_(db, "UPDATE object SET fp_listing = ?, lent_to = 0, moving = ? WHERE oid = ?"),
      fingerprints_(db, "UPDATE object SET fp_listing = ?, fp_stable = ? WHERE oid = ?"),
      announced_(db,
                 "UPDATE object SET announced = ?, last_event = ?, changed_at = ? WHERE oid = ?"),
      status_(db,
              "UPDATE object SET own = ?, origin = ?, activate_new = ?, announced = ?, "
              "last_event = ?, changed_at = ? WHERE oid = ?"),
      erase_(db, "DELETE FROM object WHERE oid = ?"),
      erase_version_(db, "DELETE FROM subtree WHERE oid = ?"),
      erase_owners_(db, "DELETE FROM owner WHERE oid = ?"),
      erase_tags_(db, "DELETE FROM local_tag WHERE oid = ?"),
      children_(db,
                "SELECT oid, flags, presence, ns, name FROM object WHERE parent = ? "
                "AND presence < 3 AND (ns, name) > (?, ?) ORDER BY ns, name LIMIT ?"),
      each_(db, "SELECT oid FROM object WHERE parent = ? AND presence < 3"),
      containers_(db,
                  "SELECT oid FROM object WHERE parent = ? AND presence < 3 AND flags & 1 "
                  "ORDER BY ns, name"),
      any_child_(db, "SELECT 1 FROM object WHERE parent = ? AND presence < 3 LIMIT 1"),
      expired_(db,
               "SELECT oid FROM object WHERE conn = ? AND presence = 3 AND removed_at < ? "
               "ORDER BY removed_at LIMIT ?") {}

std::optional<ObjectHead> Objects::find(int64_t parent, std::string_view ns,
                                        std::string_view name) {
    find_.bind(parent, ns, Statement::Blob{name});
    if (!find_.step()) return std::nullopt;
    ObjectHead head;
    head.oid = find_.integer(0);
    head.presence = static_cast<Presence>(find_.integer(1));
    head.flags = find_.integer(2);
    head.fp_listing = unbits(find_.integer(3));
    find_.reset();
    return head;
}

std::optional<int64_t> Objects::find_tombstone(int64_t parent, std::string_view ns,
                                               std::string_view name) {
    tombstone_.bind(parent, ns, Statement::Blob{name});
    if (!tombstone_.step()) return std::nullopt;
    const int64_t oid = tombstone_.integer(0);
    tombstone_.reset();
    return oid;
}

std::vector<int64_t> Objects::find_by_platform_id(int64_t conn, std::string_view id, size_t limit) {
    struct Found {
        bool removed;
        int64_t removed_at, oid;
    };
    std::vector<Found> found;
    for (const int64_t oid : platform_ids_.candidates(conn, id)) {
        const auto row = read(oid);
        if (row && row->platform_id() == id)
            found.push_back({!row->live(), row->removed_at.value_or(0), oid});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return a.removed != b.removed ? b.removed : a.removed_at > b.removed_at;
    });
    std::vector<int64_t> oids;
    for (size_t i = 0; i < std::min(limit, found.size()); ++i)
        oids.push_back(found[i].oid);
    return oids;
}

std::vector<int64_t> Objects::with_shared_id(int64_t conn, size_t limit) {
    std::vector<int64_t> oids = platform_ids_.shared(conn, limit);
    const auto alone = [&](int64_t oid) {
        const auto row = read(oid);
        return find_by_platform_id(conn, *row->platform_id(), 2).size() < 2;
    };
    oids.erase(std::remove_if(oids.begin(), oids.end(), alone), oids.end());
    return oids;
}

bool Objects::has_tombstones(int64_t conn) {
    const auto known = tombstones_.find(conn);
    if (known != tombstones_.end()) return known->second;
    const bool any = any_tombstone_.bind(conn).step();
    any_tombstone_.reset();
    return tombstones_[conn] = any;
}

std::optional<ObjectRow> Objects::read(int64_t oid) {
    read_.bind(oid);
    if (!read_.step()) return std::nullopt;
    ObjectRow row;
    row.oid = read_.integer(0);
    row.conn = read_.integer(1);
    row.parent = read_.integer(2);
    row.ns = read_.text(3);
    row.name = read_.text(4);
    row.presence = static_cast<Presence>(read_.integer(5));
    row.flags = read_.integer(6);
    row.own = static_cast<Own>(read_.integer(7));
    row.origin = static_cast<Origin>(read_.integer(8));
    row.activate_new = static_cast<ActivateNew>(read_.integer(9));
    row.announced = read_.integer(10) != 0;
    row.fp_listing = unbits(read_.integer(11));
    row.fp_stable = unbits(read_.integer(12));
    row.last_event = read_.integer(13);
    row.changed_at = read_.integer(14);
    row.lent_to = read_.integer(15);
    row.removed_at = read_.maybe_integer(16);
    row.stable = read_.text(17);
    row.moving = read_.text(18);
    read_.reset();
    return row;
}

Path Objects::path_of(int64_t oid) {
    Path path;
    for (int64_t at = oid; at != 0;) {
        read_.bind(at);
        if (!read_.step()) break;
        const int64_t parent = read_.integer(2);
        if (parent != 0) path.push_back({read_.text(4), read_.text(3)});
        at = parent;
    }
    read_.reset();
    std::reverse(path.begin(), path.end());
    return path;
}

int64_t Objects::parent_of(int64_t oid) {
    parent_.bind(oid);
    const int64_t parent = parent_.step() ? parent_.integer(0) : 0;
    parent_.reset();
    return parent;
}

void Objects::touch(int64_t parent) {
    subtrees_.touch(parent, [this](int64_t oid) { return parent_of(oid); });
}

bool Objects::insert(const ObjectRow& r) {
    insert_.bind(r.oid, r.conn, r.parent, r.ns, Statement::Blob{r.name},
                 static_cast<int>(r.presence), r.flags, static_cast<int>(r.own),
                 static_cast<int>(r.origin), static_cast<int>(r.activate_new), r.announced,
                 bits(r.fp_listing), bits(r.fp_stable), r.last_event, r.changed_at, r.lent_to,
                 r.removed_at, Statement::Blob{r.stable}, Statement::Blob{r.moving});
    insert_.run();
    if (db_.changes() == 0) return false;
    touch(r.parent);
    search_.added(r.conn, r.oid, r.name, r.stable);
    if (const auto id = r.platform_id()) platform_ids_.add(r.conn, *id, r.oid);
    return true;
}

void Objects::update(const ObjectRow& r) {
    touch(r.parent);
    search_.renaming(r.oid, r.name);
    update_.bind(r.parent, r.ns, Statement::Blob{r.name}, static_cast<int>(r.presence), r.flags,
                 static_cast<int>(r.own), static_cast<int>(r.origin),
                 static_cast<int>(r.activate_new), r.announced, r.last_event, r.changed_at,
                 r.removed_at, r.oid);
    update_.run();
    if (!r.live()) tombstones_[r.conn] = true;
}

void Objects::keep_lent(int64_t oid, int64_t lent_to) {
    if (lent_to != 0) keep_.bind(oid).run();
}

void Objects::update_platform_id(const ObjectRow& r, const std::optional<std::string>& before) {
    const auto now = r.platform_id();
    if (before == now) return;
    if (before) platform_ids_.remove(r.conn, *before, r.oid);
    if (now) platform_ids_.add(r.conn, *now, r.oid);
}

void Objects::update_body(const ObjectRow& r, int64_t lent_to) {
    keep_lent(r.oid, r.lent_to);
    search_.changing(r.oid, r.name, r.stable);
    body_.bind(r.flags, r.announced, bits(r.fp_listing), bits(r.fp_stable), r.last_event,
               r.changed_at, lent_to, Statement::Blob{r.stable}, Statement::Blob{r.moving}, r.oid);
    body_.run();
}

void Objects::update_fingerprints(const ObjectRow& r) {
    fingerprints_.bind(bits(r.fp_listing), bits(r.fp_stable), r.oid);
    fingerprints_.run();
}

void Objects::update_moving(const ObjectRow& r) {
    keep_lent(r.oid, r.lent_to);
    moving_.bind(bits(r.fp_listing), Statement::Blob{r.moving}, r.oid);
    moving_.run();
}

void Objects::update_announced(const ObjectRow& r) {
    announced_.bind(r.announced, r.last_event, r.changed_at, r.oid);
    announced_.run();
}

void Objects::update_status(const ObjectRow& r) {
    touch(r.parent);
    status_.bind(static_cast<int>(r.own), static_cast<int>(r.origin),
                 static_cast<int>(r.activate_new), r.announced, r.last_event, r.changed_at, r.oid);
    status_.run();
}

void Objects::erase(int64_t oid) {
    search_.erasing(oid);
    if (const auto row = read(oid)) {
        if (const auto id = row->platform_id()) platform_ids_.remove(row->conn, *id, oid);
        keep_lent(oid, row->lent_to);
    }
    for (Statement* statement : {&erase_, &erase_version_, &erase_owners_, &erase_tags_})
        statement->bind(oid).run();
}

std::vector<ChildHead> Objects::children(int64_t parent, std::string_view after_ns,
                                         std::string_view after_name, size_t limit) {
    std::vector<ChildHead> page;
    children_.bind(parent, after_ns, Statement::Blob{after_name}, static_cast<int64_t>(limit));
    while (children_.step()) {
        page.push_back({children_.integer(0), children_.integer(1),
                        static_cast<Presence>(children_.integer(2)), children_.text(3),
                        children_.text(4)});
    }
    return page;
}

void Objects::each_child(int64_t parent, const std::function<bool(int64_t oid)>& visit) {
    each_.bind(parent);
    while (each_.step()) {
        if (!visit(each_.integer(0))) break;
    }
    each_.reset();
}

std::vector<int64_t> Objects::child_containers(int64_t parent) {
    std::vector<int64_t> oids;
    containers_.bind(parent);
    while (containers_.step())
        oids.push_back(containers_.integer(0));
    return oids;
}

bool Objects::has_live_child(int64_t parent) {
    any_child_.bind(parent);
    const bool found = any_child_.step();
    any_child_.reset();
    return found;
}

std::vector<int64_t> Objects::removed_before(int64_t conn, int64_t before_ms, size_t limit) {
    std::vector<int64_t> oids;
    expired_.bind(conn, before_ms, static_cast<int64_t>(limit));
    while (expired_.step())
        oids.push_back(expired_.integer(0));
    return oids;
}

} // namespace objsync::store
