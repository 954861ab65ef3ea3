#include "core/base/bytes.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>

using namespace objsync;

TEST_CASE("numbers and strings come back as they were written") {
    const uint64_t numbers[] = {0, 1, 127, 128, 300, std::numeric_limits<uint64_t>::max()};
    const int64_t signed_numbers[] = {0, -1, 1, std::numeric_limits<int64_t>::min(),
                                      std::numeric_limits<int64_t>::max()};
    std::string bytes;
    ByteWriter w(bytes);
    for (const uint64_t n : numbers)
        w.varint(n);
    for (const int64_t n : signed_numbers)
        w.zigzag(n);
    w.str(std::string_view("a\0b", 3));
    ByteReader r(bytes);
    for (const uint64_t n : numbers)
        CHECK(r.varint() == n);
    for (const int64_t n : signed_numbers)
        CHECK(r.zigzag() == n);
    CHECK(r.str() == std::string_view("a\0b", 3));
    CHECK(r.done());
}

TEST_CASE("a string longer than the data is refused") {
    std::string bytes;
    ByteWriter w(bytes);
    w.varint(std::numeric_limits<uint64_t>::max());
    CHECK_THROWS_AS(ByteReader(bytes).str(), Error);
    CHECK_THROWS_AS(ByteReader(bytes).count(), Error);
}

TEST_CASE("a number that does not fit into 64 bits is refused") {
    CHECK_THROWS_AS(ByteReader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02").varint(), Error);
    CHECK_THROWS_AS(ByteReader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").varint(), Error);
    CHECK_THROWS_AS(ByteReader("\x80").varint(), Error);
}
