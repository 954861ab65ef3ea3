#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <functional>

#include "daemon/deliver/deliverer.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/deliver/event_store.h"

using namespace objsync;
using namespace objsync::daemon;
using Catch::Contains;
using objsync::test::EventStore;
using objsync::test::TempDir;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kForever{600'000};

// Shared by a fake sink, which the deliverer owns, and its test.
struct Peer {
    std::mutex mutex;
    std::condition_variable changed;
    std::string got;
    int opened = 0;
    int tried = 0;
    // What to answer; accepted when it is not set.
    std::function<Result(const Batch&)> answer;

    void wait(const std::function<bool()>& until) {
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, kForever, until));
    }
    std::string received() {
        const std::lock_guard lock(mutex);
        return got;
    }
};

class FakeSink final : public Sink {
public:
    explicit FakeSink(std::shared_ptr<Peer> peer) : peer_(std::move(peer)) {}
    Result open() override {
        const std::lock_guard lock(peer_->mutex);
        peer_->opened++;
        peer_->changed.notify_all();
        return {};
    }
    Result deliver(const Batch& batch) override {
        const std::lock_guard lock(peer_->mutex);
        peer_->tried++;
        Result result = peer_->answer ? peer_->answer(batch) : Result{};
        if (result.answer == Answer::accepted) peer_->got += batch.lines;
        peer_->changed.notify_all();
        return result;
    }
    void interrupt() noexcept override {}

private:
    std::shared_ptr<Peer> peer_;
};

struct Fixture {
    std::unique_ptr<Deliverer> start(
        std::vector<std::pair<std::string, std::shared_ptr<Peer>>> to) {
        std::vector<NamedSink> sinks;
        for (auto& [name, sink_peer] : to)
            sinks.push_back({name, std::make_unique<FakeSink>(sink_peer)});
        DeliverHooks hooks;
        hooks.save = [this](const std::string& sink, int64_t pos) { store.save(sink, pos); };
        hooks.report = [this](const std::string& sink, const std::string& text) {
            const std::lock_guard lock(mutex);
            reports.push_back(sink + ": " + text);
        };
        return std::make_unique<Deliverer>(store.file(), std::move(sinks), hooks, pace);
    }
    std::string all_reports() {
        const std::lock_guard lock(mutex);
        std::string out;
        for (const std::string& report : reports)
            out += report + "\n";
        return out;
    }

    TempDir dir;
    EventStore store{dir / "s.db"};
    DeliverPace pace{milliseconds(1), milliseconds(4), kForever, 4096};
    std::shared_ptr<Peer> peer = std::make_shared<Peer>();
    std::mutex mutex;
    std::vector<std::string> reports;
};

Result retry(const Batch&) {
    return {Answer::retry, "the disk is on fire"};
}

} // namespace

TEST_CASE("a new sink gets all events that are kept, then new ones as they are committed") {
    Fixture f;
    f.store.commit(100); // several batches
    auto deliverer = f.start({{"a", f.peer}});
    CHECK(deliverer->drain(100, kForever).empty());
    CHECK(f.peer->received() == f.store.lines(1, 100));
    CHECK(f.peer->tried > 1);
    for (int i = 0; i < 3; i++)
        deliverer->notify(f.store.commit(2));
    CHECK(deliverer->drain(f.store.last(), kForever).empty());
    CHECK(f.peer->received() == f.store.lines(1, 106));
    CHECK(deliverer->states()[0].position == 106);
    CHECK(deliverer->states()[0].lag == 0);
    CHECK(deliverer->states()[0].delivered == 106);
}

TEST_CASE("after a stop a sink goes on behind the last event it accepted") {
    Fixture f;
    auto deliverer = f.start({{"a", f.peer}});
    CHECK(deliverer->drain(f.store.commit(5), kForever).empty());
    deliverer->stop();
    CHECK(f.store.saved("a") == 5);
    f.store.commit(3);
    f.peer = std::make_shared<Peer>();
    deliverer = f.start({{"a", f.peer}});
    CHECK(deliverer->drain(8, kForever).empty());
    CHECK(f.peer->received() == f.store.lines(6, 8));
}

TEST_CASE("a batch that was not accepted comes again, and the state tells why and since when") {
    Fixture f;
    f.store.commit(3);
    f.peer->answer = retry;
    auto deliverer = f.start({{"a", f.peer}});
    f.peer->wait([&] { return f.peer->tried >= 3; });
    const SinkState failing = deliverer->states()[0];
    CHECK(failing.error == "the disk is on fire");
    CHECK(failing.failing_since_ms.has_value());
    CHECK(failing.position == 0);
    CHECK(failing.lag == 3);
    CHECK(f.all_reports() == "a: the disk is on fire\n"); // once, not for every try
    {
        const std::lock_guard lock(f.peer->mutex);
        f.peer->answer = nullptr;
    }
    CHECK(deliverer->drain(3, kForever).empty());
    CHECK(f.peer->received() == f.store.lines(1, 3));
    const SinkState working = deliverer->states()[0];
    CHECK(working.error.empty());
    CHECK_FALSE(working.failing_since_ms.has_value());
    CHECK_THAT(f.all_reports(), Contains("a: works again"));
}

