// Every way to sign in, to a fake Snowflake that checks keys, tokens and passwords.
#include <catch2/catch.hpp>
#include <functional>

#include "plugins/snowflake/tests/fake_account.h"
#include "tests/snowflake/crypto/jwt.h"

using namespace fake_snowflake;
using namespace objsync::snowflake::over_fake;
using Catch::Matchers::Contains;

namespace {

using Options = objsync::testing::Values;

// "" where the crawl was signed in by the user with the options, else the error.
std::string crawl(const std::function<void(User&)>& user,
                  const std::function<void(Options&)>& options) {
    FakeAccount fake;
    fake.create_open("D");
    fake.account.edit_user("CRAWLER", [&](User& crawler) {
        crawler.password.clear();
        user(crawler);
    });
    FakeCrawler crawler(fake);
    crawler.host.options().unset("password");
    options(crawler.host.options());
    if (crawler.crawl() == OBJSYNC_OK) return crawler.host.has_scope("D") ? "" : "saw nothing";
    const auto& failure = crawler.host.failure();
    if (!failure) return "failed without saying why";
    CHECK(failure->error_class == OBJSYNC_AUTH);
    return failure->text;
}

} // namespace

TEST_CASE("a private key signs in, plain or encrypted") {
    for (const std::string passphrase : {"", "open } sesame; {"}) {
        CAPTURE(passphrase);
        const KeyPair pair = make_key_pair(passphrase);
        CHECK(crawl([&](User& user) { user.rsa_public_key = pair.public_key; },
                    [&](Options& options) {
                        options.secret("private_key", pair.private_pem);
                        if (!passphrase.empty()) options.secret("private_key_password", passphrase);
                    }) == "");
    }
}

TEST_CASE("a private key of another pair, or with another password, says what to check") {
    const KeyPair pair = make_key_pair("right"), other = make_key_pair();
    CHECK_THAT(crawl([&](User& user) { user.rsa_public_key = pair.public_key; },
                     [&](Options& options) { options.secret("private_key", other.private_pem); }),
               Contains("RSA_PUBLIC_KEY"));
    CHECK_THAT(crawl([&](User& user) { user.rsa_public_key = pair.public_key; },
                     [&](Options& options) {
                         options.secret("private_key", pair.private_pem);
                         options.secret("private_key_password", "wrong");
                     }),
               Contains("private_key_password"));
}

TEST_CASE("an OAuth token signs in, with no user named") {
    CHECK(crawl([](User& user) { user.oauth_tokens["good"] = std::nullopt; },
                [](Options& options) { options.unset("user").secret("token", "good"); }) == "");
    CHECK_THAT(crawl([](User&) {}, [](Options& options) { options.secret("token", "bad"); }),
               Contains("renew the OAuth access token"));
}

TEST_CASE("client credentials sign in whom they stand for") {
    const auto client = [](const char* secret) {
        return [secret](Options& options) {
            options.unset("user").text("oauth_client_id", "me");
            options.secret("oauth_client_secret", secret);
            options.text("oauth_token_url", "https://idp.example.com/token");
        };
    };
    CHECK(crawl([](User& user) { user.oauth_clients["me"] = "mine"; }, client("mine")) == "");
    CHECK_THAT(crawl([](User& user) { user.oauth_clients["me"] = "mine"; }, client("other")),
               Contains("Client authentication failed"));
}

TEST_CASE("a programmatic access token signs in, by its authenticator and as a password") {
    const auto with_token = [](User& user) { user.access_tokens["t"] = {"pat", {}, {}}; };
    CHECK(crawl(with_token, [](Options& options) {
              options.secret("token", "pat").text("authenticator", "PROGRAMMATIC_ACCESS_TOKEN");
          }) == "");
    CHECK(crawl(with_token, [](Options& options) { options.secret("password", "pat"); }) == "");
}

TEST_CASE("an error of a sign-in that quotes the password is masked") {
    FakeAccount fake;
    fake.server.faults().add({"LOGIN*", Fail{"28000", 390100, "Incorrect password {PWD} given"}});
    FakeCrawler crawler(fake);
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    CHECK_THAT(crawler.host.failure()->text, Contains("Incorrect password ***"));
}

TEST_CASE("no other secret of a sign-in is told by an error that quotes it, either") {
    const struct {
        const char* keyword;
        std::function<void(Options&)> set;
    } kSecrets[] = {
        {"TOKEN", [](Options& options) { options.secret("token", "quoted"); }},
        {"OAUTHCLIENTSECRET",
         [](Options& options) {
             options.text("oauth_client_id", "me").secret("oauth_client_secret", "quoted");
             options.text("oauth_token_url", "https://idp.example.com/token");
         }},
    };
    for (const auto& [keyword, set] : kSecrets) {
        CAPTURE(keyword);
        FakeAccount fake;
        fake.server.faults().add(
            {"LOGIN*", Fail{"28000", 390100, "Refused {" + std::string(keyword) + "} as given"}});
        FakeCrawler crawler(fake);
        crawler.host.options().unset("password");
        set(crawler.host.options());
        CHECK(crawler.crawl() == OBJSYNC_FAILED);
        CHECK_THAT(crawler.host.failure()->text, Contains("Refused *** as given"));
    }
}

TEST_CASE("a driver that is too old to get through its first answer says which one to install") {
    FakeAccount fake;
    wire::DriverTraits traits;
    traits.minor = 5;
    fake.server.set_traits(traits);
    FakeCrawler crawler(fake);
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    CHECK_THAT(crawler.host.failure()->text,
               Contains("3.5.0") && Contains("install 3.12.0 or newer"));
}
