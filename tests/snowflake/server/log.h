// What the server was asked. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/engine.h"

namespace fake_snowflake {

enum class Outcome : uint8_t {
    running, // or its rows were not read to the end
    done,
    failed,
    cancelled, // or reached its timeout
};

struct LoggedStatement {
    int64_t session = 0;
    std::string sql;
    std::vector<Parameter> parameters;
    uint64_t rows = 0; // that were sent
    Outcome outcome = Outcome::running;
    int32_t native = 0; // of the error
};

struct LoggedLogin {
    int64_t session = 0;                         // 0: refused
    std::map<std::string, std::string> keywords; // secrets blanked
    int32_t native = 0;
};

class Log {
public:
    [[nodiscard]] std::vector<LoggedStatement> statements() const;
    [[nodiscard]] std::vector<LoggedLogin> logins() const;
    // Statements that match a pattern as in Fault.
    [[nodiscard]] size_t count(std::string_view pattern) const;
    [[nodiscard]] uint64_t heartbeats() const;
    // Of statements that were running.
    [[nodiscard]] uint64_t cancels() const;
    // Exceptions of the engine that are no SqlError: mistakes of the fake itself.
    [[nodiscard]] std::vector<std::string> defects() const;
    void clear();

    size_t begin(int64_t session, const std::string& sql, const std::vector<Parameter>& parameters);
    void add_rows(size_t statement, uint64_t rows);
    void finish(size_t statement, Outcome outcome, int32_t native);
    void login(int64_t session, std::map<std::string, std::string> keywords, int32_t native);
    void heartbeat();
    void cancel();
    void defect(std::string text);

private:
    mutable std::mutex mutex_;
    std::vector<LoggedStatement> statements_;
    std::vector<LoggedLogin> logins_;
    std::vector<std::string> defects_;
    uint64_t heartbeats_ = 0, cancels_ = 0;
    size_t cleared_ = 0; // statements that clear() forgot; numbers go on
};

} // namespace fake_snowflake
