// Many events in one row of the outbox: readers and retention see single events all the same.
#include "core/store/event_block.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/store/ledger.h"
#include "core/store/open.h"
#include "core/store/outbox.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

// A store whose ledger writes the events, several a row.
struct Fixture {
    Fixture() {
        Transaction t(*db);
        for (const char* name : {"one", "two"}) {
            ConnectionRow row;
            row.name = name;
            row.root = 1;
            ledger.insert(row);
        }
        t.commit();
    }

    void append(const char* conn, int64_t count, size_t size = 20) {
        Event e;
        e.type = EventType::crawl_started;
        e.at_ms = now;
        e.details.assign(size, 'd');
        for (int64_t i = 0; i < count; i++)
            last = ledger.append(*ledger.find(conn), e);
    }

    void commit(const char* conn, int64_t count, size_t size = 20) {
        Transaction t(*db);
        append(conn, count, size);
        ledger.before_commit();
        t.commit();
        ledger.committed();
    }

    int64_t rows() {
        Statement s(*db, "SELECT count(*) FROM outbox");
        s.step();
        return s.integer(0);
    }

    std::vector<int64_t> positions_after(int64_t pos, size_t most = 100'000) {
        std::vector<int64_t> all;
        for (const OutboxRow& row : outbox.after(pos, most, SIZE_MAX))
            all.push_back(row.pos);
        return all;
    }

    TempDir dir;
    std::unique_ptr<Database> db = open_store(dir / "s.db", 0);
    Ledger ledger{*db};
    OutboxReader outbox{*db};
    int64_t now = 10, last = 0;
};

using Positions = std::vector<int64_t>;

// What each_event sees of a row that begins at position 7.
std::vector<std::pair<int64_t, std::string>> events_of(std::string_view row) {
    std::vector<std::pair<int64_t, std::string>> seen;
    each_event(7, row, [&](int64_t pos, std::string_view event) {
        seen.emplace_back(pos, event);
        return true;
    });
    return seen;
}

} // namespace

TEST_CASE(
    "a row of one event is that event's bytes, one of several holds each under its position") {
    EventBlock block;
    CHECK(block.empty());
    block.add("first");
    CHECK(block.row() == "first");
    block.add(std::string(300, 'x'));
    block.add("third");
    CHECK(block.events() == 3);
    const std::string row(block.row());
    CHECK(events_of(row) == std::vector<std::pair<int64_t, std::string>>{
                                {7, "first"}, {8, std::string(300, 'x')}, {9, "third"}});
    block.clear();
    CHECK(block.empty());
    block.add("alone");
    CHECK(events_of(block.row()) == std::vector<std::pair<int64_t, std::string>>{{7, "alone"}});
}

TEST_CASE("a row that is cut short is corrupt, whatever is left of it") {
    EventBlock block;
    block.add("first");
    block.add("second");
    const std::string row(block.row());
    size_t whole = 0;
    for (size_t length = 1; length < row.size(); length++) {
        try {
            whole += events_of(std::string_view(row).substr(0, length)).size();
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::corrupt);
        }
    }
    CHECK(whole == 1); // cut just after the first
}

TEST_CASE("the events of a commit share rows of about a page, each connection its own") {
    Fixture f;
    f.commit("one", 100);
    CHECK(f.rows() < 5);
    f.commit("one", 3);
    const int64_t before = f.rows();
    f.commit("one", 2, 5000); // longer than a row may grow: one each
    CHECK(f.rows() == before + 2);
    Transaction t(*f.db);
    f.append("one", 2);
    f.append("two", 2);
    f.append("one", 2);
    f.ledger.before_commit();
    t.commit();
    CHECK(f.rows() == before + 5);
    CHECK(f.outbox.at(f.last - 4)->conn == f.ledger.find("one")->id);
    CHECK(f.outbox.at(f.last - 3)->conn == f.ledger.find("two")->id);
    CHECK(f.outbox.at(f.last)->event.seq == 109);
}

TEST_CASE("a reader begins and ends anywhere within a row") {
    Fixture f;
    f.commit("one", 6);
    f.commit("two", 2);
    CHECK(f.rows() == 2);
    CHECK(f.positions_after(0) == Positions{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(f.positions_after(3) == Positions{4, 5, 6, 7, 8});
    CHECK(f.positions_after(2, 2) == Positions{3, 4});
    CHECK(f.positions_after(5, 2) == Positions{6, 7});
    CHECK(f.positions_after(6) == Positions{7, 8});
    CHECK(f.positions_after(8).empty());
    for (int64_t pos = 1; pos <= 6; pos++)
        CHECK(f.outbox.at(pos)->event.seq == pos);
    CHECK_FALSE(f.outbox.at(9));
    CHECK_FALSE(f.outbox.at(0));
    CHECK(f.outbox.before_seq(1, 4) == 3);
    CHECK(f.outbox.before_seq(2, 2) == 7);
    CHECK(f.outbox.before_seq(1, 7) == 8);
}

TEST_CASE("a reader in the middle of a transaction sees what was appended once that is written") {
    Fixture f;
    Transaction t(*f.db);
    f.append("one", 3);
    f.ledger.write_events();
    CHECK(f.positions_after(0) == Positions{1, 2, 3});
    f.append("one", 1);
    f.ledger.before_commit();
    t.commit();
    CHECK(f.positions_after(1) == Positions{2, 3, 4});
}

TEST_CASE("events that were rolled back leave no trace in the rows that follow") {
    Fixture f;
    f.commit("one", 2);
    {
        Transaction t(*f.db);
        f.append("one", 5);
    }
    f.ledger.after_rollback();
    f.commit("one", 1);
    CHECK(f.positions_after(0) == Positions{1, 2, 3});
    CHECK(f.outbox.at(3)->event.seq == 3);
}

TEST_CASE("retention drops whole rows, and none that anybody still wants a part of") {
    Fixture f;
    f.commit("one", 6); // a row: 1 to 6
    f.commit("two", 4); // 7 to 10
    f.now = 20;
    f.commit("one", 3); // 11 to 13
    set_sink_position(*f.db, "sink", 8, 0);
    CHECK(prune_outbox(*f.db, {"sink"}, 10, 1000) == 0);
    CHECK(prune_outbox(*f.db, {"sink"}, 30, 1000) == 6);
    CHECK(f.outbox.first() == 7);
    CHECK(f.positions_after(8) == Positions{9, 10, 11, 12, 13});
    CHECK(f.outbox.at(7)->event.seq == 1);
    CHECK(prune_outbox(*f.db, {"sink"}, 30, 1000) == 0);
    set_sink_position(*f.db, "sink", 13, 0);
    CHECK(prune_outbox(*f.db, {"sink"}, 20, 1) == 4); // a row is the least that goes
    CHECK(prune_outbox(*f.db, {"sink"}, 20, 1000) == 0);
    CHECK(f.outbox.first() == 11);
    CHECK(prune_outbox(*f.db, {"sink"}, 30, 1000) == 3);
    CHECK(f.rows() == 0);
    CHECK(f.outbox.first() == 14);
}

TEST_CASE("what is asked for in a dropped row is older than what is kept") {
    Fixture f;
    f.commit("one", 4);
    f.commit("one", 4);
    CHECK(prune_outbox(*f.db, {}, 30, 1) == 4);
    CHECK_FALSE(f.outbox.at(4));
    CHECK_THROWS_WITH(f.outbox.before_seq(1, 4), Contains("older than what the outbox keeps"));
    CHECK(f.outbox.before_seq(1, 5) == 4);
    CHECK(f.outbox.before_seq(1, 7) == 6);
}
