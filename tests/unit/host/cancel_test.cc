#include "daemon/host/cancel.h"

#include <poll.h>

#include <catch2/catch.hpp>
#include <future>

using namespace objsync::host;

namespace {

// The thread of a Cancel never ends, as in the child it lives as long as the process.
Cancel& make_cancel() {
    return *new Cancel;
}

bool readable(int fd) {
    pollfd p{fd, POLLIN, 0};
    return poll(&p, 1, 0) == 1;
}

struct Called {
    std::promise<void> promise;
    std::atomic<int> times = 0;
    static void call(void* self) {
        auto& called = *static_cast<Called*>(self);
        if (++called.times == 1) called.promise.set_value();
    }
};

} // namespace

TEST_CASE("a cancel shows in the flag, in the descriptor and once in the callback") {
    Cancel& cancel = make_cancel();
    Called called;
    cancel.set_callback(Called::call, &called);
    CHECK_FALSE(cancel.triggered());
    CHECK_FALSE(readable(cancel.fd()));
    cancel.trigger();
    cancel.trigger();
    called.promise.get_future().wait();
    CHECK(cancel.triggered());
    CHECK(readable(cancel.fd()));
    cancel.set_callback(nullptr, nullptr);
    CHECK(called.times == 1);
}

TEST_CASE("a callback that is set after the cancel is called at once") {
    Cancel& cancel = make_cancel();
    cancel.trigger();
    Called called;
    cancel.set_callback(Called::call, &called);
    called.promise.get_future().wait();
    cancel.set_callback(nullptr, nullptr);
}

TEST_CASE("a callback that was taken back is not called") {
    Cancel& cancel = make_cancel();
    Called taken_back;
    Called other;
    cancel.set_callback(Called::call, &taken_back);
    cancel.set_callback(nullptr, nullptr);
    cancel.set_callback(Called::call, &other);
    cancel.trigger();
    other.promise.get_future().wait();
    cancel.set_callback(nullptr, nullptr);
    CHECK(taken_back.times == 0);
}

TEST_CASE("taking a callback back waits for it when it runs, but not when it does so itself") {
    struct Slow {
        Cancel& cancel;
        std::promise<void> started, go;
        std::atomic<bool> finished = false;
    } slow{make_cancel(), {}, {}, {}};
    slow.cancel.set_callback(
        [](void* self) {
            auto& s = *static_cast<Slow*>(self);
            s.cancel.set_callback(nullptr, nullptr);
            s.started.set_value();
            s.go.get_future().wait();
            s.finished = true;
        },
        &slow);
    slow.cancel.trigger();
    slow.started.get_future().wait();
    slow.go.set_value();
    slow.cancel.set_callback(nullptr, nullptr);
    CHECK(slow.finished);
}
