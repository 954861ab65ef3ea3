// Where events go. A sink blocks as it likes: each has a thread of its own, and all calls but
// interrupt() come on that thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace objsync::daemon {

enum class Answer {
    accepted, // safe at the other side; the cursor may move
    retry,    // not now: the same batch comes again after a pause
    rejected, // this batch never: it is split, and a single event is given up and reported
};

struct Result {
    Answer answer = Answer::accepted;
    std::string error; // for people, with what to do; empty when accepted
};

// Lines of JSON, each with its line end.
struct Batch {
    std::string_view lines;
    size_t count = 0;
};

class Sink {
public:
    Sink() = default;
    virtual ~Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    // At the start, and again on SIGUSR1. Never `rejected`.
    [[nodiscard]] virtual Result open() = 0;
    // After `retry` the same batch comes again, so a sink may go on where it stopped.
    [[nodiscard]] virtual Result deliver(const Batch& batch) = 0;
    // From any thread: a call that blocks ends soon with `retry`, and so does every later one.
    virtual void interrupt() noexcept = 0;
};

} // namespace objsync::daemon
