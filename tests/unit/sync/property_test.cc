// The promises under everything at once: random trees that change while they are crawled, by
// several runs side by side, with failing listings, poorer roles, other filters, settings, kills
// and restarts. A failure prints its seed and the shortest story that leads to it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>

#include "core/base/error.h"
#include "tests/unit/sync/child.h"

using namespace objsync;
using namespace objsync::test;

namespace {

struct Failure {
    std::string what;
    std::vector<std::string> story;
};

class World {
public:
    World(uint64_t seed, const std::vector<bool>& enabled) : seed_(seed), enabled_(enabled) {}

    std::optional<Failure> run() {
        Random random(seed_);
        scenario_.collect = true;
        source_ = std::make_unique<Source>(static_cast<Source::Ids>(random.below(3)));
        for (size_t i = 0; i < enabled_.size() && !failed_; i++) {
            if (!enabled_[i]) continue;
            Random step(seed_ * 1'000'003 + i);
            guarded([&] { this->step(step); });
        }
        if (!failed_) guarded([&] { settle(); });
        return std::move(failed_);
    }
    [[nodiscard]] int runs() const { return runs_; }

private:
    template <typename F>
    void guarded(F f) {
        try {
            f();
            if (!scenario_.holds_commits()) look();
        } catch (const std::exception& e) {
            fail(std::string("threw: ") + e.what());
        }
    }

    void fail(const std::string& what) {
        if (!failed_) failed_ = Failure{what, story_};
    }
    void tell(const std::string& line) { story_.push_back(line); }

    // --- what may happen ------------------------------------------------------------------------

    void step(Random& random) {
        const int what = random.below(1000);
        if (what < 280) {
            tell("source: " + source_->mutate(random));
            for (auto& child : children_)
                child->source_changed();
        } else if (what < 380) {
            start(random);
        } else if (what < 800) {
            if (!children_.empty())
                advance(random, static_cast<size_t>(random.below(children_.size())));
        } else if (what < 860) {
            const int budget = 1 + random.below(4);
            tell("work " + std::to_string(budget));
            scenario_.work_once(budget);
        } else if (what < 890) {
            tell(scenario_.holds_commits() ? "commit" : "hold commits");
            scenario_.hold_commits(!scenario_.holds_commits());
        } else if (what < 910) {
            tell("kill");
            children_.clear();
            scenario_.kill();
            // Runs that never committed leave their ids to others.
            ended_.erase(ended_.upper_bound(scenario_.count("SELECT MAX(id) FROM run")),
                         ended_.end());
        } else if (what < 950) {
            set_status(random);
        } else if (what < 965) {
            const bool approve = random.one_in(2);
            tell(approve ? "approve all" : "reject all");
            scenario_.in_transaction(
                [&] { scenario_.engine().decide_held("c", {}, approve, scenario_.now); });
        } else if (what < 975) {
            static const std::vector<std::string> kExcluded = {"", "a", "b/a", "**/c"};
            const std::string& excluded = random.pick(kExcluded);
            tell("filter: exclude '" + excluded + "'");
            scenario_.filter = excluded.empty() ? Filter() : Filter({}, {excluded});
        } else if (what < 985) {
            tell("time goes on");
            scenario_.now += 1'000 * random.below(2'000);
        } else if (what < 990) {
            tell("purge");
            scenario_.in_transaction(
                [&] { scenario_.engine().purge_tombstones("c", scenario_.now, 2); });
        } else {
            scenario_.plugin_version = random.one_in(2) ? "1" : "2";
            tell("plugin version " + scenario_.plugin_version);
        }
    }

    void start(Random& random) {
        if (children_.size() >= 3) return;
        std::vector<std::string> targets;
        if (random.one_in(2)) {
            const std::vector<Node*> nodes = source_->all();
            if (!nodes.empty()) targets.push_back(Source::path_of(*random.pick(nodes)));
            if (!nodes.empty() && random.one_in(5)) targets.back() += "x";
        }
        const bool known = scenario_.engine().find("c")->identity.has_value();
        scenario_.identity = known && random.one_in(40) ? "elsewhere" : "source-1";
        scenario_.now += 60'000 * random.below(20);
        Child::Habits habits;
        habits.poor = random.one_in(5);
        habits.markers = random.one_in(2);
        habits.basis = habits.poor ? "poor" : random.one_in(10) ? "other method" : "rich";
        children_.push_back(std::make_unique<Child>(scenario_, *source_, targets, habits));
        const int64_t id = children_.back()->crawl().id();
        ended_.erase(id);
        ++runs_;
        tell("start run " + std::to_string(id) + (targets.empty() ? "" : " of " + targets[0]) +
             " as " + habits.basis + (habits.markers ? " with markers" : ""));
    }

