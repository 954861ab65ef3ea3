// Requests that are taken back before their crawl has begun.
#include "tests/unit/schedule/ticker.h"

using namespace objsync;
using namespace objsync::schedule;

namespace {

const Path kWhole;
const Path kShop = {{"shop", ""}};

Options demand(bool dry_run = false) {
    return {Why::demand, false, dry_run};
}

} // namespace

TEST_CASE("a request that is taken back starts nothing, and others that wait start") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.scheduler.trigger("a", kShop, demand());
    const Start running = t.one();
    const RequestId first = t.scheduler.trigger("a", kShop, demand());
    const RequestId second = t.scheduler.trigger("a", kShop, demand());
    t.scheduler.forget("a", first);
    t.finish(running);
    const Start again = t.one();
    CHECK(again.requests == std::vector<RequestId>{second});
    const RequestId third = t.scheduler.trigger("a", kShop, demand());
    t.scheduler.forget("a", third);
    t.finish(again);
    CHECK(t.tick().empty());
}

TEST_CASE("what is due starts all the same, whoever takes back what") {
    Ticker t;
    t.settle({every("a", kDay)});
    SECTION("a crawl of the whole that was only asked for does not start") {
        t.scheduler.forget("a", t.scheduler.trigger("a", kWhole, demand()));
        CHECK(t.tick().empty());
    }
    SECTION("one that is due, too, does") {
        t.pass(kDay);
        t.scheduler.forget("a", t.scheduler.trigger("a", kWhole, demand()));
        CHECK(t.one().why == Why::schedule);
    }
    SECTION("and so does one that somebody else has asked for") {
        const RequestId first = t.scheduler.trigger("a", kWhole, demand());
        const RequestId second = t.scheduler.trigger("a", kWhole, demand());
        t.scheduler.forget("a", first);
        CHECK(t.one().requests == std::vector<RequestId>{second});
    }
}

TEST_CASE("a dry run is taken back apart from a crawl of the same") {
    Ticker t;
    t.settle({every("a", kDay)});
    t.scheduler.pause("a");
    const RequestId dry = t.scheduler.trigger("a", kShop, demand(true));
    const RequestId real = t.scheduler.trigger("a", kShop, demand());
    t.scheduler.forget("a", dry);
    t.scheduler.resume("a");
    const Start start = t.one();
    CHECK_FALSE(start.dry_run);
    CHECK(start.requests == std::vector<RequestId>{real});
}

TEST_CASE("an unknown request or connection is taken back without effect") {
    Ticker t;
    t.settle({every("a", kDay)});
    const RequestId one = t.scheduler.trigger("a", kWhole, demand());
    t.scheduler.forget("a", one + 1);
    t.scheduler.forget("b", one);
    CHECK(t.one().requests == std::vector<RequestId>{one});
}

TEST_CASE("numbers go on after the one that a scheduler begins with, for whoever asks") {
    Scheduler scheduler(1000);
    CHECK(scheduler.number() == 1001);
    scheduler.configure({settled(every("a", kDay), {kMidnight, 0})}, 1, {kMidnight, 0});
    CHECK(scheduler.trigger("a", kWhole, demand()) == 1002);
}
