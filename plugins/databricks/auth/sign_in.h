// Signing in: what stands in the Authorization header of each request.
#pragma once

#include <memory>
#include <string>

#include "plugins/databricks/rest/masks.h"
#include "plugins/databricks/rest/sender.h"
#include "plugins/sdk/host.hpp"

namespace objsync::databricks {

enum class SignInKind { none, token, machine, federation, azure };

struct SignInSettings {
    SignInKind kind = SignInKind::none;
    std::string token; // kind token; kind federation: the identity provider's
    std::string client_id;
    std::string client_secret; // machine, azure
    std::string azure_tenant_id;
    std::string azure_authority; // "https://login.microsoftonline.com"
    std::string option_prefix;   // where its secrets are read again: "" or "workspaces.0."
};

class SignIn { // from any thread
public:
    virtual ~SignIn() = default;
    // The bearer token to send now, got or renewed where needed; empty: none.
    [[nodiscard]] virtual std::string bearer() = 0;
    // The platform refused this one. True: bearer() may now give another.
    [[nodiscard]] virtual bool refused(const std::string& bearer) = 0;
    // For the User-Agent and for people: "pat", "oauth-m2m", ...
    [[nodiscard]] virtual const char* name() const = 0;
};

// `base` is the workspace's URL. What it refers to must outlive it.
[[nodiscard]] std::unique_ptr<SignIn> make_sign_in(const SignInSettings& settings,
                                                   const std::string& base, Sender& sender,
                                                   sdk::Host& host, Masks& masks);

} // namespace objsync::databricks
