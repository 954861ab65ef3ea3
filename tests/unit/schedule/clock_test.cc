#include <catch2/catch.hpp>

#include "tests/unit/schedule/ticker.h"

using namespace objsync::schedule;

TEST_CASE("a new connection is crawled at once, then on its schedule") {
    Ticker t;
    t.configure({{every("a", kDay), {}}});
    const Start first = t.one();
    CHECK(first.why == Why::start);
    CHECK(first.target.empty());
    t.finish(first);
    t.pass(kDay - 1);
    CHECK(t.tick().empty());
    t.pass(1);
    CHECK(t.one().why == Why::schedule);
}

TEST_CASE("a crawl a day for a month is a crawl a day, never early") {
    Ticker t;
    t.configure({{every("a", kDay), {}}});
    CHECK(t.crawls_within(30 * kDay) == 31);
    Ticker u;
    u.settle({at("a", 2)});
    CHECK(u.crawls_within(30 * kDay) == 30);
}

TEST_CASE("a restart neither repeats nor skips a crawl") {
    for (const Plan& plan : {every("a", kDay), at("a", 2)}) {
        Ticker before;
        before.configure({{plan, {}}});
        before.finish(before.one());
        const Persisted saved = before.scheduler.persisted("a");
        Ticker after;
        after.now = {before.now.wall_ms + kHour, 17};
        after.configure({{plan, saved}});
        CHECK(after.tick().empty());
        CHECK(after.scheduler.state("a", after.now).next_due_ms == saved.next_due_ms);
        after.pass(*saved.next_due_ms - after.now.wall_ms - 1);
        CHECK(after.tick().empty());
        after.pass(1);
        CHECK(after.one().why == Why::schedule);
    }
}

TEST_CASE("many restarts neither repeat nor skip a crawl") {
    Ticker t;
    t.settle({every("a", kDay)});
    int crawls = 0;
    for (int hour = 0; hour < 24 * 10; hour++) {
        const Persisted saved = t.scheduler.persisted("a");
        const Now now = t.now;
        t.scheduler = Scheduler();
        t.now = now;
        t.configure({{every("a", kDay), saved}});
        crawls += t.crawls_within(kHour);
    }
    CHECK(crawls == 10);
}

TEST_CASE("a crawl missed while down runs at start, once") {
    for (const Plan& plan : {every("a", kDay), at("a", 2)}) {
        Ticker t;
        Scheduler::Entry entry = settled(plan, t.now);
        t.pass(10 * kDay);
        t.configure({entry});
        const Start start = t.one();
        CHECK(start.why == Why::start);
        t.finish(start);
        CHECK(t.tick().empty());
        CHECK(*t.scheduler.state("a", t.now).next_due_ms > t.now.wall_ms);
    }
}

TEST_CASE("a crawl that a restart cut short starts again") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.pass(23 * kHour);
    (void)t.one();
    const Persisted saved = t.scheduler.persisted("a");
    CHECK(saved.interrupted);
    t.pass(kMinute);
    t.scheduler = Scheduler();
    t.configure({{every("a", kDay), saved}});
    const Start again = t.one();
    CHECK(again.why == Why::start);
    t.finish(again);
    CHECK_FALSE(t.scheduler.persisted("a").interrupted);
    // The regular schedule is where it was.
    CHECK(t.scheduler.persisted("a").next_due_ms == saved.next_due_ms);
}

TEST_CASE("a stored time of another schedule is not taken over") {
    Ticker t;
    Scheduler::Entry entry = settled(every("a", 30 * kDay), t.now);
    entry.plan = every("a", kDay);
    t.configure({entry});
    CHECK(t.scheduler.state("a", t.now).next_due_ms == t.now.wall_ms + 23 * kHour);
    entry.plan = at("b", 2);
    t.configure({entry});
    CHECK(t.scheduler.state("b", t.now).next_due_ms == kMidnight + 2 * kHour);
}

TEST_CASE("after the system slept through several due times one crawl starts") {
    for (const Plan& plan : {every("a", kDay), at("a", 2)}) {
        Ticker t;
        t.settle({plan});
        t.now.wall_ms += 5 * kDay; // the monotonic clock stood still
        t.finish(t.one());
        CHECK(t.tick().empty());
        CHECK(t.crawls_within(10 * kDay) == 10);
    }
}

TEST_CASE("the end of a sleep is noticed within a minute") {
    Ticker t;
    t.settle({every("a", kDay)});
    CHECK(t.scheduler.next_wakeup(t.now) == kMinute);
}

TEST_CASE("a clock set back by minutes does not repeat a crawl") {
    for (const Plan& plan : {every("a", kDay), at("a", 2)}) {
        Ticker t;
        t.settle({plan});
        t.pass(*t.scheduler.state("a", t.now).next_due_ms - t.now.wall_ms);
        t.finish(t.one());
        t.pass(kMinute);
        t.now.wall_ms -= 10 * kMinute;
        CHECK(t.crawls_within(20 * kHour) == 0);
        CHECK(t.crawls_within(5 * kHour) == 1);
    }
}

TEST_CASE("a clock set back by years does not stop the crawls") {
    for (const Plan& plan : {every("a", kDay), at("a", 2)}) {
        Ticker t;
        t.settle({plan});
        t.now.wall_ms -= 3000 * kDay;
        const int crawls = t.crawls_within(10 * kDay);
        CHECK(crawls >= 8);
        CHECK(crawls <= 10);
    }
}

TEST_CASE("a clock that was far ahead for a while costs one crawl, no more, and stops none") {
    for (const Plan& plan : {every("a", kDay), at("a", 2)}) {
        Ticker t;
        t.settle({plan});
        t.now.wall_ms += 3000 * kDay;
        CHECK(t.crawls_within(kMinute) == 1);
        t.now.wall_ms -= 3000 * kDay;
        const int crawls = t.crawls_within(10 * kDay);
        CHECK(crawls >= 8);
        CHECK(crawls <= 10);
    }
}

TEST_CASE("a wrong clock at start that is set right later does not repeat a crawl") {
    Ticker t;
    const Scheduler::Entry entry = settled(every("a", kDay), t.now);
    Ticker u;
    u.now = {t.now.wall_ms - 30 * kMinute, 0};
    u.configure({entry});
    u.pass(kMinute);
    u.now.wall_ms += 30 * kMinute;
    CHECK(u.crawls_within(22 * kHour) == 0);
    CHECK(u.crawls_within(kHour) == 1);
}

TEST_CASE("stored times from the future do not hold crawls off, however often it restarts") {
    Ticker t;
    Scheduler::Entry entry = settled(every("a", kDay), {t.now.wall_ms + 3000 * kDay, 0});
    int crawls = 0;
    for (int hour = 0; hour < 71; hour++) {
        t.scheduler = Scheduler();
        t.configure({entry});
        crawls += t.crawls_within(kHour);
        entry.persisted = t.scheduler.persisted("a");
    }
    CHECK(crawls == 3);
}

TEST_CASE("a time of day waits for the real one after a small correction") {
    Ticker t;
    t.settle({at("a", 2)});
    t.pass(kHour);
    t.now.wall_ms -= 30 * kMinute; // it is 00:30 again
    t.pass(90 * kMinute - 1);
    CHECK(t.tick().empty());
    t.pass(1);
    CHECK(t.tick().size() == 1);
}
