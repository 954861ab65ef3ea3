// The writer when the store cannot be written.
#include "daemon/writer/writer.h"

#include <catch2/catch.hpp>
#include <future>

#include "core/model/codec.h"
#include "core/store/outbox.h"
#include "core/sync/settings.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::test;
using daemon::Writer;

namespace {

constexpr int64_t kTables = 3000;

// Waits until it is done; returns why it is not in the store, or nothing.
std::exception_ptr run(Writer& writer, const Writer::Task& task) {
    std::promise<std::exception_ptr> done;
    writer.post(task, [&done](std::exception_ptr error) { done.set_value(error); });
    return done.get_future().get();
}

int64_t count(Writer& writer, const char* sql) {
    int64_t found = 0;
    CHECK_FALSE(run(writer, [&](sync::Engine& engine, int64_t) {
        store::Statement get(engine.world().db, sql);
        get.step();
        found = get.integer(0);
    }));
    return found;
}

int64_t count_events(Writer& writer) {
    int64_t found = 0;
    CHECK_FALSE(run(writer, [&](sync::Engine& engine, int64_t) {
        store::OutboxReader(engine.world().db)
            .each_after(0, [&](int64_t, int64_t, std::string_view) {
                ++found;
                return true;
            });
    }));
    return found;
}

void add_tables(sync::Engine& engine, int64_t now_ms) {
    const store::ConnectionRow& conn = engine.connection("c", "p", {}, now_ms);
    Object table;
    table.kind = "table";
    for (int64_t i = 0; i < kTables; ++i) {
        store::ObjectRow row;
        row.oid = engine.world().ledger.new_oid();
        row.conn = conn.id;
        row.parent = conn.root;
        row.name = "t" + std::to_string(i);
        row.flags = store::kFlagSource;
        encode_object(table, row.stable, row.moving);
        REQUIRE(engine.world().objects.insert(row));
    }
}

void activate(sync::Engine& engine, int64_t now_ms) {
    store::ConnectionRow* conn = engine.find("c");
    sync::NewSettings settings;
    settings.own = store::Own::active;
    (void)sync::apply_settings(engine.world(), {conn, 0, now_ms}, conn->root, settings);
}

// The disk is full but for some pages.
void fill_disk(sync::Engine& engine, int64_t) {
    store::Statement pages(engine.world().db, "PRAGMA page_count");
    pages.step();
    const int64_t limit = pages.integer(0) + 8;
    pages.reset();
    engine.world().db.exec(("PRAGMA max_page_count = " + std::to_string(limit)).c_str());
}

} // namespace

TEST_CASE("on a full disk others are answered meanwhile, and the rest goes on when there is room") {
    const TempDir dir;
    std::promise<std::string> broken;
    std::atomic<int> failures = 0;
    Writer::Hooks hooks;
    hooks.broken = [&](const std::string& error) {
        if (failures++ == 0) broken.set_value(error);
    };
    Writer writer(dir / "state.db", std::move(hooks));
    writer.run_now(&add_tables);
    writer.run_now(&activate);
    writer.run_now(&fill_disk);
    writer.start();
    CHECK(broken.get_future().get().find("the disk is full") != std::string::npos);
    // What is asked for now is not drawn into the failure of what is tried again.
    for (int i = 0; i < 100; ++i)
        CHECK_FALSE(run(writer, [](sync::Engine&, int64_t) {}));
    CHECK(count(writer, "SELECT COUNT(*) FROM object WHERE announced") == 0);
    CHECK_FALSE(run(writer, [](sync::Engine& engine, int64_t) {
        engine.world().db.exec("PRAGMA max_page_count = 1073741823");
    }));
    writer.flush();
    CHECK(count(writer, "SELECT COUNT(*) FROM object WHERE announced") == kTables);
    CHECK(count(writer, "SELECT COUNT(*) FROM job WHERE state = 3") == 1);
    CHECK(count_events(writer) == kTables + 1); // and of the connection
}
