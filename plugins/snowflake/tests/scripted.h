// The seam between a test and the driver that answers it: the test says what each statement gets.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace objsync::snowflake::scripted {

struct Refusal {
    std::string state;
    int native = 0;
    std::string text;
};

using Cell = std::optional<std::string>; // nullopt: NULL

struct Reply {
    std::vector<std::string> columns;    // names
    std::vector<std::vector<Cell>> rows; // numbers as digits, times as ms since the epoch
    std::optional<Refusal> failure;
    size_t fails_at = 0; // rows that are given before the failure; 0: the statement itself fails
};

// What the driver asks. From the threads of whoever uses the driver.
class Platform {
public:
    virtual ~Platform() = default;
    // Keywords in upper case. nullopt: signed in.
    virtual std::optional<Refusal> sign_in(const std::map<std::string, std::string>& keywords) = 0;
    virtual Reply run(const std::string& sql) = 0;
    std::string driver_version = "3.17.0";
};

} // namespace objsync::snowflake::scripted
