// A crawl that changes nothing: it runs as every crawl does, but against a copy of its connection's
// rows that nobody else sees. What it would change is what it did there, so it cannot differ from
// what a crawl does, and the store is only read. Loop thread.
//
//   copying -> (as a crawl) -> done
//
// The copy stays until this object goes, so that all of the difference can be read.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/crawl/crawl.h"

namespace objsync::daemon {

// Events as they would be told, in order, without those that only speak of the crawl.
struct Difference {
    std::vector<std::string> events; // rendered, without a line end
    int64_t next = 0;                // to go on after these; 0: that was all
};

class DryRun {
public:
    struct Hooks {
        std::function<void(const CrawlResult&, const Difference& first)> done; // the last, once
        std::function<void(wire::Level, const std::string& text)> log;
    };
    static constexpr size_t kFirst = 100; // events that `done` brings

    DryRun(Loop& loop, std::string store_file, CrawlSpec spec, Hooks hooks);
    ~DryRun(); // ends what is under way
    DryRun(const DryRun&) = delete;
    DryRun& operator=(const DryRun&) = delete;

    void start();
    void cancel();
    // When it is done. `after`: 0, or a page's `next`. Answers later, unless this object has gone.
    void page(int64_t after, size_t limit, std::function<void(Difference)> answer);

    [[nodiscard]] Crawl::State state() const noexcept;
    [[nodiscard]] int64_t objects() const noexcept { return crawl_ ? crawl_->objects() : 0; }
    [[nodiscard]] int64_t scopes() const noexcept { return crawl_ ? crawl_->scopes() : 0; }

private:
    void copied(std::shared_ptr<std::unique_ptr<store::Database>> db);
    void crawl_done(const CrawlResult& result);
    void fail(const Error& error);
    void finish(const CrawlResult& result, const Difference& first);

    Loop& loop_;
    std::string store_file_;
    CrawlSpec spec_;
    Hooks hooks_;
    bool done_ = false;
    std::atomic<bool> stop_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    int64_t begin_ = 0; // outbox position before the run
    int64_t run_ = 0;
    std::thread copying_;
    std::unique_ptr<Writer> writer_;
    std::unique_ptr<Crawl> crawl_; // goes before the writer
};

} // namespace objsync::daemon
