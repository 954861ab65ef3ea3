// How many objects there are of each kind, for /metrics. No index holds that, as every crawl would
// pay for it: it is counted in the background, page by page, when it is asked for and has grown
// old, which it does the later the longer it took. Loop thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "daemon/control/reader.h"

namespace objsync {
class Loop;
}

namespace objsync::control {

class Census {
public:
    // By kind and presence. What a plugin calls a kind is its own; beyond 32 they are "other".
    using Counted = std::map<std::pair<std::string, store::Presence>, int64_t>;

    Census(Loop& loop, ReaderPool& readers) : loop_(loop), readers_(readers) {}

    void refresh(int64_t now_ms); // begins to count anew, if the last count is old
    [[nodiscard]] const Counted& counted() const noexcept { return counted_; }
    [[nodiscard]] int64_t counted_at_ms() const noexcept { return at_ms_; } // 0: not yet

private:
    struct Count {
        Counted by_kind;
        int64_t after = 0; // oid
    };
    void go_on(std::shared_ptr<Count> count, int64_t begun_ms);
    void take(Count& count, int64_t begun_ms);

    Loop& loop_;
    ReaderPool& readers_;
    Counted counted_;
    int64_t at_ms_ = 0, took_ms_ = 0;
    bool counting_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

} // namespace objsync::control
