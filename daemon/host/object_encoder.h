// The byte form of core/model/codec.h, made directly from what a plugin passes: exactly the bytes
// that encode_object(to_object(...)) gives, without the allocations. One encoder per thread.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/model/object.h"
#include "daemon/host/to_object.h"

namespace objsync::host {

// As deep as core/model/codec.cc reads columns.
inline constexpr int kMaxDepth = 64;

// A facet is above a limit.
struct TooLarge {
    enum What { bytes, count, depth } what;
    [[nodiscard]] std::string text(const char* facet) const;
};

[[nodiscard]] Nullable nullable(const objsync_column& column); // throws Refused

class ObjectEncoder {
public:
    ObjectEncoder() : stable_out_(stable_), moving_out_(moving_) {}
    ObjectEncoder(const ObjectEncoder&) = delete;
    ObjectEncoder& operator=(const ObjectEncoder&) = delete;

    // Throws Refused. What it gives is valid until the next call.
    void encode(const objsync_object& object, unsigned parts);
    [[nodiscard]] std::string_view stable() const noexcept { return stable_; }
    [[nodiscard]] std::string_view moving() const noexcept { return moving_; }
    // Facets that were above a limit and are absent.
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

private:
    struct Oversize {};

    void fast(const objsync_object& object, unsigned parts);
    template <typename Write>
    void facet(const char* name, Write write);
    void text(ByteWriter& out, objsync_str s);
    void field(ByteWriter& out, uint8_t number, objsync_str s);
    void time(ByteWriter& out, uint8_t number, int64_t ms);
    void put_attribute(ByteWriter& out, const objsync_attribute& a);
    void put_attributes(const objsync_object& object);
    size_t collect_attributes(const objsync_attribute* first, size_t n, bool moving);
    void put_columns(const objsync_column* first, size_t n, int depth);
    void put_column(const objsync_column& column, int depth);
    void put_tags(const objsync_tag* first, size_t n);

    std::string stable_, moving_;
    ByteWriter stable_out_, moving_out_;
    size_t columns_ = 0;
    std::vector<std::string> warnings_;
    // Sorted views of lists; nested ones are appended and taken back, as on a stack.
    std::vector<const objsync_column*> sorted_columns_;
    std::vector<const objsync_attribute*> sorted_attributes_;
    std::vector<const objsync_tag*> sorted_tags_;
};

} // namespace objsync::host
