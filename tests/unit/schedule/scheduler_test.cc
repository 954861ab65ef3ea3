#include "core/schedule/scheduler.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/schedule/ticker.h"

using namespace objsync;
using namespace objsync::schedule;

namespace {

const Path kWhole;
const Path kSales = {{"sales", ""}};
const Path kOrders = {{"sales", ""}, {"orders", ""}};

Options demand() {
    return {};
}
Options reload() {
    return {Why::reload, false, false};
}

// A crawl of the whole of "a" is running.
struct Busy : Ticker {
    Start running;
    explicit Busy(size_t max_crawls = 10) {
        settle({every("a", kDay), every("b", kDay)}, max_crawls);
        scheduler.trigger("a", kWhole, demand());
        running = one();
    }
};

} // namespace

TEST_CASE("failures back off without moving the regular schedule") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.pass(23 * kHour);
    const Start first = t.one();
    const auto next_due = t.scheduler.state("a", t.now).next_due_ms;
    t.pass(kMinute);
    t.finish(first, Result::failed);
    int64_t wait = kMinute;
    for (int failures = 1; failures < 10; failures++) {
        const State state = t.scheduler.state("a", t.now);
        CHECK(state.failures == failures);
        CHECK(state.failing_since_ms == kMidnight + 23 * kHour + kMinute);
        CHECK(state.backing_off_until_ms == t.now.wall_ms + wait);
        CHECK(t.scheduler.next_wakeup(t.now) == std::min(wait, kMinute));
        t.pass(wait - 1);
        CHECK(t.tick().empty());
        t.pass(1);
        const Start retry = t.one();
        CHECK(retry.why == Why::retry);
        t.finish(retry, Result::failed);
        wait = std::min(2 * wait, kHour);
    }
    CHECK(t.scheduler.state("a", t.now).next_due_ms == next_due);
    t.pass(*next_due - t.now.wall_ms);
    const Start regular = t.one();
    t.finish(regular);
    const State state = t.scheduler.state("a", t.now);
    CHECK(state.failures == 0);
    CHECK_FALSE(state.failing_since_ms);
    CHECK_FALSE(state.backing_off_until_ms);
    CHECK(state.next_due_ms == *next_due + kDay);
}

TEST_CASE("the wait after a failure goes on over a restart") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.pass(23 * kHour);
    for (int i = 0; i < 4; i++) {
        t.finish(t.one(), Result::failed);
        t.pass(backoff(i + 1));
    }
    const Persisted saved = t.scheduler.persisted("a");
    CHECK(saved.failures == 4);
    t.now.wall_ms = *saved.last_started_ms + 3 * kMinute;
    t.scheduler = Scheduler();
    t.configure({{every("a", kDay), saved}});
    t.pass(5 * kMinute - 1);
    CHECK(t.tick().empty());
    t.pass(1);
    CHECK(t.one().why == Why::retry);
}

TEST_CASE("what needs an operator is not tried again before the regular time") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.pass(23 * kHour);
    t.finish(t.one(), Result::failed_for_good);
    CHECK(t.scheduler.state("a", t.now).failures == 1);
    CHECK(t.crawls_within(kDay - 1) == 0);
    CHECK(t.crawls_within(1) == 1);
}

TEST_CASE("an incomplete crawl is no failure, a cancelled one neither failure nor success") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.pass(23 * kHour);
    t.finish(t.one(), Result::failed);
    t.pass(kMinute);
    t.finish(t.one(), Result::cancelled);
    CHECK(t.scheduler.state("a", t.now).failures == 1);
    CHECK(t.tick().empty());
    t.scheduler.trigger("a", kWhole, demand());
    t.finish(t.one(), Result::incomplete);
    CHECK(t.scheduler.state("a", t.now).failures == 0);
}

TEST_CASE("no more crawls run at once than the limit, and those waiting are served in turn") {
    Ticker t;
    t.settle({every("a", kDay), every("b", kDay), every("c", kDay), every("d", kDay)}, 2);
    for (const char* name : {"d", "b", "a", "c"})
        t.scheduler.trigger(name, kWhole, reload());
    std::vector<Start> running = t.tick();
    REQUIRE(running.size() == 2);
    CHECK(running[0].connection == "d");
    CHECK(running[1].connection == "b");
    CHECK(t.scheduler.state("a", t.now).waiting == Waiting::for_slot);
    CHECK(t.tick().empty());
    // One that comes again stands behind those that have waited longer.
    t.scheduler.trigger("d", kWhole, reload());
    t.finish(running[0]);
    CHECK(t.names() == std::vector<std::string>{"a"});
    t.finish(running[1]);
    CHECK(t.names() == std::vector<std::string>{"c"});
}

