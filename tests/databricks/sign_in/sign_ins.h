// Who may sign in how, and the tokens given out: personal access tokens, OAuth machine-to-machine,
// federation, Entra. From any thread.
// https://docs.databricks.com/dev-tools/auth/oauth-m2m
// https://docs.databricks.com/aws/dev-tools/auth/oauth-federation-exchange
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

class SignIns {
public:
    // ---- who may ----
    void token(const std::string& token, const std::string& principal);
    void revoke(const std::string& token);
    void client(const std::string& id, const std::string& secret, const std::string& principal);
    // An identity provider's token that a federation policy takes; `client_id`: of a policy of one
    // service principal, else "".
    void federated(const std::string& subject_token, const std::string& client_id,
                   const std::string& principal);
    void entra(const std::string& tenant, const std::string& id, const std::string& secret,
               const std::string& principal);
    // What is told of tokens given from now on; they are good for an hour all the same.
    void tell_lifetime(std::chrono::seconds lifetime);
    // Every token given so far is expired from now on.
    void expire();

    // ---- what is checked ----
    enum class State { good, none, unknown, expired };
    struct Checked {
        State state = State::none;
        std::string principal;
    };
    [[nodiscard]] Checked check(const std::string& authorization);
    [[nodiscard]] size_t given() const; // tokens given out so far

    // POST {workspace}/oidc/v1/token and POST {authority}/{tenant}/oauth2/v2.0/token.
    [[nodiscard]] Reply oidc(const Request& request);
    [[nodiscard]] Reply entra(const Request& request, const std::string& tenant);

private:
    using Clock = std::chrono::steady_clock;
    struct Given {
        std::string principal;
        Clock::time_point until;
    };
    struct Client {
        std::string secret, principal;
    };
    [[nodiscard]] Reply give(const std::string& principal); // needs the lock

    mutable std::mutex mutex_;
    std::map<std::string, std::string> tokens_;
    std::map<std::string, Client> clients_;
    std::map<std::string, Client> entra_;     // "tenant/id"
    std::map<std::string, Client> federated_; // subject token -> (client id, principal)
    std::map<std::string, Given> given_;
    std::chrono::seconds told_lifetime_{3600};
    size_t count_ = 0;
};

} // namespace fake_databricks
