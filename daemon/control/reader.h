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
#include "core/store/sqlite.h"

namespace objsync::control {

// What one thread reads with. A Snapshot is taken by whoever uses it, per page.
class Reader {
public:
    Reader(const std::string& store_file, int64_t cache_bytes);

    store::Database db;
    store::query::TreeQuery tree;
    store::query::RunQuery runs;
    store::query::HeldQuery held;
    store::query::EventQuery events;
    store::OwnerQuery owners;
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

    // `job` runs on one of the threads and must not throw. From any thread. False: too many wait.
    [[nodiscard]] bool submit(std::function<void(Reader&)> job);

private:
    static constexpr size_t kMaxWaiting = 256;

    void run(Reader& reader);

    std::vector<std::unique_ptr<Reader>> readers_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void(Reader&)>> jobs_; // guarded by mutex_
    bool stopping_ = false;                         // guarded by mutex_
    std::vector<std::thread> threads_;
};

} // namespace objsync::control