TEST_CASE("a connection that fails all the time does not keep others from their turn") {
    Ticker t;
    t.settle({every("a", kMinute), every("b", kMinute), every("c", kMinute)}, 1);
    t.pass(kMinute);
    std::map<std::string, int> crawls;
    for (int i = 0; i < 30; i++) {
        const Start start = t.one();
        crawls[start.connection]++;
        t.pass(2 * kMinute);
        t.finish(start, start.connection == "a" ? Result::failed : Result::complete);
    }
    CHECK(crawls["a"] == 10);
    CHECK(crawls["b"] == 10);
    CHECK(crawls["c"] == 10);
}

TEST_CASE("triggers during a crawl are remembered once") {
    Busy t;
    const RequestId first = t.scheduler.trigger("a", kWhole, reload());
    const RequestId second = t.scheduler.trigger("a", kWhole, demand());
    CHECK(t.tick().empty());
    CHECK(t.scheduler.state("a", t.now).remembered == 1);
    t.finish(t.running);
    const Start next = t.one();
    CHECK(next.requests == std::vector<RequestId>{first, second});
    t.finish(next);
    CHECK(t.tick().empty());
}

TEST_CASE("a crawl of a subtree starts at once, even beside a crawl of its connection") {
    Busy t(1);
    const RequestId request = t.scheduler.trigger("a", kSales, demand());
    const Start part = t.one();
    CHECK(part.target == kSales);
    CHECK(part.requests == std::vector<RequestId>{request});
    // Nor does it take a slot from others.
    t.finish(t.running);
    t.scheduler.trigger("b", kWhole, demand());
    CHECK(t.names() == std::vector<std::string>{"b"});
}

TEST_CASE("the same target is crawled once at a time, and remembered once") {
    Busy t;
    t.scheduler.trigger("a", kSales, demand());
    const Start part = t.one();
    const RequestId again = t.scheduler.trigger("a", kSales, demand());
    const RequestId once_more = t.scheduler.trigger("a", kSales, {Why::demand, true, false});
    CHECK(t.tick().empty());
    t.scheduler.trigger("a", kOrders, demand());
    CHECK(t.one().target == kOrders);
    t.finish(part);
    const Start next = t.one();
    CHECK(next.requests == std::vector<RequestId>{again, once_more});
    CHECK(next.full);
}

TEST_CASE("a remembered trigger is absorbed by a wider one, whichever came first") {
    for (const bool wider_first : {true, false}) {
        Busy t;
        t.scheduler.trigger("a", kOrders, demand());
        const Start part = t.one();
        if (wider_first) t.scheduler.trigger("a", kWhole, reload());
        const RequestId narrow = t.scheduler.trigger("a", kOrders, demand());
        if (!wider_first) t.scheduler.trigger("a", kWhole, reload());
        CHECK(t.scheduler.state("a", t.now).remembered == 1);
        t.finish(part);
        CHECK(t.tick().empty());
        t.finish(t.running);
        const Start whole = t.one();
        CHECK(whole.target.empty());
        CHECK(std::count(whole.requests.begin(), whole.requests.end(), narrow) == 1);
        CHECK(t.tick().empty());
    }
}

TEST_CASE("of two subtrees asked for at once the wider one serves both") {
    for (const bool wider_first : {true, false}) {
        Ticker t;
        t.settle({every("a", kDay)});
        t.scheduler.trigger("a", wider_first ? kSales : kOrders, demand());
        t.scheduler.trigger("a", wider_first ? kOrders : kSales, demand());
        const Start start = t.one();
        CHECK(start.target == kSales);
        CHECK(start.requests.size() == 2);
    }
}

TEST_CASE("a subtree that is free does not wait behind a wider one that is not") {
    for (const bool wider_first : {true, false}) {
        Busy t;
        t.scheduler.trigger("a", kSales, demand());
        (void)t.one();
        t.scheduler.trigger("a", wider_first ? kSales : kOrders, demand());
        t.scheduler.trigger("a", wider_first ? kOrders : kSales, demand());
        CHECK(t.one().target == kOrders);
    }
}

TEST_CASE("subtrees that share only the beginning of a name are not the same") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.scheduler.trigger("a", {{"sales", ""}}, demand());
    t.scheduler.trigger("a", {{"sales2", ""}, {"x", ""}}, demand());
    t.scheduler.trigger("a", {{"sales", "function"}}, demand());
    CHECK(t.tick().size() == 3);
}

TEST_CASE("a dry run never stands for a real crawl, nor a real one for it") {
    Busy t(1);
    t.scheduler.trigger("a", kWhole, {Why::demand, false, true});
    const Start dry = t.one();
    CHECK(dry.dry_run);
    CHECK(dry.target.empty());
    t.finish(t.running);
    t.scheduler.trigger("a", kWhole, demand());
    const Start real = t.one();
    CHECK_FALSE(real.dry_run);
    t.finish(dry, Result::failed);
    CHECK(t.scheduler.state("a", t.now).failures == 0);
}

