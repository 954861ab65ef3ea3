// Access tokens of OAuth: machine-to-machine, workload identity federation, Azure Entra.
// https://docs.databricks.com/dev-tools/auth/oauth-m2m
// https://docs.databricks.com/aws/dev-tools/auth/oauth-federation-exchange
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
#pragma once

#include <mutex>
#include <string>

#include "plugins/databricks/auth/lease.h"
#include "plugins/databricks/auth/sign_in.h"

namespace objsync::databricks {

class OAuth : public SignIn {
public:
    OAuth(SignInSettings settings, std::string base, Sender& sender, sdk::Host& host, Masks& masks);

    std::string bearer() override;
    bool refused(const std::string& bearer) override;
    const char* name() const override;

private:
    void renew();
    [[nodiscard]] std::string endpoint();
    [[nodiscard]] Request token_request();

    SignInSettings settings_;
    std::string base_;
    Sender& sender_;
    sdk::Host& host_;
    Masks& masks_;

    std::mutex mutex_;     // held while a token is fetched: the others wait for it
    std::string endpoint_; // once known
    Lease lease_;
};

// The secret option as it is now, or `old` where it cannot be read.
[[nodiscard]] std::string read_again(sdk::Host& host, const std::string& option,
                                     const std::string& old);

[[nodiscard]] std::string base64(std::string_view bytes);

} // namespace objsync::databricks
