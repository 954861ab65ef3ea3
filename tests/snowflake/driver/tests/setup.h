// A server with canned answers, and a client that is signed in to it.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/snowflake/driver/tests/canned.h"
#include "tests/snowflake/driver/tests/client.h"
#include "tests/snowflake/server/server.h"

namespace fake_snowflake::testing {

using Answers = std::map<std::string, Table>; // by the statement's text

struct Setup {
    // `more`: keywords of the connection string.
    explicit Setup(Answers answers, const wire::DriverTraits& traits = {},
                   const std::string& more = "");

    Canned account;
    Server server;
    Connection connection;
};

// The signal that a program dies of when it is the client, or 0. It is a process of its own, which
// gets the port of a server with these answers; `shape` is called with that server before.
[[nodiscard]] int signal_of(Answers answers, const std::function<void(Server&)>& shape,
                            const std::function<void(uint16_t port)>& program);

} // namespace fake_snowflake::testing
