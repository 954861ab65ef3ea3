// The record of one mutation, on its way through the daemon. Whoever changes the store writes it in
// the transaction of the change, so that it is there exactly when the change is. What was refused,
// and what changes nothing in the store, is recorded by the server when it is answered.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "core/store/access.h"

namespace objsync::control {

class AuditTicket {
public:
    // `row`: who, what and on which target.
    explicit AuditTicket(store::AuditRow row) : row_(std::move(row)) {}

    // Where the path does not name it. Before anything is asked of the daemon.
    void about(std::string target) { row_.target = std::move(target); }
    // On the writer's thread, in its transaction; once. `before` and `after` are JSON texts.
    void write(store::Database& db, int64_t now_ms, std::string before, std::string after) {
        store::AuditRow row = row_; // the server may look at its own meanwhile
        row.at = now_ms;
        row.before = std::move(before);
        row.after = std::move(after);
        store::append_audit(db, row);
        written_ = true;
    }
    [[nodiscard]] bool written() const noexcept { return written_; }
    // For the server: who, what and on which target.
    [[nodiscard]] const store::AuditRow& row() const noexcept { return row_; }

private:
    store::AuditRow row_;
    std::atomic<bool> written_ = false;
};

using Audit = std::shared_ptr<AuditTicket>;

} // namespace objsync::control
