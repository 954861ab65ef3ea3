// What is to go wrong, and at which statement and row. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fake_snowflake {

// An error. In its text {PWD}, and any other keyword of the connection string in braces, is
// replaced by what the session signed in with.
struct Fail {
    std::string state;
    int32_t native = 0;
    std::string text;
};
// No answer until the statement is cancelled or reaches its timeout; when deaf, not even then.
struct Hang {
    bool deaf = false;
};
// The driver's process dies by SIGSEGV.
struct Crash {};
// The TCP connection ends in the middle.
struct LoseNetwork {};
// This and all later statements of the session get 390114.
struct Expire {};
// Each row from there on comes alone, after that long.
struct Slow {
    std::chrono::microseconds per_row{1000};
};
// The driver reports that length for the row's column (from 0); the bytes are the true ones.
struct WrongLength {
    uint32_t column = 0;
    int64_t length = 0;
};
// Runs in the middle of the statement, for example to change the account.
using Call = std::function<void()>;

using Action = std::variant<Fail, Hang, Crash, LoseNetwork, Expire, Slow, WrongLength, Call>;

struct Fault {
    // Of the statement's text, with * for anything, regardless of case and of how much white space
    // there is. A sign-in has the text "LOGIN user".
    std::string pattern;
    Action action;
    // Before that row (from 0) is sent. nullopt: before the statement runs; row 0 for what needs
    // one.
    std::optional<uint64_t> row{};
    size_t skip = 0;                 // as many matching statements pass first
    std::optional<size_t> times = 1; // nullopt: all that match
};

class Faults {
public:
    void add(Fault fault);
    void clear();
    // How many times faults are still waiting for a statement; those without an end do not count.
    [[nodiscard]] size_t waiting() const;

    // What the statement that begins is in for, by row. Counts it.
    [[nodiscard]] std::vector<Fault> take(std::string_view sql);

private:
    mutable std::mutex mutex_;
    std::vector<Fault> faults_;
};

// Case-insensitive, * for anything, any white space like one space.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view sql);

} // namespace fake_snowflake
