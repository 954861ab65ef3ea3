// Frames: what crosses between the daemon and objsync-crawl. A frame is a 32-bit little-endian
// length of what follows, a type byte, and a payload. The other side may be broken or hostile:
// the decoder takes nothing on trust and never allocates by a length it was told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace objsync::wire {

enum class Type : uint8_t {
    // child -> daemon
    hello = 1,
    begin,
    scope_begin,
    object,
    keep,
    gone,
    scope_end,
    facet_begin,
    facet_object,
    facet_end,
    answer,
    report,
    fail,
    log,
    count,
    progress,
    ask_marker,
    ask_stamps,
    ask_secret,
    description,
    done,
    // daemon -> child
    job = 64,
    cancel,
    marker,
    stamps,
    secret,
    done_scopes,
};

// An object is at most 32 MiB, so a frame with one and its names fits.
inline constexpr size_t kMaxFrame = 34u << 20;

struct Frame {
    Type type;
    std::string_view payload; // valid until the decoder is fed or moved on
};

// Appends one frame. Throws Error{input}, leaving `out` as it was, when it would be above
// kMaxFrame.
void append_frame(std::string& out, Type type, std::string_view payload);

// Appends one frame whose payload is written in place, through `bytes`, between construction and
// finish(). Without finish(), `out` is as it was.
class FrameBuilder {
public:
    FrameBuilder(std::string& out, Type type);
    ~FrameBuilder();
    FrameBuilder(const FrameBuilder&) = delete;
    FrameBuilder& operator=(const FrameBuilder&) = delete;

    ByteWriter bytes;
    void finish(); // throws Error{input} above kMaxFrame

private:
    std::string& out_;
    const size_t start_;
    bool finished_ = false;
};

// Incremental: feed bytes as they come, take frames until there is none. Throws Error{input} on a
// length of zero or above kMaxFrame, and on an unknown type; it must not be used after that.
class FrameDecoder {
public:
    void feed(std::string_view bytes);
    [[nodiscard]] std::optional<Frame> next();
    [[nodiscard]] bool mid_frame() const noexcept; // at end of input: the last frame is cut short

private:
    std::string buffer_;
    size_t pos_ = 0; // of the next frame in buffer_
};

} // namespace objsync::wire
