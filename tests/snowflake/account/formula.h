// Objects that follow from a formula and are not stored one by one, so that a million of them cost
// nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tests/snowflake/account/object.h"

namespace fake_snowflake {

// Makes objects number 0 to count-1. Their names are `prefix` and the number with `digits` digits,
// so they sort by number.
struct Formula {
    size_t count = 0;
    Object pattern = {}; // what all of them are
    // Changes number n; the same n must always give the same. May be empty.
    std::function<void(size_t n, Object& object)> vary = {};
    std::string prefix = "T";
    size_t digits = 7;

    // Set by the account.
    int64_t first_id = 0;
    std::string owner = {};
    Time created = {};

    [[nodiscard]] std::string name(size_t number) const;
    [[nodiscard]] std::optional<size_t> number(std::string_view name) const; // of one it makes
    // The least number whose name is not before `name`.
    [[nodiscard]] size_t lower_bound(std::string_view name) const;
    void make(size_t number, Object& object) const;
};

} // namespace fake_snowflake
