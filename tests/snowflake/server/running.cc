#include "tests/snowflake/server/running.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include "tests/snowflake/engine.h"

namespace fake_snowflake {

Running::Running(int64_t timeout_s)
    : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      timeout_s_(timeout_s),
      until_(Clock::now() + std::chrono::seconds(timeout_s)) {
    if (event_ < 0) throw wire::WireError("cannot make an eventfd");
}

Running::~Running() {
    close(event_);
}

void Running::cancel() noexcept {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(event_, &one, sizeof(one));
}

bool Running::cancelled() const noexcept {
    pollfd item{event_, POLLIN, 0};
    return poll(&item, 1, 0) == 1;
}

void Running::check() const {
    if (cancelled()) throw SqlError("57014", 604, "SQL execution canceled");
    if (timeout_s_ > 0 && Clock::now() >= until_) {
        throw SqlError("57014", 630,
                       "Statement reached its statement or warehouse timeout of " +
                           std::to_string(timeout_s_) + " second(s) and was canceled.");
    }
}

void Running::wait(const wire::Socket& client, std::optional<std::chrono::microseconds> time,
                   bool deaf) const {
    std::optional<Clock::time_point> end;
    if (time) end = Clock::now() + *time;
    for (;;) {
        if (!deaf) check();
        std::optional<Clock::time_point> next = end;
        if (!deaf && timeout_s_ > 0) next = next ? std::min(*next, until_) : until_;
        timespec left{};
        if (next) {
            const auto rest = std::chrono::nanoseconds(*next - Clock::now()).count();
            if (rest > 0) left = {rest / 1'000'000'000, rest % 1'000'000'000};
        }
        std::array<pollfd, 2> items{pollfd{client.fd(), POLLRDHUP, 0},
                                    pollfd{deaf ? -1 : event_, POLLIN, 0}};
        const int ready = ppoll(items.data(), items.size(), next ? &left : nullptr, nullptr);
        if (ready > 0 && items[0].revents != 0) throw wire::WireError("the client went away");
        if (end && Clock::now() >= *end) return;
    }
}

} // namespace fake_snowflake
