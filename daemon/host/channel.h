// The child's end of the frame socket. The daemon at the other end is trusted; if it is gone, so
// is the reason to live: the process ends at once.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/wire/frame.h"

namespace objsync::host {

// Frames to the daemon, buffered: encode into buffer(), then call written(). Not thread-safe.
class Output {
public:
    explicit Output(int fd) : fd_(fd) {}

    [[nodiscard]] std::string& buffer() noexcept { return buffer_; }
    void written(); // sends when enough has come together; blocks while the daemon is busy
    void flush();

private:
    int fd_;
    std::string buffer_;
};

// Frames from the daemon.
class Input {
public:
    explicit Input(int fd) : fd_(fd) {}

    // Blocks. The frame is valid until the next call. Throws Error on what is no frame.
    wire::Frame read();

private:
    int fd_;
    wire::FrameDecoder decoder_;
};

// Where the thread that asked the daemon waits for what the reading thread brings.
class Answers {
public:
    // Reading thread.
    void put(const wire::Frame& frame);
    void cancel();

    // The payload of the next frame of this type; frames of other types are dropped, nobody waits
    // for them any more. Nothing once cancelled.
    [[nodiscard]] std::optional<std::string> wait(wire::Type type);

private:
    struct Waiting {
        wire::Type type;
        std::string payload;
    };

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Waiting> frames_;
    bool cancelled_ = false;
};

} // namespace objsync::host
