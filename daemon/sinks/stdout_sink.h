// Events as lines on a descriptor we were started with: a terminal, a pipe, a redirected file.
#pragma once

#include <string>

#include "daemon/sinks/sink.h"

namespace objsync::daemon {

class StdoutSink final : public Sink {
public:
    explicit StdoutSink(int fd = 1); // does not own it
    ~StdoutSink() override;

    [[nodiscard]] Result open() override { return {}; }
    // Accepted when written; a redirected file is synced too. What a reader has taken from a pipe
    // nobody can know.
    [[nodiscard]] Result deliver(const Batch& batch) override;
    void interrupt() noexcept override;

private:
    [[nodiscard]] Result failed(int error) const;

    int fd_;
    int wake_; // eventfd
    bool is_file_ = false;
    // Of the batch that was answered with `retry`: going on there tears and repeats no line.
    size_t written_ = 0;
};

} // namespace objsync::daemon
