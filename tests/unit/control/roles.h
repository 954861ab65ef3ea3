// Callers of every role, as tokens of a server's store.
#pragma once

#include <map>
#include <string>

#include "tests/unit/control/fixture.h"
#include "tests/unit/control/running_server.h"

namespace objsync::test {

enum class As {
    governor,
    admin,    // infrastructure admin of shop
    owner,    // data owner of shop/main
    creator,  // CREATE_DATA_SOURCE, owns nothing
    stranger, // data owner and infrastructure admin of lake
    nobody,   // a token that is not known
    keeper,   // data owner of shop, but not its admin
};

// A running server whose store knows them.
class ServerWithRoles {
public:
    ServerWithRoles();

    Reply ask(As who, const std::string& method, const std::string& path,
              const std::string& body = "");
    [[nodiscard]] RunningServer& server() noexcept { return server_; }

private:
    std::string give(StoreMaker& store, const std::string& principal, int64_t permissions);

    std::map<As, std::string> tokens_;
    RunningServer server_;
};

} // namespace objsync::test
