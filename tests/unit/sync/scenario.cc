#include "tests/unit/sync/scenario.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/model/codec.h"
#include "core/store/outbox.h"
#include "tests/unit/sync/crawl.h"

namespace objsync::test {

using store::Statement;

namespace {

// Thousands of stores, each synced to the disk when it is made: in memory, where that can be had.
std::filesystem::path fast_folder() {
    const std::filesystem::path memory = "/dev/shm";
    return access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

} // namespace

Scenario::Scenario(sync::FileSettings settings) : dir_(fast_folder()) {
    open();
    in_transaction([&] { engine_->connection("c", "p", settings, now); });
    told_all();
}

Scenario::~Scenario() = default;

void Scenario::open() {
    db_ = store::open_store(dir_ / "state.db", now);
    // A test is not killed together with the machine.
    db_->exec("PRAGMA synchronous = OFF");
    engine_ = std::make_unique<sync::Engine>(*db_);
}

void Scenario::begin() {
    if (!transaction_) transaction_.emplace(*db_);
}

void Scenario::commit() {
    if (hold_commits_) return;
    engine_->before_commit();
    transaction_->commit();
    transaction_.reset();
    engine_->committed();
}

void Scenario::roll_back() {
    transaction_.reset();
    engine_->rolled_back();
}

void Scenario::hold_commits(bool on) {
    hold_commits_ = on;
    if (!on && transaction_) commit();
}

void Scenario::kill() {
    engine_.reset();
    transaction_.reset();
    hold_commits_ = false;
    db_.reset();
    open();
    in_transaction([&] { recovered_ = engine_->recover(now); });
}

bool Scenario::work_once(int64_t rows) {
    bool more = false;
    in_transaction([&] { more = engine_->work(now, rows); });
    return more;
}

void Scenario::work(int64_t rows) {
    for (int turns = 0; work_once(rows); turns++) {
        if (turns > 100'000) throw std::runtime_error("work() does not come to an end");
    }
}

Crawl Scenario::start(std::vector<std::string> targets) {
    now += hour;
    return Crawl(*this, targets);
}

Told Scenario::crawl(const std::vector<std::string>& tree) {
    told();
    Crawl crawl = start();
    std::vector<std::string> folders = {""};
    for (const std::string& line : tree) {
        const std::string path = words_of(line, ' ').at(0);
        if (path.back() == '/') folders.push_back(path.substr(0, path.size() - 1));
    }
    for (const std::string& folder : folders) {
        Scope scope = crawl.scope(folder);
        for (const std::string& line : tree) {
            const std::string path = words_of(line, ' ').at(0);
            const size_t slash = path.rfind('/', path.size() - 2);
            const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
            if (parent == folder) scope.object(line.substr(parent.empty() ? 0 : slash + 1));
        }
        scope.complete();
    }
    crawl.end();
    return told();
}

std::vector<Event> Scenario::events() {
    std::vector<Event> list;
    store::OutboxReader outbox(*db_);
    for (;;) {
        const auto rows = outbox.after(read_up_to_, 1000, 64 << 20);
        if (rows.empty()) break;
        for (const auto& row : rows) {
            list.push_back(decode_event(row.body));
            consumer_.take(list.back());
            read_up_to_ = row.pos;
        }
    }
    // While the renames below a container are still being told, the store is ahead.
    if (count("SELECT COUNT(*) FROM decision") == 0) {
        problems = consumer_.compare(*db_);
        if (!collect) CHECK(problems == std::vector<std::string>());
    }
    return list;
}

Told Scenario::told_all() {
    Told list;
    for (const Event& e : events())
        list.push_back(story(e));
    return list;
}

Told Scenario::told() {
    Told list;
    for (const Event& e : events()) {
        const bool of_crawl = e.type == EventType::crawl_started ||
                              e.type == EventType::crawl_finished ||
                              e.type == EventType::crawl_failed;
        if (!of_crawl) list.push_back(story(e));
    }
    return list;
}

int64_t Scenario::oid(const std::string& path) {
    store::Objects objects(*db_);
    int64_t at = engine_->find("c")->root;
    for (const Segment& s : decode_path(path)) {
        const auto head = objects.find(at, s.ns, s.name);
        if (!head) return 0;
        at = head->oid;
    }
    return at;
}

std::string Scenario::presence(const std::string& path) {
    const auto row = store::Objects(*db_).read(oid(path));
    return row ? std::string(name_of(row->presence)) : "unknown";
}

std::string Scenario::status(const std::string& path) {
    return sync::inherited_from(engine_->world(), oid(path)).active ? "active" : "inactive";
}

Object Scenario::body(const std::string& path) {
    const auto row = store::Objects(*db_).read(oid(path));
    if (!row) throw std::runtime_error("nothing is stored at " + path);
    Object o;
    decode_object(row->stable, row->moving, o);
    return o;
}

std::string Scenario::outcome(int64_t run, const std::string& path, int facet) {
    static const char* const kNames[] = {"?",       "complete", "unchanged", "unchanged_below",
                                         "partial", "denied",   "failed",    "skipped"};
    Statement get(*db_,
                  "SELECT outcome, error FROM run_scope WHERE run = ? AND path = ? AND facet = ?");
    get.bind(run, path, facet);
    if (!get.step()) return "none";
    const std::string error = get.text(1);
    return kNames[get.integer(0)] + (error.empty() ? "" : ": " + error);
}

int64_t Scenario::count(const char* sql) {
    Statement get(*db_, sql);
    get.bind();
    return get.step() ? get.integer(0) : 0;
}

sync::Cause Scenario::cause() {
    return {engine_->find("c"), 0, now};
}

void Scenario::set_status(const std::string& path, store::Own own) {
    sync::NewSettings settings;
    settings.own = own;
    in_transaction([&] { sync::apply_settings(engine_->world(), cause(), oid(path), settings); });
}

void Scenario::set_activate_new(const std::string& path, store::ActivateNew value) {
    sync::NewSettings settings;
    settings.activate_new = value;
    in_transaction([&] { sync::apply_settings(engine_->world(), cause(), oid(path), settings); });
}

} // namespace objsync::test
