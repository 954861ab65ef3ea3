// Stamps, chunks, the queue and versions: what a listing is put together from.
#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "plugins/snowflake/list/chunk.h"
#include "plugins/snowflake/list/stored.h"
#include "plugins/snowflake/login/driver.h"
#include "plugins/snowflake/work/queue.h"

using namespace objsync;
using namespace objsync::snowflake;
using Catch::Matchers::Contains;

namespace {

Pending named(const std::string& name) {
    Pending out;
    out.row.name = name;
    return out;
}

std::vector<size_t> all_of(const Chunk& chunk) {
    return chunk.those([](const Pending&) { return true; });
}

struct Worker {
    int id = 0;
};

} // namespace

TEST_CASE("a stamp is read back as it was written, and an odd one equals none") {
    for (const Stamp stamp : {Stamp{1700000000123, true, false}, Stamp{0, false, true},
                              Stamp{std::nullopt, true, true}, Stamp{-5, false, false}})
        CHECK(Stamp::read(stamp.text()) == stamp);
    CHECK(!Stamp::read("").last_ddl);
    CHECK(!Stamp::read("some other plugin's").last_ddl);
}

TEST_CASE("a set of names knows what it was given, through all its sizes") {
    NameSet set;
    CHECK(!set.contains("a"));
    for (int i = 0; i < 10000; ++i)
        REQUIRE(set.add("name " + std::to_string(i)));
    CHECK(!set.add("name 77"));
    CHECK(set.size() == 10000);
    CHECK(set.contains("name 9999"));
    CHECK(!set.contains("name 10000"));
}

TEST_CASE("a small schema that is all new is one chunk, asked for whole") {
    std::vector<std::shared_ptr<Chunk>> chunks;
    ChunkMaker maker([&](std::shared_ptr<Chunk> chunk) { chunks.push_back(std::move(chunk)); });
    for (const char* name : {"A", "B", "C"})
        maker.add(named(name));
    maker.end();
    REQUIRE(chunks.size() == 1);
    CHECK(chunks[0]->names(all_of(*chunks[0])).by == Names::By::all);
}

TEST_CASE("few changed objects of many are asked for by their names") {
    std::vector<std::shared_ptr<Chunk>> chunks;
    ChunkMaker maker([&](std::shared_ptr<Chunk> chunk) { chunks.push_back(std::move(chunk)); });
    for (const char* name : {"A", "B", "C", "D", "E"}) {
        if (*name == 'D') {
            maker.add(named(name));
        } else {
            maker.pass(name);
        }
    }
    maker.end();
    REQUIRE(chunks.size() == 1);
    const Names names = chunks[0]->names(all_of(*chunks[0]));
    CHECK(names.by == Names::By::list);
    CHECK(names.list == std::vector<std::string_view>{"D"});
}

TEST_CASE("a large schema is cut into ranges that meet and leave nothing out") {
    std::vector<std::shared_ptr<Chunk>> chunks;
    ChunkMaker maker([&](std::shared_ptr<Chunk> chunk) { chunks.push_back(std::move(chunk)); });
    for (int i = 10000; i < 15000; ++i)
        maker.add(named("T" + std::to_string(i)));
    maker.end();
    REQUIRE(chunks.size() == 3);
    std::string upto;
    size_t rows = 0;
    for (const auto& chunk : chunks) {
        const Names names = chunk->names(all_of(*chunk));
        CHECK(names.by == Names::By::range);
        CHECK(names.above == upto);
        CHECK(names.upto == chunk->rows.back().row.name);
        upto = names.upto;
        rows += chunk->rows.size();
    }
    CHECK(rows == 5000);
}

TEST_CASE("names in another order than that of bytes are never asked for as a range") {
    std::vector<std::shared_ptr<Chunk>> chunks;
    ChunkMaker maker([&](std::shared_ptr<Chunk> chunk) { chunks.push_back(std::move(chunk)); });
    for (int i = 0; i < 2500; ++i)
        maker.add(named("t" + std::to_string(i))); // t10 before t2
    maker.end();
    REQUIRE(chunks.size() == 2);
    CHECK(chunks[0]->names(all_of(*chunks[0])).by == Names::By::list);
    CHECK(chunks[1]->names(all_of(*chunks[1])).by == Names::By::list);
}

