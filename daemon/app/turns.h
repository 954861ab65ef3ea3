// Work that goes on over the loop and must not overlap: one piece at a time, in the order in which
// it came. Loop thread.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "daemon/loop/loop.h"

namespace objsync::daemon {

// Whose turn it is has it; the next comes when the last copy is gone.
using Turn = std::shared_ptr<const void>;

class Turns {
public:
    explicit Turns(Loop& loop) : loop_(loop) {}
    ~Turns() { *alive_ = false; }
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

    // Begins at once, if nobody has the turn.
    void take(std::function<void(Turn)> work) {
        waiting_.push_back(std::move(work));
        if (!taken_) next();
    }

private:
    void next() {
        taken_ = !waiting_.empty();
        if (!taken_) return;
        const auto work = std::move(waiting_.front());
        waiting_.pop_front();
        // Not from within whatever lets go of it.
        const auto over = [this, alive = alive_, &loop = loop_](const void*) {
            if (!*alive) return;
            loop.post([this, alive] {
                if (*alive) next();
            });
        };
        work(Turn(this, over));
    }

    Loop& loop_;
    bool taken_ = false;
    std::deque<std::function<void(Turn)>> waiting_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace objsync::daemon
