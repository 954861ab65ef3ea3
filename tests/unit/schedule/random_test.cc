#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/unit/schedule/ticker.h"

using namespace objsync;
using namespace objsync::schedule;

namespace {

const std::vector<std::string> kNames = {"a", "b", "c", "d"};
const std::vector<Path> kTargets = {
    {}, {{"x", ""}}, {{"x", ""}, {"y", ""}}, {{"x", ""}, {"z", ""}}, {{"w", ""}}};
constexpr size_t kMaxCrawls = 2;

// Does anything that can be done to a scheduler, and checks what always has to hold.
class Chaos {
public:
    explicit Chaos(unsigned seed) : random_(seed) {
        std::vector<Plan> plans;
        for (const std::string& name : kNames)
            plans.push_back(every(name, kHour));
        t_.settle(plans, kMaxCrawls);
    }

    void step() {
        const std::string& name = kNames[any(kNames.size())];
        switch (any(8)) {
            case 0:
            case 1:
                ask(name);
                break;
            case 2:
                any(2) == 0 ? t_.scheduler.pause(name) : t_.scheduler.resume(name);
                break;
            case 3:
                t_.now.wall_ms += static_cast<int64_t>(any(4 * kHour)) - 2 * kHour;
                break;
            case 4:
                t_.pass(static_cast<int64_t>(any(kHour)));
                break;
            default:
                end_one();
        }
        tick();
    }

    // Lets everything come to its end.
    void settle() {
        for (const std::string& name : kNames)
            t_.scheduler.resume(name);
        tick();
        while (!running_.empty()) {
            end_one();
            tick();
        }
        CHECK(asked_.empty());
    }

private:
    size_t any(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

    void ask(const std::string& name) {
        const Options options{Why::demand, any(2) == 0, any(4) == 0};
        const Path& target = kTargets[any(kTargets.size())];
        const RequestId id = t_.scheduler.trigger(name, target, options);
        asked_[id] = {0, name, target, options.why, options.full, options.dry_run, {}};
    }

    void end_one() {
        if (running_.empty()) return;
        const size_t i = any(running_.size());
        const Result results[] = {Result::complete, Result::failed, Result::cancelled};
        t_.finish(running_[i], results[any(3)]);
        running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    }

    void tick() {
        for (const Start& start : t_.tick()) {
            running_.push_back(start);
            for (const RequestId id : start.requests) {
                REQUIRE(asked_.count(id) == 1); // served once
                const Start& wanted = asked_[id];
                REQUIRE(wanted.connection == start.connection);
                REQUIRE(wanted.dry_run == start.dry_run);
                REQUIRE((start.full || !wanted.full));
                REQUIRE(start.target.size() <= wanted.target.size());
                REQUIRE(
                    std::equal(start.target.begin(), start.target.end(), wanted.target.begin()));
                asked_.erase(id);
            }
        }
        std::set<std::tuple<std::string, Path, bool>> targets;
        size_t whole = 0;
        for (const Start& run : running_) {
            REQUIRE(targets.emplace(run.connection, run.target, run.dry_run).second);
            whole += run.target.empty() && !run.dry_run ? 1 : 0;
        }
        REQUIRE(whole <= kMaxCrawls);
        REQUIRE(t_.tick().empty()); // whatever can start has started
    }

    std::mt19937 random_;
    Ticker t_;
    std::vector<Start> running_;
    std::map<RequestId, Start> asked_;
};

} // namespace

TEST_CASE("whatever happens, each trigger is served once, by a crawl that covers it") {
    for (unsigned seed = 0; seed < 200; seed++) {
        Chaos chaos(seed);
        for (int i = 0; i < 300; i++)
            chaos.step();
        chaos.settle();
    }
}
