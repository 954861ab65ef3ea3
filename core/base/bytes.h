// Little binary writer and reader, used by frames, stored bodies and outbox rows: varints,
// fixed little-endian integers and length-prefixed strings. The reader checks every bound.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace objsync {

class ByteWriter {
public:
    explicit ByteWriter(std::string& out) : out_(out) {}

    void u8(uint8_t v) { out_.push_back(static_cast<char>(v)); }
    void varint(uint64_t v) {
        while (v >= 0x80) {
            out_.push_back(static_cast<char>((v & 0x7f) | 0x80));
            v >>= 7;
        }
        out_.push_back(static_cast<char>(v));
    }
    void zigzag(int64_t v) {
        varint((static_cast<uint64_t>(v) << 1) ^ static_cast<uint64_t>(v >> 63));
    }
    void str(std::string_view s) {
        varint(s.size());
        out_.append(s);
    }
    void raw(std::string_view s) { out_.append(s); }

private:
    std::string& out_;
};

// Views into the bytes it was given, which must outlive what is read. Throws Error{corrupt}.
class ByteReader {
public:
    explicit ByteReader(std::string_view in) : in_(in) {}

    [[nodiscard]] bool done() const noexcept { return pos_ == in_.size(); }
    [[nodiscard]] size_t left() const noexcept { return in_.size() - pos_; }
    [[nodiscard]] std::string_view rest() const noexcept { return in_.substr(pos_); }

    uint8_t u8() {
        need(1);
        return static_cast<uint8_t>(in_[pos_++]);
    }
    uint64_t varint() {
        uint64_t v = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const uint8_t b = u8();
            if (shift == 63 && b > 1) fail("a number is too large");
            v |= static_cast<uint64_t>(b & 0x7f) << shift;
            if ((b & 0x80) == 0) return v;
        }
        fail("a number is too long");
    }
    int64_t zigzag() {
        const uint64_t v = varint();
        return static_cast<int64_t>(v >> 1) ^ -static_cast<int64_t>(v & 1);
    }
    std::string_view str() {
        const uint64_t n = varint();
        return raw(n);
    }
    std::string_view raw(uint64_t n) {
        need(n);
        const std::string_view s = in_.substr(pos_, static_cast<size_t>(n));
        pos_ += static_cast<size_t>(n);
        return s;
    }
    // A count of items of at least one byte each: so a wrong count cannot make us allocate.
    size_t count() {
        const uint64_t n = varint();
        if (n > left()) fail("a count is larger than the data");
        return static_cast<size_t>(n);
    }

private:
    void need(uint64_t n) const {
        if (n > left()) fail("data ends too early");
    }
    [[noreturn]] static void fail(const char* why) { throw Error(ErrorKind::corrupt, why); }

    std::string_view in_;
    size_t pos_ = 0;
};

} // namespace objsync