TEST_CASE("an event that is refused is given up alone, and said") {
    Fixture f;
    f.store.commit(5);
    f.peer->answer = [](const Batch& batch) -> Result {
        if (batch.lines.find("/t3\"") == std::string_view::npos) return {};
        return {Answer::rejected, "too strange"};
    };
    auto deliverer = f.start({{"a", f.peer}});
    CHECK(deliverer->drain(5, kForever).empty());
    CHECK(f.peer->received() == f.store.lines(1, 2) + f.store.lines(4, 5));
    CHECK(deliverer->states()[0].rejected == 1);
    CHECK(deliverer->states()[0].delivered == 4);
    CHECK_THAT(f.all_reports(), Contains("too strange") && Contains("shop/t3"));
}

TEST_CASE("a failing sink holds up no other, and a drain names it when its patience ends") {
    Fixture f;
    f.store.commit(5);
    auto bad = std::make_shared<Peer>();
    bad->answer = retry;
    auto deliverer = f.start({{"bad", bad}, {"good", f.peer}});
    const std::vector<std::string> failed = deliverer->drain(5, milliseconds(10));
    CHECK(failed == std::vector<std::string>{"bad: the disk is on fire"});
    CHECK(f.peer->received() == f.store.lines(1, 5));
    deliverer->stop();
    CHECK(f.store.saved("good") == 5);
    CHECK(f.store.saved("bad") == 0);
}

TEST_CASE("a stop ends a long pause between tries, a drain cuts it short") {
    Fixture f;
    f.pace.min_retry = f.pace.max_retry = kForever;
    f.store.commit(1);
    f.peer->answer = retry;
    auto deliverer = f.start({{"a", f.peer}});
    f.peer->wait([&] { return f.peer->tried >= 1; });
    SECTION("stop") {
        deliverer->stop();
        CHECK(f.peer->received().empty());
    }
    SECTION("reopen") {
        const std::unique_lock lock(f.peer->mutex);
        f.peer->answer = nullptr;
    }
    deliverer->reopen();
    if (f.peer->answer == nullptr) CHECK(deliverer->drain(1, kForever).empty());
}

TEST_CASE("the cursor is saved while events flow and while none come") {
    Fixture f;
    f.pace.save_every = milliseconds(0);
    auto deliverer = f.start({{"a", f.peer}});
    for (int i = 1; i <= 3; i++) {
        CHECK(deliverer->drain(f.store.commit(1), kForever).empty());
        while (f.store.saved("a") != i)
            std::this_thread::yield();
    }
    SUCCEED();
}

TEST_CASE("reopening reaches the sink, also when there is nothing to deliver") {
    Fixture f;
    auto deliverer = f.start({{"a", f.peer}});
    f.peer->wait([&] { return f.peer->opened == 1; });
    deliverer->reopen();
    f.peer->wait([&] { return f.peer->opened == 2; });
    CHECK(deliverer->drain(f.store.commit(1), kForever).empty());
    CHECK(f.peer->received() == f.store.line(1));
}

TEST_CASE("a sink that missed what retention dropped is told so and goes on with what is kept") {
    Fixture f;
    f.store.commit(10);
    f.store.save("a", 2);
    f.store.exec("DELETE FROM outbox WHERE pos <= 6");
    auto deliverer = f.start({{"a", f.peer}, {"new", std::make_shared<Peer>()}});
    CHECK(deliverer->drain(10, kForever).empty());
    CHECK(f.peer->received() == f.store.lines(7, 10));
    CHECK_THAT(f.all_reports(), Contains("a: events after position 2 and up to 6 were dropped"));
    CHECK_THAT(f.all_reports(), !Contains("new:"));
}

TEST_CASE("an outbox that is empty up to its end is passed") {
    Fixture f;
    f.store.commit(10);
    f.store.save("a", 10);
    f.store.exec("DELETE FROM outbox");
    auto deliverer = f.start({{"a", f.peer}});
    CHECK(deliverer->drain(10, kForever).empty());
    CHECK(deliverer->drain(f.store.commit(1), kForever).empty());
    CHECK(f.peer->received() == f.store.line(11));
}

TEST_CASE("an event that cannot be read stops its sinks visibly; what came before is delivered") {
    Fixture f;
    f.store.commit(5);
    f.store.exec("UPDATE outbox SET body = x'01' WHERE pos = 4");
    auto deliverer = f.start({{"a", f.peer}});
    const auto failed = deliverer->drain(5, milliseconds(10));
    REQUIRE(failed.size() == 1);
    CHECK_THAT(failed[0], Contains("event at position 4"));
    CHECK(f.peer->received() == f.store.lines(1, 3));
    CHECK_THAT(f.all_reports(), !Contains("works again"));
}

TEST_CASE("the last events of a connection that was removed keep its name") {
    Fixture f;
    auto deliverer = f.start({{"a", f.peer}});
    CHECK(deliverer->drain(f.store.commit(1), kForever).empty());
    f.store.exec("DELETE FROM connection");
    CHECK(deliverer->drain(f.store.commit(1), kForever).empty());
    CHECK(f.peer->received() == f.store.lines(1, 2));
}
