#include "core/store/query.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/model/codec.h"

namespace objsync::store::query {

namespace {

#define OBJECT_COLUMNS                                                                 \
    "SELECT oid, conn, parent, ns, name, presence, flags, own, origin, activate_new, " \
    "announced, last_event, changed_at, removed_at, stable, moving FROM object "
#define CONNECTION_COLUMNS                                                                    \
    "SELECT id, root, name, plugin, identity, refused_identity, complete_run, last_started, " \
    "next_due, failing_since, failures, configured, paused, paused_since, "                   \
    "unconfigured_since FROM connection "

ConnectionRow read_connection(const Statement& row) {
    ConnectionRow c;
    c.id = row.integer(0);
    c.root = row.integer(1);
    c.name = row.text(2);
    c.plugin = row.text(3);
    c.identity = row.text(4);
    c.refused_identity = row.text(5);
    c.complete_run = row.maybe_integer(6);
    c.last_started = row.maybe_integer(7);
    c.next_due = row.maybe_integer(8);
    c.failing_since = row.maybe_integer(9);
    c.failures = row.integer(10);
    c.configured = row.integer(11) != 0;
    c.paused = row.integer(12) != 0;
    c.paused_since = row.maybe_integer(13);
    c.unconfigured_since = row.maybe_integer(14);
    return c;
}

ObjectRow read_object(const Statement& row) {
    ObjectRow o;
    o.oid = row.integer(0);
    o.conn = row.integer(1);
    o.parent = row.integer(2);
    o.segment.ns = row.text(3);
    o.segment.name = row.text(4);
    o.presence = static_cast<Presence>(row.integer(5));
    o.flags = row.integer(6);
    o.own = static_cast<Own>(row.integer(7));
    o.origin = static_cast<Origin>(row.integer(8));
    o.activate_new = static_cast<ActivateNew>(row.integer(9));
    o.announced = row.integer(10) != 0;
    o.last_event = row.integer(11);
    o.changed_at = row.integer(12);
    o.removed_at = row.maybe_integer(13);
    o.stable = row.text(14);
    o.moving = row.text(15);
    return o;
}

// Deeper than any platform: a longer chain is a loop in the store.
constexpr size_t kMaxDepth = 1000;

} // namespace

Snapshot::Snapshot(Database& db) : db_(db) {
    db_.exec("BEGIN");
}

Snapshot::~Snapshot() {
    try {
        db_.exec("COMMIT");
    } catch (const Error&) {
        // A reader's transaction holds nothing that could be lost; the next BEGIN tells.
    }
}

std::string ObjectRow::kind() const {
    const auto kind = peek_text(stable, TextField::kind);
    return kind ? std::string(*kind) : std::string();
}

TreeQuery::TreeQuery(Database& db)
    : connections_(db, CONNECTION_COLUMNS "WHERE root <> 0 ORDER BY name"),
      connection_by_name_(db, CONNECTION_COLUMNS "WHERE name = ?1 AND root <> 0"),
      connection_by_id_(db, CONNECTION_COLUMNS "WHERE id = ?1"),
      object_(db, OBJECT_COLUMNS "WHERE oid = ?1"),
      child_(db, OBJECT_COLUMNS "WHERE parent = ?1 AND ns = ?2 AND name = ?3 AND presence < 3"),
      removed_child_(db, OBJECT_COLUMNS
                     "WHERE parent = ?1 AND ns = ?2 AND name = ?3 AND presence = 3 "
                     "ORDER BY removed_at DESC, oid DESC LIMIT 1"),
      children_(db, OBJECT_COLUMNS
                "WHERE parent = ?1 AND (ns, name) > (?2, ?3) AND presence < 3 "
                "ORDER BY ns, name LIMIT ?4"),
      removed_children_(db, OBJECT_COLUMNS
                        "WHERE parent = ?1 AND (ns, name, oid) > (?2, ?3, ?4) AND presence = 3 "
                        "ORDER BY ns, name, oid LIMIT ?5"),
      jobs_(db, "SELECT 1 FROM job WHERE conn = ?1 AND oid = ?2 AND state IN (1, 2) LIMIT 1") {}

std::vector<ConnectionRow> TreeQuery::connections() {
    std::vector<ConnectionRow> rows;
    connections_.bind();
    while (connections_.step())
        rows.push_back(read_connection(connections_));
    connections_.reset();
    return rows;
}

std::optional<ConnectionRow> TreeQuery::connection(const std::string& name) {
    std::optional<ConnectionRow> row;
    if (connection_by_name_.bind(name).step()) row = read_connection(connection_by_name_);
    connection_by_name_.reset();
    return row;
}

std::optional<ConnectionRow> TreeQuery::connection(int64_t id) {
    std::optional<ConnectionRow> row;
    if (connection_by_id_.bind(id).step()) row = read_connection(connection_by_id_);
    connection_by_id_.reset();
    return row;
}

std::optional<ObjectRow> TreeQuery::object(int64_t oid) {
    std::optional<ObjectRow> row;
    if (object_.bind(oid).step()) row = read_object(object_);
    object_.reset();
    return row;
}

std::optional<ObjectRow> TreeQuery::resolve(const ConnectionRow& connection, const Path& path,
                                            bool removed_too) {
    std::optional<ObjectRow> at = object(connection.root);
    for (const Segment& segment : path) {
        if (!at) return at;
        const int64_t parent = at->oid;
        at.reset();
        const Statement::Blob name{segment.name};
        if (child_.bind(parent, segment.ns, name).step()) at = read_object(child_);
        child_.reset();
        if (at || !removed_too) continue;
        if (removed_child_.bind(parent, segment.ns, name).step()) at = read_object(removed_child_);
        removed_child_.reset();
    }
    return at;
}

std::vector<ObjectRow> TreeQuery::ancestry(const ObjectRow& object_row) {
    std::vector<ObjectRow> chain{object_row};
    while (chain.back().parent != 0) {
        auto parent = object(chain.back().parent);
        if (!parent || chain.size() > kMaxDepth) {
            throw Error(ErrorKind::corrupt, "object " + std::to_string(object_row.oid) +
                                                " has no way up to its connection");
        }
        chain.push_back(std::move(*parent));
    }
    return chain;
}

Path TreeQuery::path_of(const ObjectRow& object_row) {
    Path path;
    for (ObjectRow& o : ancestry(object_row)) {
        if (o.parent != 0) path.push_back(std::move(o.segment));
    }
    std::reverse(path.begin(), path.end());
    return path;
}

Effective TreeQuery::effective(const ObjectRow& object_row) {
    return effective_of(ancestry(object_row));
}

Effective effective_of(const std::vector<ObjectRow>& ancestry) {
    Effective settings;
    for (auto o = ancestry.rbegin(); o != ancestry.rend(); ++o)
        settings = effective_below(settings, *o);
    return settings;
}

Effective effective_below(const Effective& parent, const ObjectRow& object) {
    Effective settings = parent;
    const bool root = object.parent == 0;
    if (root || object.own != Own::inherit) {
        settings.active = object.own == Own::active;
        settings.active_from = object.oid;
    }
    if (root || object.activate_new != ActivateNew::inherit) {
        settings.activate_new = object.activate_new == ActivateNew::on;
        settings.activate_new_from = object.oid;
    }
    return settings;
}

std::vector<ObjectRow> TreeQuery::children(int64_t parent, const std::optional<ChildKey>& after,
                                           bool removed, size_t limit) {
    // No name is empty, so the empty key stands before all of them.
    const ChildKey from = after.value_or(ChildKey{});
    const Statement::Blob name{from.segment.name};
    const auto rows = static_cast<int64_t>(limit);
    Statement& statement = removed ? removed_children_ : children_;
    if (removed) {
        statement.bind(parent, from.segment.ns, name, from.oid, rows);
    } else {
        statement.bind(parent, from.segment.ns, name, rows);
    }
    std::vector<ObjectRow> page;
    while (statement.step())
        page.push_back(read_object(statement));
    statement.reset();
    return page;
}

bool TreeQuery::job_covers(const std::vector<ObjectRow>& chain) {
    for (const ObjectRow& o : chain) {
        const bool running = jobs_.bind(o.conn, o.oid).step();
        jobs_.reset();
        if (running) return true;
    }
    return false;
}

} // namespace objsync::store::query
