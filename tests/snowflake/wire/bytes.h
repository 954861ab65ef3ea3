// Numbers and texts as bytes. Both sides run on one machine, so numbers are in its own byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace fake_snowflake::wire {

// The other side is gone, or sends what it must not.
class WireError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Writer {
public:
    template <typename Number>
    void number(Number value) {
        static_assert(std::is_arithmetic_v<Number>);
        raw(&value, sizeof(value));
    }
    void text(std::string_view value) {
        number(static_cast<uint32_t>(value.size()));
        raw(value.data(), value.size());
    }
    // Zeros up to the next multiple of 8 from the start.
    void align() { bytes_.resize((bytes_.size() + 7) & ~size_t{7}); }
    void raw(const void* from, size_t size) {
        if (size > 0) bytes_.append(static_cast<const char*>(from), size);
    }
    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::string take() noexcept { return std::move(bytes_); }

private:
    std::string bytes_;
};

// Reads what a Writer wrote. Throws WireError where there is too little.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <typename Number>
    [[nodiscard]] Number number() {
        Number value;
        std::memcpy(&value, raw(sizeof(value)), sizeof(value));
        return value;
    }
    [[nodiscard]] std::string_view text() {
        const auto size = number<uint32_t>();
        return {raw(size), size};
    }
    void align() { (void)raw((8 - (at_ & 7)) & 7); }
    [[nodiscard]] const char* raw(size_t size) {
        if (size > bytes_.size() - at_) throw WireError("a message ends too early");
        const char* at = bytes_.data() + at_;
        at_ += size;
        return at;
    }
    void end() const {
        if (at_ != bytes_.size()) throw WireError("a message goes on after its end");
    }

private:
    std::string_view bytes_;
    size_t at_ = 0;
};

} // namespace fake_snowflake::wire
