#include "daemon/control/reader.h"

#include <algorithm>

#include "core/store/open.h"

namespace objsync::control {

namespace {
// Enough for the inner pages of the indices; what a request reads is mostly leaves.
constexpr int64_t kCacheBytes = 4 << 20;
} // namespace

Reader::Reader(const std::string& store_file, int64_t cache_bytes)
    : db(store_file, store::OpenMode::reader, cache_bytes),
      tree(db),
      search(db, tree),
      runs(db),
      held(db),
      events(db),
      jobs(db),
      health(db),
      owners(db),
      local_tags(db),
      epoch(store::read_epoch(db)) {}

ReaderPool::ReaderPool(const std::string& store_file, int threads) {
    for (int i = 0; i < threads; ++i)
        readers_.push_back(std::make_unique<Reader>(store_file, kCacheBytes));
    for (const auto& reader : readers_)
        threads_.emplace_back([this, &reader] { run(*reader); });
}

ReaderPool::~ReaderPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        jobs_.clear();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

bool ReaderPool::submit(std::function<void(Reader&)> job, Lane lane) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() >= kMaxWaiting) return false;
        jobs_.push_back({std::move(job), lane});
    }
    wake_.notify_one();
    return true;
}

// The oldest that may run now.
ReaderPool::Jobs::iterator ReaderPool::next() {
    const size_t most = std::max<size_t>(1, readers_.size() - 1);
    return std::find_if(jobs_.begin(), jobs_.end(),
                        [&](const Job& job) { return job.lane == Lane::quick || slow_ < most; });
}

void ReaderPool::run(Reader& reader) {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || next() != jobs_.end(); });
            if (stopping_) return;
            const auto first = next();
            job = std::move(*first);
            jobs_.erase(first);
            if (job.lane == Lane::slow) ++slow_;
        }
        job.work(reader);
        if (job.lane == Lane::quick) continue;
        {
            const std::lock_guard lock(mutex_);
            --slow_;
        }
        wake_.notify_one(); // one that had to wait for this
    }
}

} // namespace objsync::control
