// A store with one connection, `shop`, whose events a test writes by number.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/model/codec.h"
#include "core/model/event.h"
#include "core/store/open.h"
#include "core/store/outbox.h"
#include "daemon/deliver/deliverer.h"

namespace objsync::test {

class EventStore {
public:
    explicit EventStore(std::string file)
        : file_(std::move(file)), db_(store::open_store(file_, 0)) {
        db_->exec(
            "INSERT OR IGNORE INTO connection (id, name, root, plugin) VALUES (1, 'shop', 1, 'p')");
        store::OutboxReader outbox(*db_);
        last_ = outbox.last();
    }

    // One commit of `count` events; sequence number and position are the same. Returns the last.
    int64_t commit(int64_t count) {
        const std::lock_guard lock(mutex_);
        store::Transaction t(*db_);
        store::Statement insert(*db_, "INSERT INTO outbox VALUES (?, 1, ?)");
        std::string body;
        for (int64_t i = 1; i <= count; i++) {
            encode_event(event(last_ + i), body);
            insert.bind(last_ + i, store::Statement::Blob{body}).run();
        }
        store::Statement(*db_, "INSERT INTO outbox_mark VALUES (1, ?, ?, 0)")
            .bind(last_ + 1, last_ + 1)
            .run();
        store::Statement(*db_, "UPDATE meta SET value = ? WHERE key = 'next_pos'")
            .bind(last_ + count + 1)
            .run();
        t.commit();
        return last_ += count;
    }

    void exec(const char* sql) {
        const std::lock_guard lock(mutex_);
        db_->exec(sql);
    }
    void save(const std::string& sink, int64_t pos) {
        const std::lock_guard lock(mutex_);
        store::set_sink_position(*db_, sink, pos, 0);
    }
    std::optional<int64_t> saved(const std::string& sink) {
        const std::lock_guard lock(mutex_);
        return store::sink_position(*db_, sink);
    }
    std::string line(int64_t seq) {
        std::string out;
        const std::lock_guard lock(mutex_);
        render_event(event(seq), "shop", store::read_epoch(*db_), out);
        return out + "\n";
    }
    std::string lines(int64_t from, int64_t to) {
        std::string out;
        for (int64_t seq = from; seq <= to; seq++)
            out += line(seq);
        return out;
    }
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] int64_t last() const { return last_; }

private:
    static Event event(int64_t seq) {
        Event e;
        e.seq = seq;
        e.type = EventType::removed;
        e.oid = seq;
        e.path = {{"t" + std::to_string(seq), ""}};
        return e;
    }

    std::mutex mutex_; // the test and the sinks' threads write
    std::string file_;
    std::unique_ptr<store::Database> db_;
    int64_t last_ = 0;
};

} // namespace objsync::test
