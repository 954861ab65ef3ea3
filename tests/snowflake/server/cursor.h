// One statement of a session and its rows, with the latency and the faults that it is in for. Used
// by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/snowflake/engine.h"
#include "tests/snowflake/server/faults.h"
#include "tests/snowflake/server/log.h"
#include "tests/snowflake/server/running.h"
#include "tests/snowflake/server/sessions.h"
#include "tests/snowflake/server/settings.h"
#include "tests/snowflake/wire/chunk.h"

namespace fake_snowflake {

// Thrown where a fault says so.
struct CrashNow {};
struct LoseNetworkNow {};

// The text of a Fail with what the session signed in with put into it.
[[nodiscard]] std::string fill_in(std::string text, const wire::Keywords& keywords);

class Cursor {
public:
    // Begins to run: log and faults count it.
    Cursor(std::shared_ptr<OpenSession> session, wire::Execute statement, SettingsValue settings,
           Faults& faults, Log& log);
    ~Cursor();
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    // All throw SqlError, CrashNow, LoseNetworkNow, or wire::WireError when the client is gone.
    [[nodiscard]] wire::Described run(const wire::Socket& client);
    // The next rows as a chunk's payload; "" after the last.
    [[nodiscard]] std::string next(const wire::Socket& client);

    // The statement ended with that error; done() with all its rows.
    void failed(const SqlError& error);
    void done();

private:
    void apply(const Action& action, const wire::Socket& client);
    void apply_due(const wire::Socket& client);
    [[nodiscard]] size_t limit() const;
    [[nodiscard]] std::vector<wire::WrongLength> wrong_lengths(size_t rows);

    const std::shared_ptr<OpenSession> session_;
    const wire::Execute statement_;
    const SettingsValue settings_;
    Log& log_;
    const size_t logged_;
    std::vector<Fault> due_; // by row, the next one last
    std::shared_ptr<Running> running_;
    std::unique_ptr<Rows> rows_;
    Chunk chunk_;
    uint64_t position_ = 0; // rows sent
    std::chrono::microseconds slow_{0};
};

} // namespace fake_snowflake
