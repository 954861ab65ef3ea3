// Who signs in, what they may do, and what computes for them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "tests/snowflake/account/object.h"

namespace fake_snowflake {

// Account roles, and database roles under the name DB.ROLE.
struct Role {
    std::string name;
    std::set<std::string> holds = {};      // the roles granted to it
    std::set<std::string> privileges = {}; // on the account: MANAGE GRANTS ...
    std::string owner = "USERADMIN";
    std::optional<std::string> comment = {};
    Time created = {};
};

// A programmatic access token.
// https://docs.snowflake.com/en/user-guide/programmatic-access-tokens
struct AccessToken {
    std::string secret;
    std::string only_role = {}; // empty: any of the user's
    std::optional<Time> expires = {};
};

struct User {
    std::string name;
    std::set<std::string> roles = {}; // granted; PUBLIC always is
    std::string default_role = "PUBLIC";
    std::string default_warehouse = {};
    std::string default_database = {};
    bool disabled = false;

    std::string password = {};         // empty: none
    std::string rsa_public_key = {};   // PEM, or its base64 alone, as ALTER USER takes it
    std::string rsa_public_key_2 = {}; // both hold while keys are rotated
    std::map<std::string, std::optional<Time>> oauth_tokens = {}; // -> when it expires
    std::map<std::string, std::string> oauth_clients = {};        // id -> secret
    std::map<std::string, AccessToken> access_tokens = {};        // by name
};

struct Warehouse {
    std::string name;
    bool suspended = false;
    bool auto_resume = true;
    std::string owner = "SYSADMIN";
    Grants grants = {};
    std::optional<std::string> comment = {};
    Time created = {};
};

} // namespace fake_snowflake
