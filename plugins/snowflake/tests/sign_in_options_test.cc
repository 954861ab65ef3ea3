// The options of a sign-in, and the connection string they become.
#include <catch2/catch.hpp>

#include "plugins/sdk/testing/values.h"
#include "plugins/snowflake/login/keywords.h"
#include "plugins/snowflake/settings.h"

using namespace objsync;
using namespace objsync::snowflake;
using Catch::Matchers::Contains;
using testing::Values;

namespace {

Values base() {
    Values values;
    values.text("account", "myorg-acc").text("user", "CRAWLER").text("driver", "Snowflake");
    return values;
}

std::string string_of(const Values& values, const std::string& key_file = "") {
    return keywords(read_sign_in(sdk::Options(values.c())), key_file).text();
}

std::string refusal(const Values& values) {
    try {
        const Settings settings{sdk::Options(values.c())};
        return "accepted";
    } catch (const sdk::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a password needs no authenticator, and is put in braces where it must") {
    const std::string text = string_of(base().secret("password", "s;e}c{r=t"));
    CHECK(text ==
          "DRIVER=Snowflake;SERVER=myorg-acc.snowflakecomputing.com;ACCOUNT=myorg-acc;UID=CRAWLER;"
          "PWD={s;e}}c{r=t};CLIENT_SESSION_KEEP_ALIVE=true;");
    CHECK(odbc::ConnectionString(text).get("PWD") == "s;e}c{r=t");
}

TEST_CASE("a private key is given as a file, and stands nowhere in the connection string") {
    const std::string text = string_of(
        base().secret("private_key", "-----BEGIN KEY").secret("private_key_password", "opensesame"),
        "/proc/self/fd/9");
    CHECK_THAT(text, Contains("AUTHENTICATOR=SNOWFLAKE_JWT;PRIV_KEY_FILE=/proc/self/fd/9;"
                              "PRIV_KEY_FILE_PWD=opensesame;"));
    CHECK_THAT(text, !Contains("BEGIN"));
}

TEST_CASE("a token is OAuth's unless the authenticator says otherwise") {
    CHECK_THAT(string_of(base().secret("token", "ey.x")),
               Contains("AUTHENTICATOR=oauth;TOKEN=ey.x;"));
    CHECK_THAT(
        string_of(base().secret("token", "pat").text("authenticator", "PROGRAMMATIC_ACCESS_TOKEN")),
        Contains("AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN;TOKEN=pat;"));
}

TEST_CASE("client credentials name the client, its secret and where tokens are issued") {
    CHECK_THAT(string_of(base()
                             .text("oauth_client_id", "cl")
                             .secret("oauth_client_secret", "shh")
                             .text("oauth_token_url", "https://idp/token")),
               Contains("AUTHENTICATOR=OAUTH_CLIENT_CREDENTIALS;oauthClientId=cl;"
                        "oauthClientSecret=shh;oauthTokenRequestUrl=https://idp/token;"));
}

TEST_CASE("server, port, role, warehouse, database and further keywords are handed on") {
    const std::string text = string_of(base()
                                           .secret("password", "x")
                                           .text("server", "acc.privatelink.example")
                                           .integer("port", 8443)
                                           .text("role", "my role")
                                           .text("warehouse", "W;H")
                                           .text("database", "D")
                                           .map("driver_options", {{"PROTOCOL", "https"}}));
    CHECK_THAT(text, Contains("SERVER=acc.privatelink.example;PORT=8443;"));
    CHECK_THAT(text, Contains("ROLE=my role;WAREHOUSE={W;H};DATABASE=D;"));
    CHECK_THAT(text, Contains("PROTOCOL=https;"));
}

TEST_CASE("options that contradict each other or are missing are named") {
    CHECK_THAT(refusal(base()), Contains("nothing to sign in with"));
    CHECK_THAT(refusal(base().secret("password", "a").secret("token", "b")),
               Contains("'password' and 'token'"));
    CHECK_THAT(refusal(base().secret("password", "a").unset("user")), Contains("'user'"));
    CHECK_THAT(refusal(base().secret("password", "a").unset("account")), Contains("'account'"));
    CHECK_THAT(refusal(base().secret("oauth_client_secret", "a")), Contains("'oauth_client_id'"));
    CHECK_THAT(refusal(base().secret("password", "a").text("oauth_token_url", "u")),
               Contains("'oauth_client_secret'"));
    CHECK_THAT(refusal(base().secret("password", "a").secret("private_key_password", "p")),
               Contains("'private_key'"));
    CHECK_THAT(refusal(base().secret("password", "a").integer("port", 70000)), Contains("'port'"));
    CHECK_THAT(refusal(base().secret("password", "a").integer("parallel", 0)),
               Contains("'parallel'"));
    CHECK(refusal(base().secret("password", "a")) == "accepted");
}

TEST_CASE("a keyword with an option of its own does not hide in driver_options") {
    for (const char* keyword : {"pwd", "Token", "PRIV_KEY_BASE64", "authenticator", "DSN"}) {
        CAPTURE(keyword);
        const std::string text =
            refusal(base().secret("password", "a").map("driver_options", {{keyword, "hunter2"}}));
        CHECK_THAT(text, Contains(keyword) && Contains("use the option") && !Contains("hunter2"));
    }
    CHECK_THAT(refusal(base().secret("password", "a").map("driver_options", {{"a;b", "1"}})),
               Contains("no keyword"));
}

TEST_CASE("a NUL in an option is refused by the option's name") {
    CHECK_THAT(refusal(base().secret("password", std::string("a\0b", 3))), Contains("'password'"));
}
