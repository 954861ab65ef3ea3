// One workspace: a server on a port, where requests are limited, signed in and handed to what
// answers them.
#pragma once

#include "tests/databricks/api/call.h"
#include "tests/databricks/api/quota.h"

namespace fake_databricks {

class Workspace {
public:
    Workspace(Fake& fake, WorkspaceOptions options);

    [[nodiscard]] std::string url() const { return server_.url() + options_.base_path; }
    [[nodiscard]] Server& server() noexcept { return server_; }

private:
    [[nodiscard]] Reply handle(const Request& request);
    [[nodiscard]] Reply serve(const Request& request, const Behaviour& behaviour);
    [[nodiscard]] Reply api(const Request& request, const Behaviour& behaviour,
                            const std::string& path);
    [[nodiscard]] std::string principal_of(const Request& request, const Behaviour& behaviour);
    [[nodiscard]] Reply discovery() const;

    Fake& fake_;
    WorkspaceOptions options_;
    Quota quota_;
    Server server_; // last: it calls the rest
};

} // namespace fake_databricks
