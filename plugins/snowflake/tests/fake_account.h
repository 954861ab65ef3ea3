// The plugin over the fake Snowflake: an account behind a server, which its ODBC driver reaches
// through unixODBC. The plugin is loaded as the daemon does it.
#pragma once

#include <string>

#include "plugins/snowflake/tests/crawler.h"
#include "tests/snowflake/account/account.h"
#include "tests/snowflake/server/server.h"

namespace objsync::snowflake::over_fake {

using namespace fake_snowflake;

// With the user CRAWLER, its role CRAWL and the warehouse WH.
struct FakeAccount {
    FakeAccount();
    Account account;
    Server server{account};

    // A database where the role may see all that there is and will be, as the README's script
    // grants it.
    void create_open(const std::string& database);
    // One where it sees nothing below schemas.
    void create_closed(const std::string& database);
    void grant_usage(); // ACCOUNT_USAGE can be read, some time after all that was done before
};

struct FakeCrawler : scripted::Crawler {
    explicit FakeCrawler(FakeAccount& fake);
};

} // namespace objsync::snowflake::over_fake
