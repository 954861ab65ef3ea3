// Threads with read-only connections to the store, so that no request makes the loop wait for
// SQLite.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/store/access.h"
#include "core/store/explain.h"
#include "core/store/health.h"
#include "core/store/local_tags.h"
#include "core/store/query_jobs.h"
#include "core/store/search.h"
#include "core/store/sqlite.h"

namespace objsync::control {

// What one thread reads with. A Snapshot is taken by whoever uses it, per page.
class Reader {
public:
    Reader(const std::string& store_file, int64_t cache_bytes);

    store::Database db;
    store::query::TreeQuery tree;
    store::query::Search search;
    store::query::RunQuery runs;
    store::query::HeldQuery held;
    store::query::EventQuery events;
    store::query::JobQuery jobs;
    store::query::HealthQuery health;
    store::OwnerQuery owners;
    store::LocalTagTable local_tags;
    std::string epoch;
    [[nodiscard]] store::query::ExplainQueries all() { return {tree, runs, held, events}; }
};

class ReaderPool {
public:
    // Opens the store once per thread. Throws Error.
    ReaderPool(const std::string& store_file, int threads);
    ~ReaderPool(); // waits for the jobs that run, drops those that wait
    ReaderPool(const ReaderPool&) = delete;
    ReaderPool& operator=(const ReaderPool&) = delete;

    // Long: may take a second or more. One thread is left for the others.
    enum class Lane { quick, slow };
    // `job` runs on one of the threads and must not throw. From any thread. False: too many wait.
    [[nodiscard]] bool submit(std::function<void(Reader&)> job, Lane lane = Lane::quick);

private:
    static constexpr size_t kMaxWaiting = 256;
    struct Job {
        std::function<void(Reader&)> work;
        Lane lane = Lane::quick;
    };
    using Jobs = std::deque<Job>;

    void run(Reader& reader);
    [[nodiscard]] Jobs::iterator next();

    std::vector<std::unique_ptr<Reader>> readers_;
    std::mutex mutex_;
    std::condition_variable wake_;
    Jobs jobs_;             // guarded by mutex_
    size_t slow_ = 0;       // under way; guarded by mutex_
    bool stopping_ = false; // guarded by mutex_
    std::vector<std::thread> threads_;
};

} // namespace objsync::control
