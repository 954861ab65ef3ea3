// Signing in: what is sent, renewed, read again, and never told.
#include <catch2/catch.hpp>

#include <atomic>

#include "plugins/databricks/tests/metastore.h"

using namespace objsync::databricks::testing;

namespace {

// Gives "access-1", "access-2", ... and takes only what `valid` names.
struct Platform : Metastore {
    std::atomic<int> given{0};
    std::atomic<int> revoked{0}; // tokens up to this number are refused

    Platform() {
        catalog("main", R"("updated_at":1)");
        server.on("/oidc/.well-known/oauth-authorization-server",
                  {200, R"({"token_endpoint":")" + server.url() + R"(/oidc/v1/token"})"});
        server.on("/oidc/v1/token", [this](const Ask&) -> Answer {
            return {200, R"({"access_token":"access-)" + std::to_string(++given) +
                             R"(","token_type":"Bearer","expires_in":3600})"};
        });
        server.on(kApi + "schemas", [this](const Ask& ask) -> Answer {
            const std::string bearer = ask.headers.at("authorization");
            if (std::stoi(bearer.substr(bearer.rfind('-') + 1)) <= revoked)
                return error(401, "UNAUTHENTICATED", "token " + bearer + " has expired");
            return list(ask, "schemas", schemas["main"]);
        });
    }
};

struct Machine : Crawler {
    explicit Machine(const Metastore& metastore) : Crawler(metastore) {
        host.options().unset("token").text("client_id", "app:1").secret("client_secret", "s3cr&t");
    }
};

void check_nothing_leaked(const Crawler& c, const std::string& secret) {
    for (const auto& line : c.host.log())
        CHECK_THAT(line, !Catch::Contains(secret));
    if (c.host.failure()) CHECK_THAT(c.host.failure()->text, !Catch::Contains(secret));
}

} // namespace

TEST_CASE("a personal access token is sent as bearer") {
    Platform platform;
    Crawler c(platform);
    c.host.options().secret("token", "dapi-7");
    c.crawl();
    CHECK(platform.server.asks(kApi + "catalogs").at(0).headers.at("authorization") ==
          "Bearer dapi-7");
}

TEST_CASE(
    "machine-to-machine: endpoints are discovered, the secret is escaped, one token serves all") {
    Platform platform;
    Machine c(platform);
    c.crawl();
    const auto asks = platform.server.asks("/oidc/v1/token");
    REQUIRE(asks.size() == 1);
    CHECK(asks[0].headers.at("authorization") == "Basic YXBwJTNBMTpzM2NyJTI2dA==");
    CHECK_THAT(asks[0].body, Catch::Contains("grant_type=client_credentials") &&
                                 Catch::Contains("scope=all-apis"));
    CHECK(platform.server.asks(kApi + "catalogs").at(0).headers.at("authorization") ==
          "Bearer access-1");
    CHECK_THAT(c.scope("").basis, Catch::Contains("app:1"));
}

TEST_CASE("a token that is refused is renewed once, and the request sent again") {
    Platform platform;
    platform.revoked = 1;
    Machine c(platform);
    c.crawl();
    CHECK(platform.given == 2);
    CHECK(c.scope("main").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a token that is refused again ends the crawl as auth, and is never told") {
    Platform platform;
    platform.revoked = 100;
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED);
    CHECK(c.host.failure()->error_class == OBJSYNC_AUTH);
    CHECK(c.scope("main").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(c.scope("main").error.text, !Catch::Contains("access-2"));
    check_nothing_leaked(c, "access-");
}

TEST_CASE("a wrong client secret is told without it") {
    Platform platform;
    platform.server.on("/oidc/v1/token", [](const Ask& ask) -> Answer {
        return {401, R"({"error":"invalid_client","error_description":"bad )" +
                         ask.headers.at("authorization") + " s3cr&t\"}"};
    });
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED);
    CHECK(c.host.failure()->error_class == OBJSYNC_AUTH);
    check_nothing_leaked(c, "s3cr");
    check_nothing_leaked(c, "YXBwJT");
}

TEST_CASE("a token endpoint in plain http on another machine gets no secret") {
    Platform platform;
    platform.server.on("/oidc/.well-known/oauth-authorization-server",
                       {200, R"({"token_endpoint":"http://evil.example.com/token"})"});
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("plain http"));
}

TEST_CASE("workload identity federation reads its token file again for each exchange") {
    Platform platform;
    platform.revoked = 1;
    Crawler c(platform);
    c.host.options().unset("token").secret("federation_token", "jwt-old");
    c.host.secrets["federation_token"] = "jwt-new";
    c.crawl();
    const auto asks = platform.server.asks("/oidc/v1/token");
    REQUIRE(asks.size() == 2);
    CHECK_THAT(asks[1].body, Catch::Contains("subject_token=jwt-new") &&
                                 Catch::Contains("token-exchange") && Catch::Contains("%3Ajwt"));
    CHECK(!asks[1].headers.contains("authorization"));
    check_nothing_leaked(c, "jwt-");
}

TEST_CASE("an Entra service principal asks its tenant for the scope of Databricks") {
    Platform platform;
    Server entra;
    entra.on("/tenant-1/oauth2/v2.0/token",
             {200, R"({"access_token":"access-1","expires_in":3599})"});
    Machine c(platform);
    c.host.set("azure_tenant_id", "tenant-1");
    c.host.set("azure_authority", entra.url());
    c.crawl();
    const auto asks = entra.asks("/tenant-1/oauth2/v2.0/token");
    REQUIRE(asks.size() == 1);
    CHECK_THAT(asks[0].body,
               Catch::Contains("scope=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d%2F.default") &&
                   Catch::Contains("client_secret=s3cr%26t"));
    CHECK(platform.server.asks(kApi + "catalogs").at(0).headers.at("authorization") ==
          "Bearer access-1");
}

TEST_CASE("a rotated personal token is read again after a 401") {
    Platform platform;
    platform.revoked = 5;
    Crawler c(platform);
    c.host.options().secret("token", "dapi-5");
    c.host.secrets["token"] = "dapi-6";
    c.crawl();
    CHECK(c.scope("main").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("two ways to sign in, or half of one, are refused by name") {
    Metastore metastore;
    Machine both(metastore);
    both.host.options().secret("token", "dapi-1");
    both.crawl(OBJSYNC_FAILED);
    CHECK_THAT(both.host.failure()->text, Catch::Contains("'client_secret'"));
    Crawler half(metastore);
    half.host.options().unset("token").text("client_id", "x");
    half.crawl(OBJSYNC_FAILED);
    CHECK_THAT(half.host.failure()->text, Catch::Contains("'client_id' needs 'client_secret'"));
    CHECK(metastore.server.connections() == 0);
}
