// What an expression gives.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>

#include "tests/snowflake/account/time.h"

namespace fake_snowflake::sql {

enum class Type : uint8_t {
    null, // of a bare NULL
    text,
    integer,
    real,
    boolean,
    date,          // days since the epoch
    timestamp_ltz, // nanoseconds since the epoch, UTC
    timestamp_ntz, // nanoseconds of the wall clock
    row            // (a, b): only in IN and comparisons
};
[[nodiscard]] std::string name(Type type); // as Snowflake's errors have it

// Text is only looked at, and belongs to the model, the statement or a Scratch.
struct Value {
    Type type = Type::null;
    bool is_null = true;
    int64_t integer = 0;
    double real = 0;
    std::string_view text = {};
};

[[nodiscard]] inline Value null(Type type) {
    return {.type = type};
}
[[nodiscard]] inline Value of(std::string_view text) {
    return {.type = Type::text, .is_null = false, .text = text};
}
[[nodiscard]] inline Value of(int64_t integer) {
    return {.type = Type::integer, .is_null = false, .integer = integer};
}
[[nodiscard]] inline Value of_bool(bool boolean) {
    return {.type = Type::boolean, .is_null = false, .integer = boolean ? 1 : 0};
}
[[nodiscard]] inline Value of(double real) {
    return {.type = Type::real, .is_null = false, .real = real};
}
[[nodiscard]] inline Value of(Time time) {
    return {
        .type = Type::timestamp_ltz, .is_null = false, .integer = time.time_since_epoch().count()};
}

// Holds the texts that one row needs.
class Scratch {
public:
    Scratch() : storage_(16384, '\0'), memory_(storage_.data(), storage_.size()) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        auto* const copy = static_cast<char*>(memory_.allocate(text.size(), 1));
        text.copy(copy, text.size());
        return {copy, text.size()};
    }
    void clear() { memory_.release(); }

private:
    std::string storage_;
    std::pmr::monotonic_buffer_resource memory_;
};

} // namespace fake_snowflake::sql
