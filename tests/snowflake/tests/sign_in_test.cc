#include <catch2/catch.hpp>

#include "tests/snowflake/crypto/jwt.h"
#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

using Keywords = std::map<std::string, std::string>;

// The role that a session has; or the error of the sign-in.
std::string role(Account& account, const Keywords& keywords) {
    try {
        return Asking(account.sign_in(keywords)).first("SELECT CURRENT_ROLE()").at(0);
    } catch (const SqlError& error) {
        return text(error);
    }
}

std::string number(Account& account, const Keywords& keywords) {
    return role(account, keywords).substr(0, 6);
}

void edit(Account& account, const std::function<void(User&)>& change) {
    account.edit_user("CRAWLER", change);
}

} // namespace

TEST_CASE("a password signs in whom it belongs to, in any case of the name") {
    const auto account = small_account();
    CHECK(role(*account, {{"UID", "Crawler"}, {"PWD", "secret"}}) == "CRAWL");
    CHECK(role(*account, {{"UID", "crawler"}, {"PWD", "Secret"}}) ==
          "390100 (28000) Incorrect username or password was specified.");
    CHECK(number(*account, {{"UID", "nobody"}, {"PWD", "secret"}}) == "390100");
    edit(*account, [](User& user) { user.disabled = true; });
    CHECK(number(*account, {{"UID", "crawler"}, {"PWD", "secret"}}) == "390101");
}

TEST_CASE("a key pair signs in by a token that the private key has signed") {
    const auto account = small_account();
    const KeyPair pair = make_key_pair("pass");
    const auto keywords = [&](const KeyPair& key, const std::string& passphrase,
                              const std::string& name, const std::string& user) {
        return Keywords{{"UID", "crawler"},
                        {"AUTHENTICATOR", "SNOWFLAKE_JWT"},
                        {"TOKEN", make_jwt(key.private_pem, passphrase, name, user)}};
    };
    const Keywords own = keywords(pair, "pass", "XY12345", "CRAWLER");
    CHECK(role(*account, own) == "390144 (28000) JWT token is invalid."); // no key yet
    edit(*account, [&](User& user) { user.rsa_public_key_2 = pair.public_key; });
    CHECK(role(*account, own) == "CRAWL");
    CHECK(role(*account, keywords(pair, "pass", "ACME-DATA", "CRAWLER")) == "CRAWL");
    CHECK(number(*account, keywords(pair, "pass", "ACME-OTHER", "CRAWLER")) == "390144");
    CHECK(number(*account, keywords(pair, "pass", "XY12345", "ADMIN")) == "390144");
    CHECK(number(*account, keywords(make_key_pair(), "", "XY12345", "CRAWLER")) == "390144");
    Keywords forged = own;
    std::string& token = forged.at("TOKEN");
    token[token.rfind('.') + 1] = token[token.rfind('.') + 1] == 'A' ? 'B' : 'A';
    CHECK(number(*account, forged) == "390144");
}

TEST_CASE("an OAuth token signs in until it expires, and only its own user") {
    const auto account = small_account();
    const Time end = account->now() + std::chrono::hours(1);
    edit(*account, [&](User& user) { user.oauth_tokens = {{"abc", end}, {"xyz", {}}}; });
    const Keywords keywords = {{"AUTHENTICATOR", "oauth"}, {"TOKEN", "abc"}};
    CHECK(role(*account, keywords) == "CRAWL");
    CHECK(number(*account, {{"AUTHENTICATOR", "oauth"}, {"TOKEN", "ab"}}) == "390303");
    CHECK(number(*account, {{"AUTHENTICATOR", "oauth"}, {"TOKEN", "abc"}, {"UID", "admin"}}) ==
          "390309");
    account->advance(std::chrono::hours(2));
    CHECK(number(*account, keywords) == "390318");
    CHECK(role(*account, {{"AUTHENTICATOR", "oauth"}, {"TOKEN", "xyz"}}) == "CRAWL");
}

TEST_CASE("client credentials sign in the user they stand for") {
    const auto account = small_account();
    edit(*account, [](User& user) { user.oauth_clients = {{"objsync", "s3cret"}}; });
    Keywords keywords = {{"AUTHENTICATOR", "OAUTH_CLIENT_CREDENTIALS"},
                         {"OAUTHCLIENTID", "objsync"},
                         {"OAUTHCLIENTSECRET", "s3cret"}};
    CHECK(role(*account, keywords) == "CRAWL");
    keywords["OAUTHCLIENTSECRET"] = "other";
    CHECK(number(*account, keywords) == "390303");
}

TEST_CASE("a programmatic access token signs in as TOKEN or as PWD, with no role but its own") {
    const auto account = small_account();
    const Time end = account->now() + std::chrono::hours(24);
    edit(*account, [&](User& user) {
        user.roles.insert("SYSADMIN");
        user.access_tokens["P"] = {"pat-1", "CRAWL", end};
    });
    Keywords keywords = {
        {"UID", "crawler"}, {"AUTHENTICATOR", "PROGRAMMATIC_ACCESS_TOKEN"}, {"TOKEN", "pat-1"}};
    CHECK(role(*account, keywords) == "CRAWL");
    CHECK(role(*account, {{"UID", "crawler"}, {"PWD", "pat-1"}}) == "CRAWL");
    keywords["ROLE"] = "SYSADMIN";
    CHECK(number(*account, keywords) == "390186");
    keywords["TOKEN"] = "pat-2";
    CHECK(number(*account, keywords) == "394400");
    account->advance(std::chrono::hours(25));
    CHECK(number(*account, {{"UID", "crawler"}, {"PWD", "pat-1"}}) == "394402");
}

TEST_CASE("a role must be there and be granted; its case is that of an identifier") {
    const auto account = small_account();
    account->create_role("lower");
    edit(*account, [](User& user) { user.roles.insert("lower"); });
    const auto as = [&](const std::string& name) {
        return role(*account, {{"UID", "crawler"}, {"PWD", "secret"}, {"ROLE", name}});
    };
    CHECK(as("public") == "PUBLIC");
    CHECK(as("\"lower\"") == "lower");
    CHECK(as("lower").substr(0, 14) == "390189 (08004)");
    CHECK(as("SYSADMIN").substr(0, 14) == "390186 (08004)");
}

TEST_CASE("what a sign-in names and the role may not use is left out without a word") {
    const auto account = small_account();
    account->create_warehouse({.name = "OTHER"});
    account->create_database("HIDDEN");
    Asking crawler(account->sign_in(
        {{"UID", "crawler"}, {"PWD", "secret"}, {"WAREHOUSE", "OTHER"}, {"DATABASE", "HIDDEN"}}));
    CHECK(crawler.lines("SELECT CURRENT_WAREHOUSE(), CURRENT_DATABASE()") ==
          Lines{{"NULL", "NULL"}});
}

TEST_CASE("a session that idles for four hours ends, unless it is kept alive") {
    const auto account = small_account();
    Asking plain(*account, "crawler");
    Asking kept(account->sign_in(
        {{"UID", "crawler"}, {"PWD", "secret"}, {"CLIENT_SESSION_KEEP_ALIVE", "true"}}));
    account->advance(std::chrono::hours(5));
    CHECK(plain.error("SELECT 1") ==
          "390114 (08001) Authentication token has expired.  The user must authenticate again.");
    CHECK(kept.error("SELECT 1").empty());
    account->expire_sessions();
    CHECK(kept.error("SHOW DATABASES").substr(0, 6) == "390114");
    CHECK(Asking(*account, "crawler").error("SHOW DATABASES").empty());
}

} // namespace fake_snowflake::testing
