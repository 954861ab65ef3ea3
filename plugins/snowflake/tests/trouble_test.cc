// What goes wrong ends the right scope, and nothing looks gone because of it.
#include <catch2/catch.hpp>

#include "plugins/snowflake/tests/crawler.h"

using namespace objsync::testing;
using namespace objsync::snowflake::scripted;
using Catch::Matchers::Contains;

namespace {

const Refusal kExpired{"08001", 390114, "Authentication token has expired."};
const Refusal kLostLine{"08S01", 0, "Communication link failure"};
const Refusal kTimeout{"57014", 630, "Statement reached its statement or warehouse timeout"};
const Refusal kDenied{"02000", 2043, "Object does not exist, or operation cannot be performed."};

AccountModel& two_schemas(AccountModel& account) {
    for (const char* schema : {"A", "B"})
        for (int t = 0; t < 20; ++t)
            account.object("D", schema, "T" + std::to_string(t));
    return account;
}

} // namespace

TEST_CASE("a dead share fails alone, and nothing below it is listed") {
    AccountModel account;
    two_schemas(account);
    account.databases["DEAD"].kind = "IMPORTED DATABASE";
    account.faults = {{"SHOW SCHEMAS IN DATABASE \"DEAD\"",
                       {"02000", 3030, "Shared database is no longer available for use."},
                       0,
                       9}};
    Crawler crawler(account);
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.scope("").outcome == OBJSYNC_COMPLETE);
    CHECK(crawler.host.scope("DEAD").outcome == OBJSYNC_DENIED);
    CHECK_THAT(crawler.host.scope("DEAD").error.text, Contains("3030"));
    CHECK(crawler.host.scope("D/A").outcome == OBJSYNC_COMPLETE);
    CHECK(crawler.host.scope("D/B").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("an expired session is signed in again, and the scope listed again") {
    AccountModel account;
    two_schemas(account);
    for (const char* where : {"SHOW DATABASES", "SHOW SCHEMAS", "TABLES WHERE TABLE_SCHEMA = 'A'",
                              "COLUMNS WHERE TABLE_SCHEMA = 'A'", "COUNT(*)"}) {
        CAPTURE(where);
        account.faults = {{where, kExpired, 0, 1}};
        Crawler crawler(account);
        const int before = account.sign_ins();
        CHECK(crawler.crawl() == OBJSYNC_OK);
        CHECK(account.sign_ins() > before + 1);
        for (const char* path : {"", "D", "D/A", "D/B"})
            CHECK(crawler.host.scope(path).outcome == OBJSYNC_COMPLETE);
        CHECK(crawler.host.scope("D/A").objects.size() == 20);
        CHECK(crawler.host.scope("D/A").object("T3").columns);
    }
}

TEST_CASE("a path whose session expired is looked for again") {
    AccountModel account;
    account.object("D", "S", "T");
    for (const char* where : {"SHOW DATABASES", "SHOW SCHEMAS", "SHOW OBJECTS", "SHOW COLUMNS"}) {
        CAPTURE(where);
        account.faults = {{where, kExpired, 0, 1}};
        Crawler crawler(account);
        crawler.host.target({"D", "S"});
        crawler.host.target({"D", "S", "T"});
        CHECK(crawler.host.lookup() == OBJSYNC_OK);
        CHECK(account.faults[0].times == 0);
        for (const char* path : {"D/S", "D/S/T"})
            CHECK(crawler.host.answer(path).verdict == OBJSYNC_LOOKUP_OBJECT);
    }
}

TEST_CASE("a session that is lost in mid-fetch, after objects were given, ends its scope only") {
    AccountModel account;
    account.usage = false;
    two_schemas(account);
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember(); // so that rows are given as they come
    account.faults = {{"TABLES WHERE TABLE_SCHEMA = 'A'", kLostLine, 7, 1}};
    CHECK(crawler.crawl() == OBJSYNC_OK);
    const Listing& scope = crawler.host.scope("D/A");
    CHECK(scope.outcome == OBJSYNC_PARTIAL);
    CHECK(scope.error.error_class == OBJSYNC_UNAVAILABLE); // the daemon lists it again
    CHECK(scope.objects.size() == 7);
    CHECK(crawler.host.scope("D/B").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a line that breaks while columns come costs a new session, not the listing") {
    AccountModel account;
    two_schemas(account);
    account.faults = {{"COLUMNS WHERE TABLE_SCHEMA = 'A'", kLostLine, 7, 1}};
    Crawler crawler(account);
    CHECK(crawler.crawl() == OBJSYNC_OK);
    const Listing& scope = crawler.host.scope("D/A");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.objects.size() == 20);
    for (const auto& object : scope.objects)
        CHECK(object.columns);
}

TEST_CASE("columns that cannot be read are absent, and the scope is not complete") {
    AccountModel account;
    two_schemas(account);
    account.faults = {{"COLUMNS WHERE TABLE_SCHEMA = 'A'", kTimeout, 5, 9}};
    Crawler crawler(account);
    CHECK(crawler.crawl() == OBJSYNC_OK);
    const Listing& scope = crawler.host.scope("D/A");
    CHECK(scope.outcome == OBJSYNC_PARTIAL);
    CHECK(scope.error.error_class == OBJSYNC_TIMEOUT);
    CHECK(scope.objects.size() == 20);
    Texts without;
    for (const auto& object : scope.objects) {
        if (!object.columns) without.push_back(object.name);
    }
    CHECK(!without.empty());
    CHECK(crawler.host.scope("D/B").outcome == OBJSYNC_COMPLETE);
    // Their stamp does not say that the columns are known: they are asked for again.
    crawler.remember();
    account.faults.clear();
    crawler.crawl();
    for (const auto& name : without) {
        CAPTURE(name);
        CHECK(crawler.host.scope("D/A").object(name).columns);
    }
}

TEST_CASE("a statement timeout, a denial and a syntax error end their scope each in its way") {
    const struct {
        Refusal failure;
        uint32_t outcome, error_class;
    } kCases[] = {
        {kTimeout, OBJSYNC_SCOPE_FAILED, OBJSYNC_TIMEOUT},
        {{"42000", 1003, "syntax error"}, OBJSYNC_SCOPE_FAILED, OBJSYNC_BUG},
        {{"02000", 3030, "Shared database is no longer available"},
         OBJSYNC_DENIED,
         OBJSYNC_ACCESS_DENIED},
    };
    for (const auto& one : kCases) {
        CAPTURE(one.failure.native);
        AccountModel account;
        two_schemas(account);
        account.faults = {{"TABLES WHERE TABLE_SCHEMA = 'A'", one.failure, 0, 9}};
        Crawler crawler(account);
        CHECK(crawler.crawl() == OBJSYNC_OK);
        CHECK(crawler.host.scope("D/A").outcome == one.outcome);
        CHECK(crawler.host.scope("D/A").error.error_class == one.error_class);
        CHECK(crawler.host.scope("D/B").outcome == OBJSYNC_COMPLETE);
    }
}

TEST_CASE("a schema that is gone or denied to both methods is denied, not empty") {
    AccountModel account;
    two_schemas(account);
    Crawler crawler(account);
    account.faults = {{"TABLES WHERE TABLE_SCHEMA = 'A'", kDenied, 0, 9},
                      {" IN SCHEMA \"D\".\"A\"", kDenied, 0, 99}};
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.scope("D/A").outcome == OBJSYNC_DENIED);
    CHECK(crawler.host.scope("D/B").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a lost USAGE that leaves INFORMATION_SCHEMA empty is no proof of an empty schema") {
    AccountModel account;
    two_schemas(account);
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember();
    for (auto& [name, object] : account.databases["D"].schemas["A"].objects)
        object.in_information_schema = false;
    account.faults = {{"SHOW OBJECTS IN SCHEMA \"D\".\"A\"", kDenied, 0, 99}};
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.scope("D/A").outcome == OBJSYNC_DENIED);
}

