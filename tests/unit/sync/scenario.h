// A store, the engine on top of it, and crawls told as stories. What a child would say goes in as
// encoded frames, each in a transaction of its own; what the world is told is read back from the
// outbox. After every look at the events a consumer checks that they rebuild the store.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/open.h"
#include "core/sync/engine.h"
#include "core/sync/settings.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/sync/consumer.h"
#include "tests/unit/sync/thing.h"

namespace objsync::test {

using Told = std::vector<std::string>;

class Crawl;

class Scenario {
public:
    explicit Scenario(sync::FileSettings settings = {});
    ~Scenario();

    // --- crawls -------------------------------------------------------------------------------
    // Begins a run, an hour after whatever was before.
    [[nodiscard]] Crawl start(std::vector<std::string> targets = {});
    // A whole crawl of this tree: path texts from the connection down, every folder listed
    // complete. Returns what objects' events it caused.
    Told crawl(const std::vector<std::string>& tree);

    // --- what the world was told since the last look -------------------------------------------
    Told told();     // of objects and held removals
    Told told_all(); // of crawls, too
    std::vector<Event> events();

    // --- what is stored ------------------------------------------------------------------------
    [[nodiscard]] int64_t oid(const std::string& path);          // of a live one; 0: none
    [[nodiscard]] std::string presence(const std::string& path); // "unknown" if none lives there
    [[nodiscard]] std::string status(const std::string& path);   // "active" or "inactive"
    [[nodiscard]] Object body(const std::string& path);
    [[nodiscard]] std::string outcome(int64_t run, const std::string& path, int facet = 0);
    [[nodiscard]] int64_t count(const char* sql);

    // --- the rest of the world -----------------------------------------------------------------
    // In a transaction: f(), or the same and then a kill before the commit. Rolled back when it
    // throws.
    template <typename F>
    void in_transaction(F f) {
        begin();
        try {
            f();
        } catch (...) {
            roll_back();
            throw;
        }
        commit();
    }
    // While true, nothing commits: what follows is lost by kill().
    void hold_commits(bool on);
    void work(int64_t budget = 1'000'000); // to the end
    bool work_once(int64_t budget);        // one transaction
    void kill();                           // as by kill -9; a new engine recovers
    void set_status(const std::string& path, store::Own own);
    void set_activate_new(const std::string& path, store::ActivateNew value);
    [[nodiscard]] sync::Engine& engine() { return *engine_; }
    [[nodiscard]] store::Database& db() { return *db_; }
    [[nodiscard]] sync::Cause cause();
    [[nodiscard]] std::vector<sync::RunSummary> recovered() { return recovered_; }
    [[nodiscard]] const Consumer& consumer() const { return consumer_; }
    [[nodiscard]] bool holds_commits() const { return hold_commits_; }
    // What the consumer found wrong so far; events() looks. A test fails by it at once, unless
    // `collect` is set.
    std::vector<std::string> problems;
    bool collect = false;

    int64_t now = 1'700'000'000'000;
    int64_t hour = 3'600'000; // how long until the next run begins
    Filter filter;
    sync::GuardRules guard;
    std::string plugin_version = "1";
    std::string identity = "source-1";
    std::map<std::string, wire::KindInfo> kinds = story_kinds();
    int64_t budget = 1'000'000; // of work() at the end of a crawl

private:
    friend class Crawl;
    void begin();
    void commit();
    void roll_back();
    void open();

    TempDir dir_;
    std::unique_ptr<store::Database> db_;
    std::unique_ptr<sync::Engine> engine_;
    std::optional<store::Transaction> transaction_;
    std::vector<sync::RunSummary> recovered_;
    bool hold_commits_ = false;
    int64_t read_up_to_ = 0;
    Consumer consumer_;
};

} // namespace objsync::test
