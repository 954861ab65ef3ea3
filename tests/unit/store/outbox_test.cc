#include "core/store/outbox.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/model/event.h"
#include "core/store/open.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

// A store whose connections 1 and 2 write events, several a commit and mixed.
struct Fixture {
    Fixture() {
        for (int id = 1; id <= 2; id++) {
            Statement(*db, "INSERT INTO connection (id, name, root, plugin) VALUES (?, ?, ?, 'p')")
                .bind(id, "c" + std::to_string(id), id)
                .run();
        }
    }

    // One commit at `at_ms`: an event for each connection named.
    void commit(int64_t at_ms, const std::vector<int64_t>& conns) {
        Transaction t(*db);
        bool marked[3] = {};
        for (const int64_t conn : conns) {
            Event e;
            e.seq = seq[conn]++;
            std::string body;
            encode_event(e, body);
            Statement(*db, "INSERT INTO outbox VALUES (?, ?, ?)")
                .bind(pos, conn, Statement::Blob{body})
                .run();
            if (!marked[conn]) {
                Statement(*db, "INSERT INTO outbox_mark VALUES (?, ?, ?, ?)")
                    .bind(conn, e.seq, pos, at_ms)
                    .run();
            }
            marked[conn] = true;
            pos++;
            Statement(*db, "UPDATE connection SET next_seq = ? WHERE id = ?")
                .bind(seq[conn], conn)
                .run();
        }
        Statement(*db, "UPDATE meta SET value = ? WHERE key = 'next_pos'").bind(pos).run();
        t.commit();
    }

    int64_t marks() {
        Statement s(*db, "SELECT count(*) FROM outbox_mark");
        s.step();
        return s.integer(0);
    }

    TempDir dir;
    std::unique_ptr<Database> db = open_store(dir / "s.db", 0);
    OutboxReader outbox{*db};
    int64_t pos = 1;
    int64_t seq[3] = {0, 1, 1};
};

std::vector<int64_t> positions(const std::vector<OutboxRow>& rows) {
    std::vector<int64_t> out;
    for (const OutboxRow& row : rows)
        out.push_back(row.pos);
    return out;
}

using Positions = std::vector<int64_t>;

} // namespace

TEST_CASE("events come in pages, oldest first, bounded by rows and by bytes") {
    Fixture f;
    f.commit(10, {1, 1, 2, 1});
    CHECK(positions(f.outbox.after(0, 100, 1000)) == Positions{1, 2, 3, 4});
    CHECK(positions(f.outbox.after(1, 2, 1000)) == Positions{2, 3});
    CHECK(positions(f.outbox.after(1, 100, 1)) == Positions{2});
    CHECK(f.outbox.after(4, 100, 1000).empty());
    CHECK(f.outbox.at(3)->conn == 2);
    CHECK_FALSE(f.outbox.at(5));
}

TEST_CASE("the ends of the outbox are known, also when it is empty") {
    Fixture f;
    CHECK(f.outbox.last() == 0);
    CHECK(f.outbox.first() == 1);
    f.commit(10, {1, 1, 2});
    CHECK(f.outbox.last() == 3);
    CHECK(f.outbox.first() == 1);
    CHECK(prune_outbox(*f.db, {}, 11, 100) == 3);
    CHECK(f.outbox.last() == 3);
    CHECK(f.outbox.first() == 4);
}

TEST_CASE("a sequence number leads to its position among the events of other connections") {
    Fixture f;
    f.commit(10, {1, 2, 1}); // positions 1 2 3
    f.commit(20, {2, 2});    // 4 5
    f.commit(30, {2, 1, 1}); // 6 7 8
    CHECK(f.outbox.before_seq(1, 1) == 0);
    CHECK(f.outbox.before_seq(1, 2) == 2);
    CHECK(f.outbox.before_seq(1, 3) == 6);
    CHECK(f.outbox.before_seq(1, 4) == 7);
    CHECK(f.outbox.before_seq(2, 4) == 5);
    CHECK(f.outbox.before_seq(1, 5) == 8); // the next to come
    CHECK_THROWS_WITH(f.outbox.before_seq(1, 6), Contains("never written") && Contains("is 4"));
    CHECK_THROWS_WITH(f.outbox.before_seq(1, 0), Contains("never written"));
    CHECK_THROWS_WITH(f.outbox.before_seq(9, 2), Contains("never written"));
}