TEST_CASE("a warehouse that stops between two schemas makes the rest a listing by SHOW") {
    AccountModel account;
    two_schemas(account);
    account.faults = {{"TABLES WHERE TABLE_SCHEMA",
                       {"57P03", 606, "No active warehouse selected in the current session."},
                       0,
                       99}};
    Crawler crawler(account);
    crawler.host.options().integer("parallel", 1);
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(account.count("TABLES WHERE TABLE_SCHEMA") == 1); // the second one asks SHOW at once
    for (const char* path : {"D/A", "D/B"}) {
        CHECK(crawler.host.scope(path).outcome == OBJSYNC_COMPLETE);
        CHECK_THAT(crawler.host.scope(path).basis, Contains("SHOW, role"));
        CHECK(crawler.host.scope(path).objects.size() == 20);
    }
}

TEST_CASE("a name that SHOW lost, yet whose columns are there, keeps the scope from complete") {
    AccountModel account;
    account.warehouse = false;
    two_schemas(account);
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember();
    account.object("D", "A", "T5").in_show = false;
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.scope("D/A").outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(crawler.host.scope("D/A").error.text, Contains("'T5' was not listed"));
}

TEST_CASE("an error that quotes the password does not tell it") {
    AccountModel account;
    account.on_sign_in = [](const auto& keywords) {
        return Refusal{"28000", 390100,
                       "Incorrect username or password was specified: PWD=" + keywords.at("PWD")};
    };
    Crawler crawler(account);
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    REQUIRE(crawler.host.failure());
    CHECK(crawler.host.failure()->error_class == OBJSYNC_AUTH);
    CHECK_THAT(crawler.host.failure()->text, !Contains("hunter2"));
    account.on_sign_in = [](const auto& keywords) {
        return Refusal{"HY000", 44, "cannot read the key with " + keywords.at("PRIV_KEY_FILE_PWD")};
    };
    crawler.host.options().unset("password").secret("private_key", "a key");
    crawler.host.options().secret("private_key_password", "sesame");
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    CHECK_THAT(crawler.host.failure()->text, Contains("cannot read the key with ***"));
}

