// Signing in: what is sent, renewed, read again, and never told.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

namespace {

const std::string kSecret = "s3cr&t+%\"x";

struct Platform : Shop {
    explicit Platform(const WorkspaceOptions& options = {}) : Shop(options) {
        sign_ins.client("app:1", kSecret, "app:1");
        metastore.admin("app:1");
    }
    [[nodiscard]] std::vector<std::string> bearers(const std::string& match) const {
        std::vector<std::string> out;
        for (const auto& asked : log.matching(match))
            out.push_back(asked.request.header("authorization"));
        return out;
    }
};

struct Machine : Crawler {
    explicit Machine(const Fake& fake) : Crawler(fake) {
        host.options().unset("token").text("client_id", "app:1").secret("client_secret", kSecret);
    }
};

} // namespace

TEST_CASE("a personal access token is sent as bearer") {
    Platform platform;
    Crawler c(platform);
    c.crawl();
    CHECK(platform.bearers("catalogs?") == std::vector<std::string>{"Bearer dapi-secret-1"});
}

TEST_CASE("machine-to-machine: endpoints are discovered, one token serves all") {
    Platform platform;
    Machine c(platform);
    c.crawl();
    CHECK(platform.asked("/oidc/.well-known/oauth-authorization-server") == 1);
    CHECK(platform.sign_ins.given() == 1);
    CHECK_THAT(c.scope("").basis, Catch::Contains("app:1"));
    c.check_never_told(kSecret);
}

TEST_CASE("the endpoint that discovery names is used, wherever it is") {
    Shop elsewhere;
    WorkspaceOptions options;
    options.token_endpoint = elsewhere.url() + "/oidc/v1/token";
    Platform platform(options);
    elsewhere.sign_ins.client("app:1", kSecret, "app:1");
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED); // the token is the other one's
    CHECK(elsewhere.sign_ins.given() == 2);
    CHECK(platform.asked("/oidc/v1/token") == 0);
}

TEST_CASE("a workspace without discovery has its endpoint where it always was") {
    WorkspaceOptions options;
    options.discovery = false;
    Platform platform(options);
    Machine c(platform);
    c.crawl();
    CHECK(platform.sign_ins.given() == 1);
}

TEST_CASE("a token with a line break is refused, and never sent") {
    Shop shop;
    Crawler c(shop);
    c.host.options().secret("token", "dapi-secret-1\r\nX-Other: 1");
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("a line break"));
    CHECK(shop.log.matching("").empty());
    c.check_never_told("dapi-secret-1");
}

TEST_CASE("a token that expired on the way is renewed once, and the request sent again") {
    Platform platform;
    platform.settings.set(
        [](Behaviour& b) { b.expired_is_403 = GENERATE(false, true); }); // both are known
    platform.faults.before("schemas?", [&] { platform.sign_ins.expire(); });
    Machine c(platform);
    c.crawl();
    CHECK(platform.sign_ins.given() == 2);
    for (const auto& path : c.host.scope_paths())
        CHECK(c.outcome(path) == OBJSYNC_COMPLETE);
}

TEST_CASE("a token is renewed before it expires, so that no request carries a stale one") {
    Platform platform;
    platform.sign_ins.tell_lifetime(std::chrono::seconds(0)); // good for one request
    Machine c(platform);
    c.crawl();
    CHECK(platform.sign_ins.given() == platform.asked(kApi));
    for (const auto& asked : platform.log.matching(kApi))
        CHECK(asked.status == 200);
}

TEST_CASE("a token that is refused again ends the crawl as auth, and is never told") {
    Platform platform;
    platform.faults.change(
        "/oidc/v1/token", [&](Reply&) { platform.sign_ins.expire(); }, INT32_MAX, 1);
    platform.faults.before("schemas?", [&] { platform.sign_ins.expire(); });
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED);
    CHECK(c.host.failure()->error_class == OBJSYNC_AUTH);
    CHECK(c.outcome("main") == OBJSYNC_SCOPE_FAILED);
    c.check_never_told("access-");
}

TEST_CASE("a token that another system refuses is no refusal of ours") {
    Platform platform;
    platform.faults.answer(
        "schema_name=sales",
        Faults::status(400, "INVALID_PARAMETER_VALUE", "connection 'pg': the token is expired"));
    Machine c(platform);
    c.crawl();
    CHECK(platform.sign_ins.given() == 1);
    CHECK(c.outcome("main/sales") == OBJSYNC_SCOPE_FAILED);
    CHECK(c.outcome("main/stock") == OBJSYNC_COMPLETE);
}

