// Signing in, as the driver sees it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <mutex>
#include <sstream>

#include "plugins/snowflake/tests/crawler.h"

using namespace objsync::testing;
using namespace objsync::snowflake::scripted;
using Catch::Matchers::Contains;

namespace {

// What the driver was told at each sign-in, and what it read of a key file.
struct Told {
    explicit Told(AccountModel& account) {
        account.on_sign_in = [this](const auto& keywords) -> std::optional<Refusal> {
            const std::lock_guard lock(mutex);
            all.push_back(keywords);
            const auto file = keywords.find("PRIV_KEY_FILE");
            if (file != keywords.end()) {
                std::ifstream in(file->second);
                std::ostringstream text;
                text << in.rdbuf();
                key = text.str();
            }
            return std::nullopt;
        };
    }
    std::mutex mutex;
    std::vector<std::map<std::string, std::string>> all;
    std::string key;
};

} // namespace

TEST_CASE("the driver reads the private key from memory, and it lies nowhere else") {
    AccountModel account;
    Told told(account);
    Crawler crawler(account);
    const std::string pem = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nabc\n-----END";
    crawler.host.options().unset("password").secret("private_key", pem);
    crawler.host.options().secret("private_key_password", "open;{sesame}");
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(told.key == pem);
    CHECK(told.all.at(0).at("AUTHENTICATOR") == "SNOWFLAKE_JWT");
    CHECK(told.all.at(0).at("PRIV_KEY_FILE_PWD") == "open;{sesame}");
    CHECK_THAT(told.all.at(0).at("PRIV_KEY_FILE"), Catch::Matchers::StartsWith("/proc/self/fd/"));
    CHECK(!std::ifstream(told.all.at(0).at("PRIV_KEY_FILE")).good()); // gone with the session
}

TEST_CASE("a token that others renew is read again for a new sign-in") {
    AccountModel account;
    account.object("D", "S", "T");
    Told told(account);
    account.faults = {{"SHOW SCHEMAS", {"08001", 390114, "expired"}, 0, 1}};
    Crawler crawler(account);
    crawler.host.options().unset("password").secret("token", "first");
    crawler.host.options().integer("parallel", 1);
    crawler.host.secrets["token"] = "second";
    CHECK(crawler.crawl() == OBJSYNC_OK);
    REQUIRE(told.all.size() == 2);
    CHECK(told.all[0].at("TOKEN") == "first");
    CHECK(told.all[1].at("TOKEN") == "second");
    CHECK(told.all[1].at("AUTHENTICATOR") == "oauth");
}

TEST_CASE("a session is told how names, times and limits are to be, before it lists anything") {
    AccountModel account;
    Crawler crawler(account);
    crawler.host.options().duration_ms("statement_timeout", 90000);
    crawler.crawl();
    const auto statements = account.statements();
    REQUIRE(!statements.empty());
    CHECK_THAT(statements[0], Contains("QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE") &&
                                  Contains("TIMEZONE = 'UTC'") &&
                                  Contains("STATEMENT_TIMEOUT_IN_SECONDS = 90"));
}

TEST_CASE("a crawl and a check warn of a driver that fetches numbers wrongly") {
    for (const bool old : {true, false}) {
        CAPTURE(old);
        AccountModel account;
        account.driver_version = old ? "3.11.0" : "3.12.0";
        Crawler crawler(account);
        const auto is_told = [](const std::string& text) {
            return text.find("install 3.12.0 or newer") != std::string::npos;
        };
        CHECK(crawler.crawl() == OBJSYNC_OK);
        const auto& log = crawler.host.log();
        CHECK(std::count_if(log.begin(), log.end(), is_told) == (old ? 1 : 0));
        CHECK(crawler.host.check() == OBJSYNC_OK);
        const auto& findings = crawler.host.findings();
        CHECK(std::count_if(findings.begin(), findings.end(), [&](const auto& finding) {
                  return finding.severity == OBJSYNC_CHECK_WARNING && is_told(finding.found);
              }) == (old ? 1 : 0));
    }
}

TEST_CASE("more sessions are opened only where there is work for them") {
    AccountModel account;
    Crawler crawler(account);
    crawler.crawl();
    CHECK(account.sign_ins() == 1);
}

TEST_CASE("a target is answered, and what is below it is listed, nothing else") {
    AccountModel account;
    account.object("D", "S", "T").secure = true;
    account.object("D", "S", "T").table_type = account.object("D", "S", "T").shown_kind = "VIEW";
    account.object("D", "OTHER", "X");
    Crawler crawler(account);
    crawler.host.target({"D", "S", "T"});
    crawler.host.target({"D", "S"});
    crawler.host.target({"D", "S", "T2"});
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.answer("D/S/T").verdict == OBJSYNC_LOOKUP_OBJECT);
    CHECK(crawler.host.answer("D/S/T").object->kind == "view");
    CHECK(crawler.host.answer("D/S/T").object->column("ID").type == "NUMBER(38,0)");
    CHECK(crawler.host.answer("D/S/T2").verdict == OBJSYNC_LOOKUP_UNKNOWN);
    CHECK(crawler.host.scope_paths() == Texts{"D/S"});
    CHECK(crawler.host.lookup() == OBJSYNC_OK);
    CHECK(crawler.host.answer("D/S").verdict == OBJSYNC_LOOKUP_OBJECT);
}

TEST_CASE("what the filter refuses is neither listed nor asked for") {
    AccountModel account;
    account.object("D", "S", "KEEP");
    account.object("D", "S", "TMP_1");
    account.object("OUT", "S", "T");
    Crawler crawler(account);
    crawler.host.wanted = [](const std::string& path, bool) {
        return path != "OUT" && path.find("TMP_") == std::string::npos;
    };
    crawler.crawl();
    CHECK(crawler.host.scope("").names() == Texts{"D"});
    CHECK(crawler.host.scope("D/S").names() == Texts{"KEEP"});
    CHECK(account.count("\"OUT\"") == 0);
}
