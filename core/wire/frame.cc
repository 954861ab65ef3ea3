#include "core/wire/frame.h"

namespace objsync::wire {

namespace {

constexpr size_t kHeader = 4;

// Beyond this, a buffer that one big frame needed is given back.
constexpr size_t kKeepCapacity = 1u << 20;

bool known(uint8_t type) {
    return (type >= static_cast<uint8_t>(Type::hello) &&
            type <= static_cast<uint8_t>(Type::done)) ||
           (type >= static_cast<uint8_t>(Type::job) &&
            type <= static_cast<uint8_t>(Type::done_scopes));
}

size_t read_length(std::string_view bytes) {
    size_t n = 0;
    for (size_t i = kHeader; i-- > 0;)
        n = n << 8 | static_cast<uint8_t>(bytes[i]);
    return n;
}

} // namespace

FrameBuilder::FrameBuilder(std::string& out, Type type)
    : bytes(out), out_(out), start_(out.size()) {
    out_.append(kHeader, '\0');
    bytes.u8(static_cast<uint8_t>(type));
}

FrameBuilder::~FrameBuilder() {
    if (!finished_) out_.resize(start_);
}

void FrameBuilder::finish() {
    const size_t length = out_.size() - start_ - kHeader;
    if (length > kMaxFrame) {
        throw Error(ErrorKind::input, "a message of " + std::to_string(length) +
                                          " bytes is above the limit of " +
                                          std::to_string(kMaxFrame));
    }
    for (size_t i = 0; i < kHeader; ++i) {
        out_[start_ + i] = static_cast<char>(length >> (8 * i) & 0xff);
    }
    finished_ = true;
}

void append_frame(std::string& out, Type type, std::string_view payload) {
    FrameBuilder frame(out, type);
    frame.bytes.raw(payload);
    frame.finish();
}

void FrameDecoder::feed(std::string_view bytes) {
    if (pos_ == buffer_.size()) {
        if (buffer_.capacity() > kKeepCapacity) std::string().swap(buffer_);
        buffer_.clear();
        pos_ = 0;
    } else if (pos_ > buffer_.size() / 2) {
        buffer_.erase(0, pos_);
        pos_ = 0;
    }
    buffer_.append(bytes);
}

std::optional<Frame> FrameDecoder::next() {
    const std::string_view left = std::string_view(buffer_).substr(pos_);
    if (left.size() < kHeader) return std::nullopt;
    const size_t length = read_length(left);
    if (length == 0) throw Error(ErrorKind::input, "a frame of length 0");
    if (length > kMaxFrame) {
        throw Error(ErrorKind::input, "a frame of " + std::to_string(length) +
                                          " bytes, above the limit of " +
                                          std::to_string(kMaxFrame));
    }
    if (left.size() == kHeader) return std::nullopt;
    const auto type = static_cast<uint8_t>(left[kHeader]);
    if (!known(type)) {
        throw Error(ErrorKind::input, "a frame of the unknown type " + std::to_string(type));
    }
    if (left.size() - kHeader < length) return std::nullopt;
    pos_ += kHeader + length;
    return Frame{static_cast<Type>(type), left.substr(kHeader + 1, length - 1)};
}

bool FrameDecoder::mid_frame() const noexcept {
    return pos_ < buffer_.size();
}

} // namespace objsync::wire
