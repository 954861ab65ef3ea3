// What must move together with every commit: the numbers that are given out once (oids, outbox
// positions, sequence numbers) and the outbox itself. One thread; inside the caller's transaction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/store/event_block.h"
#include "core/store/sqlite.h"

namespace objsync::store {

struct ConnectionRow {
    int64_t id = 0;
    std::string name;
    int64_t root = 0; // 0: removed; the row stays, so that its sequence goes on if it returns
    std::string plugin;
    int64_t next_seq = 1;
    std::optional<std::string> identity;
    std::optional<std::string> refused_identity;
    std::optional<int64_t> complete_run;
    int64_t runs_since_full = 0;
    std::optional<int64_t> file_active;
    std::optional<int64_t> file_activate_new;
    bool configured = true;
    bool paused = false;
    std::optional<int64_t> paused_since, unconfigured_since;
    std::optional<int64_t> last_started;
    std::optional<int64_t> next_due;
    int64_t failures = 0;
    std::optional<int64_t> failing_since;
    bool interrupted = false;
    int64_t filter = 0;
};

class Ledger {
public:
    explicit Ledger(Database& db);

    [[nodiscard]] int64_t new_oid();
    [[nodiscard]] int64_t next_oid() const noexcept { return next_oid_; } // all given are smaller

    [[nodiscard]] const std::map<int64_t, ConnectionRow>& connections() const noexcept {
        return connections_;
    }
    [[nodiscard]] ConnectionRow* find(int64_t id);
    [[nodiscard]] ConnectionRow* find(std::string_view name);
    ConnectionRow& insert(ConnectionRow row); // sets its id
    void save(const ConnectionRow& row);

    // Gives the event its sequence number, and writes it soon; returns its position.
    int64_t append(ConnectionRow& connection, Event& event);
    // Before the outbox is read in the middle of a transaction.
    void write_events();
    [[nodiscard]] int64_t next_pos() const noexcept { return next_pos_; }

    void before_commit();  // writes what was not written yet, and the numbers that moved
    void after_rollback(); // reads everything again

    [[nodiscard]] bool appended() const noexcept { return appended_; } // since the last commit
    void committed() { appended_ = false; }

private:
    void load();

    Database& db_;
    Statement insert_event_, insert_mark_, save_connection_, save_seq_, set_meta_;
    std::map<int64_t, ConnectionRow> connections_;
    std::map<int64_t, bool> moved_; // connections whose next_seq moved in this transaction
    int64_t next_oid_ = 1, next_pos_ = 1;
    int64_t stored_oid_ = 0, stored_pos_ = 0;
    bool appended_ = false;
    std::string body_;
    EventBlock block_; // the newest events, all of block_conn_
    int64_t block_conn_ = 0;
};

} // namespace objsync::store