TEST_CASE("a chunk's names stay within what a statement may hold") {
    std::vector<std::shared_ptr<Chunk>> chunks;
    ChunkMaker maker([&](std::shared_ptr<Chunk> chunk) { chunks.push_back(std::move(chunk)); });
    for (int i = 0; i < 1000; ++i)
        maker.add(named(std::string(1000, 'x') + std::to_string(10000 + i)));
    maker.end();
    for (const auto& chunk : chunks) {
        size_t bytes = 0;
        for (const auto& pending : chunk->rows)
            bytes += pending.row.name.size();
        CHECK(bytes < 300000);
    }
}

TEST_CASE("the heaviest work is done first, and work that comes meanwhile is done too") {
    Queue<Worker> queue;
    std::vector<int> done;
    for (const int weight : {1, 5, 3})
        queue.push(static_cast<uint64_t>(weight), [&, weight](Worker&) {
            done.push_back(weight);
            if (weight == 5) queue.push(9, [&](Worker&) { done.push_back(9); });
        });
    Worker worker;
    queue.run(1, worker, {}, {});
    CHECK(done == std::vector<int>{5, 9, 3, 1});
}

TEST_CASE("a part is taken only by a worker that stands idle, and is done by then") {
    Queue<Worker> queue;
    std::atomic<bool> done{false};
    std::atomic<bool> second_taken{true};
    queue.push(1, [&](Worker&) {
        std::promise<void> let_go;
        const auto held = let_go.get_future().share();
        for (bool taken = false; !taken;) { // the other worker comes once a part was wished for
            Queue<Worker>::Task part = [&, held](Worker&) {
                held.wait();
                done = true;
            };
            taken = queue.offer(part);
        }
        Queue<Worker>::Task second = [](Worker&) {};
        second_taken = queue.offer(second); // whoever could take it has the first
        let_go.set_value();
    });
    Worker first{1};
    queue.run(2, first, [] { return std::make_unique<Worker>(Worker{2}); }, {});
    CHECK(!second_taken);
    CHECK(done);
}

TEST_CASE("an error of one task ends all, and parts that did not run are let go") {
    Queue<Worker> queue;
    auto held = std::make_shared<int>(1);
    queue.push(2, [](Worker&) { throw sdk::Error(sdk::ErrorClass::auth, "no more"); });
    queue.push(1, [held](Worker&) {});
    Worker worker;
    CHECK_THROWS_WITH(queue.run(1, worker, {}, {}), "no more");
    CHECK(held.use_count() == 1);
}

TEST_CASE("a worker that cannot be made is done without") {
    Queue<Worker> queue;
    std::atomic<int> done{0}, missing{0};
    for (int i = 0; i < 50; ++i)
        queue.push(1, [&](Worker&) { ++done; });
    Worker first;
    queue.run(
        3, first,
        []() -> std::unique_ptr<Worker> {
            throw sdk::Error(sdk::ErrorClass::throttled, "too many sessions");
        },
        [&](const std::exception&) { ++missing; });
    CHECK(done == 50);
}

TEST_CASE("a driver that fetches numbers wrongly in blocks is warned of") {
    const auto warning = [](const char* version) {
        return driver_warning(version).value_or("no warning");
    };
    CHECK(!driver_warning("libSnowflake.so 3.12.0"));
    CHECK(!driver_warning("libSnowflake.so 03.12.0000"));
    CHECK(!driver_warning("libSnowflake.so 3.19.2"));
    CHECK(!driver_warning("libSnowflake.so 3.7.1"));
    CHECK(!driver_warning("libSnowflake.so 4.0.0"));
    CHECK_THAT(warning("libSnowflake.so 3.11.0"), Contains("3.12.0 or newer"));
    CHECK_THAT(warning("libSnowflake.so 2.25.12"), Contains("3.12.0 or newer"));
    CHECK_THAT(warning("odd"), Contains("cannot be read"));
}