TEST_CASE("a crawl on demand does not move the regular schedule") {
    Ticker t;
    t.settle({every("a", kDay)});
    const auto due = t.scheduler.state("a", t.now).next_due_ms;
    t.pass(kHour);
    t.scheduler.trigger("a", kWhole, demand());
    t.finish(t.one());
    t.scheduler.trigger("a", kSales, demand());
    t.finish(t.one(), Result::failed);
    CHECK(t.scheduler.state("a", t.now).next_due_ms == due);
    CHECK(t.scheduler.state("a", t.now).failures == 0);
    t.pass(*due - t.now.wall_ms);
    CHECK(t.one().why == Why::schedule);
}

TEST_CASE("a crawl that is due while one runs starts when that has ended, once") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.pass(23 * kHour);
    const Start running = t.one();
    t.pass(3 * kDay);
    CHECK(t.tick().empty());
    CHECK(t.scheduler.state("a", t.now).waiting == Waiting::for_running);
    t.finish(running);
    t.finish(t.one());
    CHECK(t.tick().empty());
}

TEST_CASE("a paused connection starts nothing, and what was due runs once when resumed") {
    Ticker t;
    t.settle({every("a", kDay), every("b", kDay)});
    t.scheduler.pause("a");
    CHECK(t.scheduler.persisted("a").paused);
    CHECK(t.scheduler.state("a", t.now).waiting == Waiting::for_resume);
    t.pass(5 * kDay);
    CHECK(t.names() == std::vector<std::string>{"b"});
    t.scheduler.trigger("a", kOrders, demand());
    t.scheduler.trigger("a", kSales, demand());
    t.scheduler.trigger("a", kWhole, demand());
    CHECK(t.scheduler.state("a", t.now).remembered == 1);
    CHECK(t.tick().empty());
    t.scheduler.resume("a");
    const Start start = t.one();
    CHECK(start.target.empty());
    CHECK(start.requests.size() == 3);
    t.finish(start);
    CHECK(t.tick().empty());
}

TEST_CASE("pausing outlives a restart, and does not stop what is running") {
    Busy t;
    t.scheduler.pause("a");
    t.finish(t.running);
    const Persisted saved = t.scheduler.persisted("a");
    t.scheduler = Scheduler();
    t.configure({{every("a", kDay), saved}});
    t.pass(5 * kDay);
    CHECK(t.tick().empty());
    t.scheduler.resume("a");
    CHECK(t.tick().size() == 1);
}

TEST_CASE("a connection that is gone from the configuration starts nothing more") {
    Busy t(1);
    t.scheduler.trigger("a", kWhole, demand());
    t.settle({every("b", kDay)}, 1);
    CHECK_THROWS_AS(t.scheduler.trigger("a", kWhole, demand()), Error);
    CHECK_THROWS_AS(t.scheduler.state("a", t.now), Error);
    // Its running crawl is still one of those that run at once.
    t.scheduler.trigger("b", kWhole, demand());
    CHECK(t.tick().empty());
    t.finish(t.running);
    CHECK(t.names() == std::vector<std::string>{"b"});
}

TEST_CASE("a connection taken out and put back while its crawl runs has one crawl, not two") {
    Busy t;
    const Persisted saved = t.scheduler.persisted("a");
    t.settle({every("b", kDay)});
    t.configure({{every("a", kDay), saved}, settled(every("b", kDay), t.now)});
    CHECK(t.tick().empty());
    CHECK(t.scheduler.persisted("a").interrupted);
    t.finish(t.running);
    CHECK(t.tick().empty());
    CHECK_FALSE(t.scheduler.persisted("a").interrupted);
}

TEST_CASE("a reload keeps due times, but a changed schedule gets a new one") {
    Ticker t;
    t.settle({every("a", kDay), every("b", kDay)});
    t.pass(2 * kHour);
    t.configure({{every("a", kDay), {}}, {every("b", 2 * kHour), {}}, {every("c", kDay), {}}});
    CHECK(t.scheduler.state("a", t.now).next_due_ms == kMidnight + 23 * kHour);
    // Last crawled three hours ago, so by its new schedule it is due.
    CHECK(t.names() == std::vector<std::string>{"c", "b"});
}

TEST_CASE("a failed start is like a failed crawl") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.scheduler.trigger("a", kWhole, demand());
    t.finish(t.one(), Result::failed);
    t.pass(kMinute);
    CHECK(t.one().why == Why::retry);
}

TEST_CASE("many connections that are due together start at moments of their own") {
    Ticker t;
    std::vector<Scheduler::Entry> entries;
    for (int i = 0; i < 50; i++) {
        entries.push_back({{"c" + std::to_string(i), kDay, {}, "UTC", 10 * kMinute}, {}});
    }
    t.configure(entries, 100);
    for (const Start& start : t.tick())
        t.finish(start);
    t.pass(kDay);
    size_t most = 0;
    size_t all = 0;
    for (int second = 0; second <= 600; second++) {
        const std::vector<Start> starts = t.tick();
        most = std::max(most, starts.size());
        all += starts.size();
        t.pass(kSecond);
    }
    CHECK(all == 50);
    CHECK(most <= 4);
}
