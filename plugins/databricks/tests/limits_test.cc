// Quotas: what the platform refuses for now is sent again, and more slowly.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

TEST_CASE("a storm of 429 ends complete, with Retry-After and without") {
    Shop shop;
    shop.tables("sales", 120);
    const std::optional<int> after = GENERATE(std::optional<int>(), std::optional<int>(0));
    shop.faults.answer("/tables?", Faults::status(429, "REQUEST_LIMIT_EXCEEDED", "slow", after), 6);
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").objects.size() == 121);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.outcome("main/stock") == OBJSYNC_COMPLETE);
}

TEST_CASE("503, and REQUEST_LIMIT_EXCEEDED under another status, are sent again as well") {
    Shop shop;
    shop.faults.answer("/tables?", Faults::status(503, "TEMPORARILY_UNAVAILABLE"), 2);
    shop.faults.answer("/schemas?", Faults::status(500, "REQUEST_LIMIT_EXCEEDED"), 5);
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main") == OBJSYNC_COMPLETE);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a quota that the platform keeps slows the crawl down and loses nothing") {
    Shop shop;
    shop.metastore.generate("main", 30, 10, 1);
    shop.settings.set([](Behaviour& b) { b.per_second = 20; });
    Crawler c(shop);
    c.host.options().integer("concurrency", 8).duration_ms("retry_delay", 20);
    c.crawl();
    size_t refused = 0;
    for (const auto& one : shop.log.matching(""))
        refused += one.status == 429;
    CHECK(refused > 0);
    for (const auto& path : c.host.scope_paths())
        CHECK(c.outcome(path) == OBJSYNC_COMPLETE);
    CHECK(c.scope("main").objects.size() == 32);
}

TEST_CASE("a limit of requests at once is kept, so that none is refused") {
    Shop shop;
    shop.metastore.generate("main", 12, 60, 1);
    shop.settings.set([](Behaviour& b) {
        b.concurrent = 2;
        b.latency = Millis(2);
    });
    Crawler c(shop);
    c.crawl();
    for (const auto& one : shop.log.matching(""))
        CHECK(one.status == 200);
}

TEST_CASE("Retry-After beyond all patience fails what is left as throttled, at once") {
    Shop shop;
    shop.faults.answer("/tables?", Faults::status(429, "REQUEST_LIMIT_EXCEEDED", "slow down", 600),
                       1);
    Crawler c(shop);
    c.host.options().integer("concurrency", 1).duration_ms("retry_for", 5000);
    c.crawl();
    for (const char* schema : {"main/sales", "main/stock"}) {
        CHECK(c.outcome(schema) == OBJSYNC_SCOPE_FAILED);
        CHECK(c.scope(schema).error.error_class == OBJSYNC_THROTTLED);
        CHECK(c.scope(schema).error.retry_after_ms > 590000); // the daemon lists them then
    }
    CHECK(shop.asked("/tables?") == 1);
    CHECK(c.outcome("main") == OBJSYNC_COMPLETE);
}

TEST_CASE("a cancel ends a wait for the platform's pace") {
    Shop shop;
    shop.faults.answer("schema_name=sales",
                       Faults::status(429, "REQUEST_LIMIT_EXCEEDED", "slow down", 60));
    Crawler c(shop);
    c.host.options().integer("concurrency", 1).duration_ms("retry_for", 3600000);
    c.host.on_object = [&](const std::string& scope, const auto&) {
        if (scope == "main/stock") c.host.cancel();
    };
    shop.faults.before("schema_name=sales", [&] { c.host.cancel(); });
    CHECK(c.host.crawl() == OBJSYNC_CANCELLED);
    CHECK(c.host.violations() == std::vector<std::string>{});
}
