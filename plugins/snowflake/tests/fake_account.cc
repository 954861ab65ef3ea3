#include "plugins/snowflake/tests/fake_account.h"

#include <dlfcn.h>

#include <stdexcept>

namespace objsync::snowflake::over_fake {

namespace {

const objsync_plugin* plugin() {
    void* library = dlopen(SNOWFLAKE_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    if (!library) throw std::runtime_error(dlerror());
    return reinterpret_cast<const objsync_plugin* (*)()>(dlsym(library, "objsync_plugin_v1"))();
}

} // namespace

FakeAccount::FakeAccount() {
    account.create_role("CRAWL");
    account.create_warehouse({.name = "WH"});
    account.grant_warehouse("CRAWL", "WH");
    User crawler{.name = "CRAWLER"};
    crawler.roles = {"CRAWL"};
    crawler.default_role = "CRAWL";
    crawler.password = "secret";
    account.create_user(crawler);
}

void FakeAccount::create_closed(const std::string& database) {
    account.create_database(database);
    account.grant("CRAWL", "USAGE", {database});
    account.grant_on_all("CRAWL", "USAGE", "SCHEMAS", {database});
}

void FakeAccount::create_open(const std::string& database) {
    create_closed(database);
    for (const char* kind : {"TABLES", "VIEWS", "MATERIALIZED VIEWS", "EXTERNAL TABLES",
                             "EVENT TABLES", "ICEBERG TABLES"})
        account.grant_on_all("CRAWL", "REFERENCES", kind, {database});
    account.grant_on_all("CRAWL", "MONITOR", "DYNAMIC TABLES", {database});
}

void FakeAccount::grant_usage() {
    account.grant("CRAWL", "IMPORTED PRIVILEGES", {"SNOWFLAKE"});
    account.advance(std::chrono::hours(4));
}

FakeCrawler::FakeCrawler(FakeAccount& fake) : Crawler(plugin()) {
    host.set("server", "127.0.0.1");
    host.options().integer("port", fake.server.port());
    host.set("account", "xy12345");
    host.set("user", "CRAWLER");
    host.set("warehouse", "WH");
    host.set("driver", FAKE_SNOWFLAKE_DRIVER);
    host.options().secret("password", "secret");
    host.options().map("driver_options", {{"PROTOCOL", "http"}});
}

} // namespace objsync::snowflake::over_fake
