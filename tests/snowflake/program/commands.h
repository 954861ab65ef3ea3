// What a line of standard input may say: statements that shape the account (../shape/shape.h), and
// commands for the server in front of it. README.md lists them.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "tests/snowflake/account/account.h"
#include "tests/snowflake/server/server.h"

namespace fake_snowflake {

// Thread-safe.
class Commands {
public:
    // Both must outlive it.
    Commands(Account& account, Server& server) : account_(account), server_(server) {}

    // Carries one line out and returns what it answers: nothing, or lines. Throws std::exception.
    std::string run(std::string_view line);

private:
    Account& account_;
    Server& server_;
    std::mutex mutex_; // of what the server does not tell
    wire::DriverTraits traits_;
    Latency latency_;
};

} // namespace fake_snowflake
