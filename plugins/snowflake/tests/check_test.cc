// What `objsyncctl check` tells of a role.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "plugins/snowflake/grants.h"
#include "plugins/snowflake/tests/crawler.h"

using namespace objsync::testing;
using namespace objsync::snowflake;
using namespace objsync::snowflake::scripted;
using Catch::Matchers::Contains;

namespace {

const Finding& finding(Crawler& crawler, const std::string& what) {
    for (const auto& one : crawler.host.findings())
        if (one.what == what) return one;
    throw std::out_of_range(what);
}

} // namespace

TEST_CASE("a check tells what the role sees, and what to grant for what it does not") {
    AccountModel account;
    account.object("D", "S", "T");
    account.databases["D"].schemas["BARE"];
    account.databases["EMPTY"];
    account.usage = false;
    Crawler crawler(account);
    CHECK(crawler.host.check() == OBJSYNC_OK);
    CHECK(finding(crawler, "source identity").found == "AB12345");
    CHECK(finding(crawler, "database D").severity == OBJSYNC_CHECK_OK);
    CHECK_THAT(finding(crawler, "database D").found,
               Contains("2 schemas, 1 objects") && Contains("no object is visible in BARE"));
    CHECK(finding(crawler, "database EMPTY").severity == OBJSYNC_CHECK_WARNING);
    CHECK_THAT(finding(crawler, "database EMPTY").what_to_do,
               Contains("GRANT USAGE ON DATABASE \"EMPTY\" TO ROLE \"CRAWLER\""));
    CHECK(finding(crawler, "tags (TAG_REFERENCES)").severity == OBJSYNC_CHECK_WARNING);
    CHECK_THAT(finding(crawler, "tags (TAG_REFERENCES)").what_to_do,
               Contains("GRANT DATABASE ROLE SNOWFLAKE.GOVERNANCE_VIEWER TO ROLE \"CRAWLER\""));
    CHECK_THAT(finding(crawler, "dynamic tables of D").what_to_do,
               Contains("GRANT MONITOR ON ALL DYNAMIC TABLES IN DATABASE \"D\""));
    account.object("D", "S", "DYNAMIC").dynamic = true;
    CHECK(crawler.host.check() == OBJSYNC_OK);
    CHECK(finding(crawler, "dynamic tables of D").found == "are visible");
}

TEST_CASE("a check tells how the warehouse stands, and what objects are listed by without one") {
    AccountModel account;
    account.object("D", "S", "T");
    Crawler crawler(account);
    CHECK(crawler.host.check() == OBJSYNC_OK);
    CHECK(finding(crawler, "warehouse").found == "WH is STARTED, and resumes by itself");
    account.warehouse_state = "SUSPENDED";
    account.warehouse_resumes = false;
    CHECK(crawler.host.check() == OBJSYNC_OK);
    CHECK(finding(crawler, "warehouse").severity == OBJSYNC_CHECK_WARNING);
    CHECK_THAT(finding(crawler, "warehouse").what_to_do, Contains("AUTO_RESUME = TRUE"));
    account.warehouse = false;
    CHECK(crawler.host.check() == OBJSYNC_OK);
    CHECK_THAT(finding(crawler, "warehouse").what_to_do,
               Contains("GRANT USAGE ON WAREHOUSE <warehouse> TO ROLE \"CRAWLER\""));
    CHECK_THAT(finding(crawler, "database D").found, Contains("by SHOW only"));
}

TEST_CASE("a check tells of a dead share apart, and grants a share as a whole") {
    AccountModel account;
    account.databases["DEAD"] = {"IMPORTED DATABASE", "PROVIDER.SHARE", 1, {}};
    account.databases["SHARED"] = {"IMPORTED DATABASE", "PROVIDER.OTHER", 1, {}};
    account.faults = {{"SHOW SCHEMAS IN DATABASE \"DEAD\"",
                       {"42501", 3030, "Shared database is no longer available"},
                       0,
                       1}};
    Crawler crawler(account);
    CHECK(crawler.host.check() == OBJSYNC_OK);
    CHECK_THAT(finding(crawler, "database DEAD").found, Contains("no longer available"));
    CHECK(finding(crawler, "database SHARED").what_to_do ==
          "GRANT IMPORTED PRIVILEGES ON DATABASE \"SHARED\" TO ROLE \"CRAWLER\"");
}

TEST_CASE("grants name the role, quoted, and everything that may come later") {
    const Grants grants("data \"crawler\"");
    const std::string all = grants.on_database("D");
    for (const char* part :
         {"GRANT USAGE ON ALL SCHEMAS IN DATABASE \"D\"", "GRANT USAGE ON FUTURE SCHEMAS",
          "GRANT REFERENCES ON ALL TABLES", "GRANT REFERENCES ON FUTURE EXTERNAL TABLES",
          "GRANT REFERENCES ON FUTURE VIEWS", "GRANT MONITOR ON FUTURE DYNAMIC TABLES",
          "TO ROLE \"data \"\"crawler\"\"\""})
        CHECK_THAT(all, Contains(part));
    CHECK_THAT(Grants("").on_warehouse(""), Contains("<warehouse> TO ROLE <role>"));
}