    void advance(Random& random, size_t i) {
        Child& child = *children_[i];
        std::string story = "run " + std::to_string(child.crawl().id()) + ":";
        bool more = true;
        for (int n = 1 + random.below(8); n > 0 && more; n--)
            more = child.step(random, story);
        const bool cut = more && random.one_in(60);
        if (!more || cut) {
            sync::RunEnding ending;
            ending.cancelled = cut && random.one_in(2);
            ending.worker_clean = !cut;
            story += ending.cancelled ? " CANCELLED" : cut ? " FAILED" : " END";
            tell(story);
            ended_[child.crawl().id()] = child.there();
            if (random.one_in(10)) {
                scenario_.in_transaction([&] {
                    scenario_.engine().abandon(child.crawl().id(), "broken frames", scenario_.now);
                });
            } else {
                child.crawl().decide(ending);
            }
            children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            tell(story);
        }
    }

    void set_status(Random& random) {
        const std::vector<Node*> nodes = source_->all();
        const std::string path = nodes.empty() ? "" : Source::path_of(*random.pick(nodes));
        if (scenario_.oid(path) == 0) return;
        if (random.one_in(3)) {
            const auto value = static_cast<store::ActivateNew>(random.below(3));
            tell("activate new of '" + path + "': " + std::to_string(static_cast<int>(value)));
            scenario_.set_activate_new(path, value);
        } else {
            const auto own = static_cast<store::Own>(random.below(3));
            tell("status of '" + path + "': " + std::to_string(static_cast<int>(own)));
            scenario_.set_status(path, own);
        }
    }

    // --- what must hold
    // ---------------------------------------------------------------------------

    void look() {
        for (const Event& e : scenario_.events()) {
            told_++;
            if (e.oid != 0) {
                tell("    -> " + story(e) + "  [oid " + std::to_string(e.oid) + ", run " +
                     std::to_string(e.run) + "]");
            }
            if (e.oid != 0) told_of_objects_++;
            if (e.type != EventType::removed) continue;
            const auto run = ended_.find(e.run);
            if (run == ended_.end()) continue;
            const auto there = run->second.find(encode_path(e.path));
            if (there == run->second.end()) continue;
            // Another object may have had this name before.
            const std::string id = scenario_.consumer().field(e.oid, "platform_id");
            const std::string& now = there->second.second;
            if (!id.empty() && !now.empty() && id != json_text(now)) continue;
            fail("removed what was there: " + story(e) + " by run " + std::to_string(e.run));
        }
        if (!scenario_.problems.empty()) fail(scenario_.problems.front());
        if (scenario_.count("SELECT COUNT(*) FROM object WHERE instr(name, x'00')") != 0)
            fail("a made-up key was left");
    }

    // The first of several may find containers replaced, and leave them to the next.
    void full_crawl(bool markers, bool first = false) {
        scenario_.now += 3'600'000;
        Child::Habits habits;
        habits.faithful = true;
        habits.markers = markers;
        habits.basis = "rich";
        Child child(scenario_, *source_, {}, habits);
        ++runs_;
        Random random(1);
        std::string story = "full crawl:";
        while (child.step(random, story)) {
        }
        tell(story);
        ended_[child.crawl().id()] = child.there();
        const store::RunResult result = child.crawl().end();
        if (!first && result != store::RunResult::complete)
            fail("a faithful crawl is not complete: " + outcomes(child.crawl().id()));
        scenario_.work();
        look();
    }

    std::string outcomes(int64_t run) {
        store::Statement get(scenario_.db(),
                             "SELECT path, facet FROM run_scope WHERE run = ? AND outcome > 3");
        get.bind(run);
        std::string text;
        while (get.step()) {
            const std::string path = get.text(0);
            text += "'" + path + "' " +
                    scenario_.outcome(run, path, static_cast<int>(get.integer(1))) + "; ";
        }
        return text;
    }

    void settle() {
        scenario_.hold_commits(false);
        scenario_.identity = "source-1";
        for (auto& child : children_) {
            tell("cancel run " + std::to_string(child->crawl().id()));
            child->crawl().cancel();
        }
        children_.clear();
        scenario_.work();
        for (int i = 0; i < 4 && !failed_; i++)
            full_crawl(i % 2 == 0, i == 0);
        tell("approve all");
        scenario_.in_transaction(
            [&] { scenario_.engine().decide_held("c", {}, true, scenario_.now); });
        scenario_.work();
        if (!failed_) full_crawl(false);
        if (!failed_) full_crawl(false);
        for (int i = 0; i < 2 && !failed_; i++) {
            const int before = told_of_objects_;
            const int all = told_;
            full_crawl(i == 0);
            if (told_of_objects_ != before || told_ != all + 2)
                fail("a crawl without change told something");
        }
        if (!failed_) compare();
    }