TEST_CASE("a wrong client secret is told without it") {
    Platform platform;
    platform.sign_ins.client("app:1", "another", "app:1");
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED); // the fake quotes what it was sent
    CHECK(c.host.failure()->error_class == OBJSYNC_AUTH);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("oauth-m2m") && Catch::Contains("***"));
    c.check_never_told("s3cr");
}

TEST_CASE("a token endpoint in plain http on another machine gets no secret") {
    WorkspaceOptions options;
    options.token_endpoint = "http://evil.example.com/token";
    Platform platform(options);
    Machine c(platform);
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("plain http"));
}

TEST_CASE("workload identity federation reads its token file again for each exchange") {
    Platform platform;
    platform.sign_ins.federated("jwt.old.sig", "", kCrawler);
    platform.sign_ins.federated("jwt.new.sig", "", kCrawler);
    platform.faults.before("schemas?", [&] { platform.sign_ins.expire(); });
    Crawler c(platform);
    c.host.options().unset("token").secret("federation_token", "jwt.old.sig");
    platform.faults.before("catalogs?", [&] { c.host.rotate("federation_token", "jwt.new.sig"); });
    c.crawl();
    const auto asked = platform.log.matching("POST /oidc/v1/token");
    REQUIRE(asked.size() == 2);
    CHECK_THAT(asked[0].request.body, Catch::Contains("subject_token=jwt.old.sig"));
    CHECK_THAT(asked[1].request.body, Catch::Contains("subject_token=jwt.new.sig"));
    CHECK(asked[0].request.header("authorization").empty());
    c.check_never_told("jwt.");
}

TEST_CASE("the policy of one service principal wants its client id") {
    Platform platform;
    platform.sign_ins.federated("jwt.a.sig", "app:1", "app:1");
    Crawler c(platform);
    c.host.options().unset("token").secret("federation_token", "jwt.a.sig");
    c.crawl(OBJSYNC_FAILED);
    c.check_never_told("jwt.a");
    c.host.set("client_id", "app:1");
    c.crawl();
}

TEST_CASE("an Entra service principal asks its tenant for the scope of Databricks") {
    Platform platform;
    platform.sign_ins.entra("tenant-1", "app:1", kSecret, "app:1");
    Machine c(platform);
    c.host.set("azure_tenant_id", "tenant-1");
    c.host.set("azure_authority", platform.entra_url());
    c.crawl();
    CHECK(platform.asked("/tenant-1/oauth2/v2.0/token") == 1);
    CHECK(platform.asked("/oidc/") == 0);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    platform.sign_ins.entra("tenant-1", "app:1", "another", "app:1");
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("AADSTS7000215"));
    c.check_never_told("s3cr");
}

TEST_CASE("a rotated personal token is read again after it is refused") {
    Platform platform;
    platform.faults.before("schemas?", [&] {
        platform.sign_ins.revoke(kToken);
        platform.sign_ins.token("dapi-secret-2", kCrawler);
    });
    Crawler c(platform);
    c.host.secrets["token"] = "dapi-secret-2";
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    c.check_never_told("dapi-secret");
}

TEST_CASE("a personal token that is refused, and no other is there, ends the crawl as auth") {
    Platform platform;
    platform.settings.set([](Behaviour& b) { b.expired_is_403 = true; });
    platform.faults.before("schemas?", [&] { platform.sign_ins.revoke(kToken); });
    Crawler c(platform);
    c.crawl(OBJSYNC_FAILED);
    CHECK(c.host.failure()->error_class == OBJSYNC_AUTH);
}

TEST_CASE("two ways to sign in, or half of one, are refused by name") {
    Platform platform;
    Machine both(platform);
    both.host.options().secret("token", "dapi-1");
    both.crawl(OBJSYNC_FAILED);
    CHECK_THAT(both.host.failure()->text, Catch::Contains("'client_secret'"));
    Crawler half(platform);
    half.host.options().unset("token").text("client_id", "x");
    half.crawl(OBJSYNC_FAILED);
    CHECK_THAT(half.host.failure()->text, Catch::Contains("'client_id' needs 'client_secret'"));
    CHECK(platform.connections() == 0);
}
