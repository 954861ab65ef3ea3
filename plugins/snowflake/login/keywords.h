// The ways to sign in, and the keywords of Snowflake's ODBC driver for them. Pure.
// https://docs.snowflake.com/en/developer-guide/odbc/odbc-parameters
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plugins/sdk/job.hpp"
#include "plugins/unixodbc/connection_string.h"

namespace objsync::snowflake {

enum class SignInMethod { password, key_pair, token, client_credentials };

// Holds secrets; lives as long as the call does.
struct SignIn {
    SignInMethod method = SignInMethod::password;
    std::string driver, server, port, account; // `server` may be derived from `account`
    std::string user, role, warehouse, database;
    std::string authenticator; // as the driver is told; empty: its default
    std::string password, private_key, private_key_password, token;
    std::string client_id, client_secret, token_url;
    std::vector<std::pair<std::string, std::string>> driver_options;

    // The option that holds the secret of this method; others may renew it between two sign-ins.
    [[nodiscard]] const char* secret_option() const;
    [[nodiscard]] std::string& secret();
};

// Throws sdk::Error that names the options which contradict each other or are missing.
[[nodiscard]] SignIn read_sign_in(const sdk::Options& options);

// The connection string. `key_file`: a path where the driver finds the private key, which never
// stands in the string itself.
[[nodiscard]] odbc::ConnectionString keywords(const SignIn& sign_in, const std::string& key_file);

} // namespace objsync::snowflake