    // At last the store is what the source is.
    void compare() {
        const auto visible = source_->visible(false, scenario_.filter);
        for (const auto& [path, node] : visible) {
            if (scenario_.presence(path) != "present") return fail(path + " is not stored");
            const Object stored = scenario_.body(path);
            const Object want = Source::listed(*node);
            if (stored.kind != want.kind || (want.owner && stored.owner != want.owner) ||
                (want.columns && stored.columns != want.columns) ||
                (want.platform_id && stored.platform_id != want.platform_id))
                return fail(path + " is stored otherwise");
            const size_t tags = stored.tags ? stored.tags->size() : 0;
            if (tags != static_cast<size_t>(node->tags)) return fail(path + " has other tags");
        }
        const auto live =
            scenario_.count("SELECT COUNT(*) FROM object WHERE presence < 3 AND parent <> 0");
        if (live != static_cast<int64_t>(visible.size()))
            return fail("stored are " + std::to_string(live) + " objects, at the source " +
                        std::to_string(visible.size()));
        compare_ids();
        scenario_.read_again();
        for (const auto& [path, node] : visible) {
            const int64_t oid = scenario_.oid(path);
            const bool wanted = !node->folder && scenario_.status(path) == "active";
            store::Objects objects(scenario_.db());
            if (objects.read(oid)->announced != wanted)
                return fail(path + " is announced otherwise than it is " + scenario_.status(path));
        }
    }

    // What finds objects by their ids says what stands in their bodies.
    void compare_ids() {
        store::Objects objects(scenario_.db());
        store::Statement all(scenario_.db(), "SELECT oid, conn FROM object");
        int64_t with_id = 0;
        while (all.step()) {
            const auto row = *objects.read(all.integer(0));
            const auto id = row.platform_id();
            if (!id) continue;
            ++with_id;
            const auto found = objects.find_by_platform_id(all.integer(1), *id, SIZE_MAX);
            if (std::find(found.begin(), found.end(), row.oid) == found.end())
                return fail(row.name + " is not found by its id");
        }
        if (scenario_.count("SELECT COUNT(*) FROM platform_id") != with_id)
            fail("ids are known that no object has");
    }

    uint64_t seed_;
    const std::vector<bool>& enabled_;
    Scenario scenario_;
    std::unique_ptr<Source> source_;
    std::vector<std::unique_ptr<Child>> children_;
    // What was there from a run's start to its end, by run.
    std::map<int64_t, std::map<std::string, std::pair<int64_t, std::string>>> ended_;
    std::vector<std::string> story_;
    std::optional<Failure> failed_;
    int runs_ = 0, told_ = 0, told_of_objects_ = 0;
};

// Leaves out steps as long as it still fails, and then tells what is left.
std::string shortest_story(uint64_t seed, std::vector<bool> enabled, Failure failure) {
    for (size_t width = enabled.size() / 2; width > 0; width /= 2) {
        for (size_t from = 0; from < enabled.size(); from += width) {
            std::vector<bool> fewer = enabled;
            for (size_t i = from; i < std::min(from + width, fewer.size()); i++)
                fewer[i] = false;
            if (fewer == enabled) continue;
            if (auto still = World(seed, fewer).run()) {
                enabled = fewer;
                failure = *still;
            }
        }
    }
    std::string text = "seed " + std::to_string(seed) + ": " + failure.what + "\n";
    for (const std::string& line : failure.story)
        text += "  " + line + "\n";
    return text;
}

uint64_t from_environment(const char* name, uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

} // namespace

// OBJSYNC_PROPERTY_SEED and OBJSYNC_PROPERTY_WORLDS choose others than the usual ones.
TEST_CASE("random worlds: nothing that is there is removed, and the events rebuild the store") {
    const uint64_t first = from_environment("OBJSYNC_PROPERTY_SEED", 1);
    const uint64_t worlds = from_environment("OBJSYNC_PROPERTY_WORLDS", 150);
    int runs = 0;
    for (uint64_t seed = first; seed < first + worlds; seed++) {
        const std::vector<bool> enabled(160, true);
        World world(seed, enabled);
        const auto failure = world.run();
        runs += world.runs();
        if (failure) {
            FAIL(shortest_story(seed, enabled, *failure));
        }
    }
    SUCCEED("runs: " << runs);
}
