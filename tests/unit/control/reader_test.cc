// The threads that read the store for the API.
#include <catch2/catch.hpp>
#include <future>

#include "daemon/control/reader.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/control/fixture.h"

using namespace objsync::test;
using objsync::control::Reader;
using objsync::control::ReaderPool;
using Lane = ReaderPool::Lane;

namespace {

// Work that says when it has begun, and ends when it is let go.
struct Held {
    std::promise<void> begun, let_go;

    [[nodiscard]] std::function<void(Reader&)> work() {
        return [this](Reader&) {
            begun.set_value();
            let_go.get_future().wait();
        };
    }
};

} // namespace

TEST_CASE("reads that take long leave a thread to the others, and wait for each other") {
    const TempDir dir;
    StoreMaker store(dir / "s.db");
    fill(store);
    Held first, second;
    ReaderPool pool(dir / "s.db", 2);
    REQUIRE(pool.submit(first.work(), Lane::slow));
    first.begun.get_future().wait();
    REQUIRE(pool.submit(second.work(), Lane::slow));
    // Asked for after the second, and done before it: the second would hold it up for ever.
    for (int i = 0; i < 10; ++i) {
        std::promise<void> done;
        REQUIRE(pool.submit([&](Reader&) { done.set_value(); }));
        done.get_future().wait();
    }
    auto begun = second.begun.get_future();
    CHECK(begun.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
    first.let_go.set_value();
    begun.wait();
    second.let_go.set_value();
}

TEST_CASE("with a single thread long reads are done, too") {
    const TempDir dir;
    StoreMaker store(dir / "s.db");
    fill(store);
    std::promise<void> done;
    ReaderPool pool(dir / "s.db", 1);
    REQUIRE(pool.submit([](Reader&) {}, Lane::slow));
    REQUIRE(pool.submit([&](Reader&) { done.set_value(); }, Lane::slow));
    done.get_future().wait();
}