TEST_CASE("a missing driver says what to install") {
    AccountModel account;
    Crawler crawler(account);
    crawler.host.set("driver", "/nowhere/libSnowflake.so");
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    CHECK_THAT(crawler.host.failure()->text, Contains("install the package snowflake-odbc"));
}

TEST_CASE("a sign-in that is refused in mid-crawl ends the crawl, with no scope complete by it") {
    AccountModel account;
    two_schemas(account);
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember();
    int sign_ins = 0;
    account.on_sign_in = [&](const auto&) -> std::optional<Refusal> {
        if (++sign_ins == 1) return std::nullopt;
        return Refusal{"28000", 390318, "OAuth access token expired."};
    };
    account.faults = {{"TABLES WHERE TABLE_SCHEMA", kExpired, 3, 99}};
    crawler.host.options().integer("parallel", 1);
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    CHECK(crawler.host.failure()->error_class == OBJSYNC_AUTH);
    for (const char* path : {"D/A", "D/B"}) {
        if (crawler.host.has_scope(path))
            CHECK(crawler.host.scope(path).outcome != OBJSYNC_COMPLETE);
    }
}

TEST_CASE("a session lost before the pass over tags is signed in again") {
    AccountModel account;
    account.object("D", "S", "T").id = "1";
    account.tags = {{"TABLE", "D", "S", "T", {}, "PII", "yes"}};
    account.faults = {{"TAG_REFERENCES", kLostLine, 0, 1}};
    Crawler crawler(account);
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.facet("", OBJSYNC_FACET_TAGS).outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a session lost while schemas are weighed or their ids read costs no schema") {
    for (const char* where : {"COUNT(*)", "ACCOUNT_USAGE.TABLES"}) {
        CAPTURE(where);
        AccountModel account;
        two_schemas(account);
        account.faults = {{where, kLostLine, 0, 1}};
        Crawler crawler(account);
        CHECK(crawler.crawl() == OBJSYNC_OK);
        for (const char* path : {"D", "D/A", "D/B"})
            CHECK(crawler.host.scope(path).outcome == OBJSYNC_COMPLETE);
    }
}

TEST_CASE("an OAuth token that expires in mid-crawl is read again, and the scope listed again") {
    AccountModel account;
    two_schemas(account);
    account.faults = {
        {"TABLES WHERE TABLE_SCHEMA = 'A'", {"28000", 390318, "OAuth access token expired"}, 0, 1}};
    Crawler crawler(account);
    CHECK(crawler.crawl() == OBJSYNC_OK);
    CHECK(crawler.host.scope("D/A").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("another account after a new sign-in lists nothing") {
    AccountModel account;
    two_schemas(account);
    account.faults = {{"SHOW SCHEMAS", kExpired, 0, 1}};
    account.on_statement = [&](const std::string& sql) {
        if (sql.starts_with("SHOW SCHEMAS")) account.locator = "OTHER";
    };
    Crawler crawler(account);
    crawler.host.options().integer("parallel", 1);
    CHECK(crawler.crawl() == OBJSYNC_FAILED);
    CHECK(crawler.host.scope("D").outcome == OBJSYNC_SCOPE_FAILED);
}