TEST_CASE("retention drops what is old and what every named sink has passed, in small bites") {
    Fixture f;
    f.commit(10, {1, 1, 1});
    f.commit(20, {1, 1});
    f.commit(30, {1});
    set_sink_position(*f.db, "slow", 4, 0);
    set_sink_position(*f.db, "fast", 6, 0);
    set_sink_position(*f.db, "gone", 0, 0);
    CHECK(prune_outbox(*f.db, {"slow", "fast"}, 10, 100) == 0);
    CHECK(prune_outbox(*f.db, {"slow", "fast"}, 20, 2) == 2);
    CHECK(f.outbox.first() == 3);
    CHECK(prune_outbox(*f.db, {"slow", "fast"}, 20, 2) == 1);
    CHECK(prune_outbox(*f.db, {"slow", "fast"}, 20, 2) == 0);
    CHECK(prune_outbox(*f.db, {"slow", "fast"}, 31, 100) == 1); // slow stands at 4
    CHECK(f.outbox.first() == 5);
    CHECK(prune_outbox(*f.db, {"fast", "new"}, 31, 100) == 0); // a new sink wants all that is kept
    CHECK(prune_outbox(*f.db, {"fast"}, 31, 100) == 2);
    CHECK(f.outbox.first() == 7);
}

TEST_CASE("asking for an event older than what is kept is an error, the others are still found") {
    Fixture f;
    f.commit(10, {1, 2, 1, 1}); // positions 1 to 4
    f.commit(20, {1});
    f.commit(30, {1});
    CHECK(prune_outbox(*f.db, {}, 40, 3) == 3); // in the middle of a commit
    CHECK(f.marks() == 4);
    CHECK_THROWS_WITH(f.outbox.before_seq(1, 2), Contains("older than what the outbox keeps"));
    CHECK_THROWS_WITH(f.outbox.before_seq(2, 1), Contains("older than what the outbox keeps"));
    CHECK(f.outbox.before_seq(1, 3) == 3);
    CHECK(f.outbox.before_seq(1, 4) == 4);
    CHECK(prune_outbox(*f.db, {}, 40, 3) == 3);
    CHECK(f.marks() == 2); // one a connection
    CHECK_THROWS_WITH(f.outbox.before_seq(1, 5), Contains("older than what the outbox keeps"));
    CHECK(f.outbox.before_seq(1, 6) == 6);
}

TEST_CASE("a cursor comes back as its position, and a wrong one says what is wrong with it") {
    Fixture f;
    f.commit(10, {1, 1, 1});
    const std::string epoch = read_epoch(*f.db);
    CHECK(read_cursor(make_cursor(epoch, 2), epoch, f.outbox) == 2);
    CHECK(read_cursor(make_cursor(epoch, 0), epoch, f.outbox) == 0);
    CHECK(read_cursor(make_cursor(epoch, 3), epoch, f.outbox) == 3);
    CHECK_THROWS_WITH(read_cursor(make_cursor(epoch, 4), epoch, f.outbox),
                      Contains("newest event"));
    CHECK_THROWS_WITH(read_cursor(make_cursor("feed", 2), epoch, f.outbox),
                      Contains("another store"));
    for (const char* bad : {"", "7", ".", "x.y", "x.1y", "x.-1", "x.99999999999999999999"}) {
        CHECK_THROWS_WITH(read_cursor(bad, epoch, f.outbox), Contains("malformed"));
    }
    CHECK(prune_outbox(*f.db, {}, 11, 2) == 2);
    CHECK(read_cursor(make_cursor(epoch, 2), epoch, f.outbox) == 2);
    CHECK_THROWS_WITH(read_cursor(make_cursor(epoch, 1), epoch, f.outbox), Contains("older"));
}

TEST_CASE("a sink's position is kept, and a sink never seen has none") {
    Fixture f;
    CHECK_FALSE(sink_position(*f.db, "a"));
    set_sink_position(*f.db, "a", 5, 1);
    set_sink_position(*f.db, "a", 7, 2);
    CHECK(sink_position(*f.db, "a") == 7);
}
