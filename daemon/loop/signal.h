// Calls a function, from the loop, each time a Unix signal came.
#pragma once

#include <functional>

#include "daemon/loop/loop.h"

namespace objsync {

class Signal {
public:
    // Throws Error{retry}.
    Signal(Loop& loop, int number, std::function<void()> on_signal);

private:
    std::function<void()> on_signal_;
    Handle<uv_signal_s> signal_;
};

} // namespace objsync
