#include "core/store/ledger.h"

namespace objsync::store {

namespace {

int64_t meta_number(Database& db, const char* key) {
    Statement get(db, "SELECT value FROM meta WHERE key = ?");
    get.bind(key);
    return get.step() ? get.integer(0) : 1;
}

} // namespace

Ledger::Ledger(Database& db)
    : db_(db),
      insert_event_(db, "INSERT INTO outbox (pos, conn, body) VALUES (?, ?, ?)"),
      insert_mark_(db, "INSERT INTO outbox_mark (conn, seq, pos, at) VALUES (?, ?, ?, ?)"),
      save_connection_(db,
                       "INSERT OR REPLACE INTO connection (id, name, root, plugin, next_seq, "
                       "identity, refused_identity, complete_run, runs_since_full, file_active, "
                       "file_activate_new, configured, paused, last_started, next_due, failures, "
                       "failing_since, interrupted, filter, paused_since, "
                       "unconfigured_since) VALUES "
                       "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      save_seq_(db, "UPDATE connection SET next_seq = ? WHERE id = ?"),
      set_meta_(db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)") {
    load();
}

void Ledger::load() {
    connections_.clear();
    moved_.clear();
    block_.clear();
    appended_ = false;
    stored_oid_ = next_oid_ = meta_number(db_, "next_oid");
    stored_pos_ = next_pos_ = meta_number(db_, "next_pos");
    Statement all(db_,
                  "SELECT id, name, root, plugin, next_seq, identity, refused_identity, "
                  "complete_run, runs_since_full, file_active, file_activate_new, configured, "
                  "paused, last_started, next_due, failures, failing_since, interrupted, filter, "
                  "paused_since, unconfigured_since FROM connection");
    all.bind();
    while (all.step()) {
        ConnectionRow c;
        c.id = all.integer(0);
        c.name = all.text(1);
        c.root = all.integer(2);
        c.plugin = all.text(3);
        c.next_seq = all.integer(4);
        c.identity = all.maybe_text(5);
        c.refused_identity = all.maybe_text(6);
        c.complete_run = all.maybe_integer(7);
        c.runs_since_full = all.integer(8);
        c.file_active = all.maybe_integer(9);
        c.file_activate_new = all.maybe_integer(10);
        c.configured = all.integer(11) != 0;
        c.paused = all.integer(12) != 0;
        c.last_started = all.maybe_integer(13);
        c.next_due = all.maybe_integer(14);
        c.failures = all.integer(15);
        c.failing_since = all.maybe_integer(16);
        c.interrupted = all.integer(17) != 0;
        c.filter = all.integer(18);
        c.paused_since = all.maybe_integer(19);
        c.unconfigured_since = all.maybe_integer(20);
        connections_.emplace(c.id, std::move(c));
    }
}

int64_t Ledger::new_oid() {
    return next_oid_++;
}

ConnectionRow* Ledger::find(int64_t id) {
    const auto it = connections_.find(id);
    return it == connections_.end() ? nullptr : &it->second;
}

ConnectionRow* Ledger::find(std::string_view name) {
    for (auto& [id, row] : connections_) {
        if (row.name == name) return &row;
    }
    return nullptr;
}

ConnectionRow& Ledger::insert(ConnectionRow row) {
    row.id = connections_.empty() ? 1 : connections_.rbegin()->first + 1;
    save(row);
    return connections_.emplace(row.id, std::move(row)).first->second;
}

void Ledger::save(const ConnectionRow& c) {
    save_connection_.bind(c.id, c.name, c.root, c.plugin, c.next_seq, c.identity,
                          c.refused_identity, c.complete_run, c.runs_since_full, c.file_active,
                          c.file_activate_new, c.configured, c.paused, c.last_started, c.next_due,
                          c.failures, c.failing_since, c.interrupted, c.filter, c.paused_since,
                          c.unconfigured_since);
    save_connection_.run();
}

int64_t Ledger::append(ConnectionRow& connection, Event& event) {
    event.seq = connection.next_seq++;
    encode_event(event, body_);
    if (block_conn_ != connection.id || !block_.has_room(body_)) write_events();
    block_conn_ = connection.id;
    block_.add(body_);
    const int64_t pos = next_pos_++;
    if (moved_.emplace(connection.id, true).second) {
        insert_mark_.bind(connection.id, event.seq, pos, event.at_ms);
        insert_mark_.run();
    }
    appended_ = true;
    return pos;
}

void Ledger::write_events() {
    if (block_.empty()) return;
    insert_event_.bind(next_pos_ - block_.events(), block_conn_, Statement::Blob{block_.row()});
    insert_event_.run();
    block_.clear();
}

void Ledger::before_commit() {
    write_events();
    if (next_oid_ != stored_oid_) {
        set_meta_.bind("next_oid", next_oid_);
        set_meta_.run();
        stored_oid_ = next_oid_;
    }
    if (next_pos_ != stored_pos_) {
        set_meta_.bind("next_pos", next_pos_);
        set_meta_.run();
        stored_pos_ = next_pos_;
    }
    for (const auto& [id, unused] : moved_) {
        const ConnectionRow* c = find(id);
        if (c == nullptr) continue;
        save_seq_.bind(c->next_seq, id);
        save_seq_.run();
    }
    moved_.clear();
}

void Ledger::after_rollback() {
    load();
}

} // namespace objsync::store
