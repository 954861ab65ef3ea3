#include "daemon/control/reader.h"

#include "core/store/open.h"

namespace objsync::control {

namespace {
// Enough for the inner pages of the indices; what a request reads is mostly leaves.
constexpr int64_t kCacheBytes = 4 << 20;
} // namespace

Reader::Reader(const std::string& store_file, int64_t cache_bytes)
    : db(store_file, store::OpenMode::reader, cache_bytes),
      tree(db),
      runs(db),
      held(db),
      events(db),
      owners(db),
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

bool ReaderPool::submit(std::function<void(Reader&)> job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() >= kMaxWaiting) return false;
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void ReaderPool::run(Reader& reader) {
    for (;;) {
        std::function<void(Reader&)> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (stopping_) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job(reader);
    }
}

} // namespace objsync::control
