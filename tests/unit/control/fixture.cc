#include "tests/unit/control/fixture.h"

#include "core/model/codec.h"
#include "core/model/event.h"
#include "core/store/open.h"
#include "core/store/search_index.h"

namespace objsync::test {

using store::ActivateNew;
using store::Origin;
using store::Own;
using store::Presence;
using store::Statement;

namespace {

EventType type_of(const std::string& name) {
    for (const EventType type : {EventType::added, EventType::removed, EventType::changed,
                                 EventType::renamed, EventType::activated}) {
        if (type_name(type) == "objsync.object." + name) return type;
    }
    throw std::invalid_argument("no event type " + name);
}

int64_t meta_number(store::Database& db, const char* key) {
    Statement read(db, "SELECT value FROM meta WHERE key = ?1");
    return read.bind(key).step() ? read.integer(0) : 1;
}

constexpr int64_t kContainer = store::kFlagContainer;
constexpr int64_t kSource = store::kFlagSource;

} // namespace

StoreMaker::StoreMaker(const std::string& file) : db_(store::open_store(file, kNow)) {
    db_->exec("PRAGMA synchronous = OFF"); // no test here pulls the plug
}

void StoreMaker::connection(int64_t id, const std::string& name, int64_t root) {
    Statement(*db_, "INSERT INTO connection (id, name, root, plugin) VALUES (?1, ?2, ?3, 'odbc')")
        .bind(id, name, root)
        .run();
}

void StoreMaker::object(const NewObject& o) {
    Object fields;
    if (!o.kind.empty()) fields.kind = o.kind;
    if (o.kind == "table") {
        fields.columns.emplace();
        fields.columns->push_back({"id", 1, "INTEGER", Nullable::no, {}, {}, {}, {}, {}});
        fields.comment = "for tests";
    }
    std::string stable, moving;
    encode_object(fields, stable, moving);
    const bool removed = o.presence == Presence::removed;
    Statement(*db_,
              "INSERT INTO object (oid, conn, parent, ns, name, presence, flags, own, origin, "
              "activate_new, announced, fp_listing, fp_stable, last_event, changed_at, removed_at, "
              "stable, moving) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0, ?12, "
              "?13, ?14, ?15, ?16)")
        .bind(o.oid, o.conn, o.parent, o.segment.ns, Statement::Blob{o.segment.name},
              static_cast<int64_t>(o.presence), o.flags, static_cast<int64_t>(o.own),
              static_cast<int64_t>(o.origin), static_cast<int64_t>(o.activate_new), o.announced,
              o.last_event, kNow, removed ? std::optional(kNow + o.oid) : std::nullopt,
              Statement::Blob{stable}, Statement::Blob{moving})
        .run();
    store::SearchIndex index(*db_);
    index.added(o.conn, o.oid, o.segment.name, stable);
    index.before_commit();
}

void StoreMaker::event(int64_t conn, int64_t oid, const Path& path, const std::string& type,
                       int count) {
    store::Transaction transaction(*db_);
    for (int i = 0; i < count; ++i)
        append(conn, oid, path, type);
    transaction.commit();
}

void StoreMaker::append(int64_t conn, int64_t oid, const Path& path, const std::string& type) {
    const int64_t pos = meta_number(*db_, "next_pos");
    Statement seq(*db_, "SELECT next_seq FROM connection WHERE id = ?1");
    Statement last(*db_, "SELECT last_event FROM object WHERE oid = ?1");
    Event event;
    if (seq.bind(conn).step()) event.seq = seq.integer(0);
    if (last.bind(oid).step()) event.previous = last.integer(0);
    seq.reset();
    last.reset();
    event.at_ms = kNow;
    event.type = type_of(type);
    event.oid = oid;
    event.path = path;
    event.kind = "table";
    std::string body;
    encode_event(event, body);
    Statement(*db_, "INSERT INTO outbox (pos, conn, body) VALUES (?1, ?2, ?3)")
        .bind(pos, conn, Statement::Blob{body})
        .run();
    Statement(*db_, "INSERT INTO outbox_mark (conn, seq, pos, at) VALUES (?1, ?2, ?3, ?4)")
        .bind(conn, event.seq, pos, kNow)
        .run();
    Statement(*db_, "UPDATE connection SET next_seq = next_seq + 1 WHERE id = ?1").bind(conn).run();
    Statement(*db_, "UPDATE object SET last_event = ?2 WHERE oid = ?1").bind(oid, pos).run();
    Statement(*db_, "UPDATE meta SET value = ?1 WHERE key = 'next_pos'").bind(pos + 1).run();
}

void fill(StoreMaker& s) {
    s.connection(1, "shop", kShop);
    s.connection(2, "lake", kLake);
    s.object({.oid = kShop,
              .segment = {"shop", ""},
              .kind = "",
              .flags = kContainer,
              .own = Own::inactive,
              .origin = Origin::user,
              .activate_new = ActivateNew::off});
    s.object({.oid = kLake,
              .conn = 2,
              .segment = {"lake", ""},
              .kind = "",
              .flags = kContainer,
              .own = Own::active,
              .origin = Origin::user,
              .activate_new = ActivateNew::on});
    s.object({.oid = kMain,
              .parent = kShop,
              .segment = {"main", ""},
              .kind = "schema",
              .flags = kContainer,
              .own = Own::active,
              .origin = Origin::user,
              .activate_new = ActivateNew::on});
    s.object({.oid = kOrders,
              .parent = kMain,
              .segment = {"orders", ""},
              .kind = "table",
              .flags = kSource,
              .announced = true});
    s.object({.oid = kCustomers,
              .parent = kMain,
              .segment = {"customers", ""},
              .kind = "table",
              .flags = kSource,
              .presence = Presence::held,
              .own = Own::inactive});
    s.object({.oid = kSlash,
              .parent = kMain,
              .segment = {"a/b;c%", ""},
              .kind = "table",
              .flags = kSource});
    s.object({.oid = kBytes,
              .parent = kMain,
              .segment = {"\xff\xfe", ""},
              .kind = "table",
              .flags = kSource,
              .announced = true});
    s.object(
        {.oid = kFunction, .parent = kMain, .segment = {"orders", "function"}, .kind = "function"});
    s.object({.oid = kDots,
              .parent = kMain,
              .segment = {"..", ""},
              .kind = "table",
              .flags = kSource,
              .announced = true});
    s.object({.oid = kArchive,
              .parent = kShop,
              .segment = {"archive", ""},
              .kind = "schema",
              .flags = kContainer});
    s.object({.oid = kOld,
              .parent = kArchive,
              .segment = {"old", ""},
              .kind = "view",
              .flags = kSource});
    s.object({.oid = kGone,
              .parent = kMain,
              .segment = {"gone", ""},
              .kind = "table",
              .flags = kSource,
              .presence = Presence::removed});
    s.object({.oid = kGoneToo,
              .parent = kMain,
              .segment = {"gone", ""},
              .kind = "table",
              .flags = kSource,
              .presence = Presence::removed});
    s.event(1, kOrders, {{"main", ""}, {"orders", ""}}, "added");
    s.event(1, kCustomers, {{"main", ""}, {"customers", ""}}, "added");
    s.event(1, kOrders, {{"main", ""}, {"orders", ""}}, "changed");
    s.db().exec(
        "INSERT INTO run (id, conn, why, targets, is_full, state, result, started_at, ended_at, "
        "objects, scopes, children, counts) VALUES "
        "(1, 1, 'schedule', '', 1, 3, 1, 1790000000000, 1790000001000, 9, 3, 1, '{\"added\":9}'),"
        "(2, 1, 'demand', 'main', 0, 3, 2, 1790000002000, 1790000003000, 1, 2, 1, '')");
    s.db().exec(
        "INSERT INTO run_scope (run, path, facet, outcome, objects, basis, as_of, error_class, "
        "native_code, error) VALUES "
        "(2, '', 0, 1, 2, 'b', 0, 0, '', ''),"
        "(2, 'main', 0, 5, 0, 'b', 0, 2, '42501', 'permission denied for schema main')");
    s.db().exec(
        "INSERT INTO scope (container, conn, run, begun_at, ended_at, outcome, complete_at, basis) "
        "VALUES (2, 1, 2, 1790000002000, 1790000003000, 5, 1790000001000, 'b')");
    s.db().exec(
        "INSERT INTO job (id, conn, oid, state, action, value, before, created_at, ended_at, done, "
        "principal, total, told, worked_at, error) VALUES "
        "(1, 1, 2, 3, 1, 1, '0 0 1', 1790000000000, 1790000001000, 7, 'root', 7, 3, 1790000001000, "
        "''), (2, 1, 1, 6, 1, 2, '0 0 1', 1790000002000, 1790000003000, 2, 'ann', 11, 0, "
        "1790000003000, 'the store is damaged'), "
        "(3, 2, 20, 1, 1, 1, '0 0 1', 1700000000000, NULL, 0, 'root', NULL, 0, NULL, '')");
    s.db().exec("INSERT INTO local_tag (oid, name, value) VALUES (3, 'pii', 'yes')");
    s.db().exec(
        "INSERT INTO held (oid, conn, guard, run, since, basis, cause, by_hand) VALUES "
        "(4, 1, 2, 1, 1790000000000, 'b', 1, 0)");
}

} // namespace objsync::test
