// What goes wrong with answers, and what it may cost: one scope, nothing else.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

namespace {

const std::string kSales = "schema_name=sales";

void check_stock(const Crawler& c) {
    CHECK(c.outcome("main/stock") == OBJSYNC_COMPLETE);
    CHECK(c.outcome("main") == OBJSYNC_COMPLETE);
    CHECK(c.outcome("") == OBJSYNC_COMPLETE);
}

} // namespace

TEST_CASE("403 on one schema is denied for that schema, and nothing else") {
    Shop shop;
    shop.restrict();
    shop.grant("USE_CATALOG", {"main"});
    shop.grant("USE_SCHEMA", {"main"});
    shop.grant("SELECT", {"main"});
    shop.faults.before(kSales,
                       [&] { // between the list of schemas and this one
                           shop.metastore.revoke(kCrawler, "USE_SCHEMA", {"main"});
                           shop.metastore.grant(kCrawler, "USE_SCHEMA", {"main", "stock"});
                       });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_DENIED);
    CHECK(c.scope("main/sales").error.native_code == "PERMISSION_DENIED");
    check_stock(c);
}

TEST_CASE("one refused catalog costs the others nothing") {
    Shop shop;
    shop.metastore.catalog("other");
    shop.faults.answer("catalog_name=other", Faults::status(403, "PERMISSION_DENIED"));
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("other") == OBJSYNC_DENIED);
    check_stock(c);
}

TEST_CASE("404 on a schema listed a moment ago is failed: raced, not a proof") {
    Shop shop;
    shop.faults.before(kSales, [&] { shop.metastore.drop({"main", "sales"}); });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("raced"));
    check_stock(c);
}

TEST_CASE("404 on a catalog listed a moment ago is failed: raced, not a proof") {
    Shop shop;
    shop.metastore.catalog("other");
    shop.faults.before("schemas?catalog_name=other", [&] { shop.metastore.drop({"other"}); });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("other") == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(c.scope("other").error.text, Catch::Contains("raced"));
    check_stock(c);
}

TEST_CASE("a page that fails after retries makes that scope partial, nothing else") {
    Shop shop;
    shop.tables("sales", 60);
    shop.faults.answer("page_token", Faults::status(500, "INTERNAL_ERROR", "oops"));
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/sales").objects.size() == 50);
    check_stock(c);
    CHECK(shop.asked("page_token") == 3); // a plain 500 is not for ever
}

TEST_CASE("truncated JSON is asked for again, then the scope is partial") {
    Shop shop;
    shop.tables("sales", 60);
    shop.faults.change("page_token",
                       [](Reply& reply) { reply.body.resize(reply.body.size() / 2); });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/sales").objects.size() == 50); // and none of the half page
    check_stock(c);
    CHECK(shop.asked("page_token") == 3);
}

TEST_CASE("JSON that was truncated once is asked for again, and the scope is complete") {
    Shop shop;
    shop.faults.change(
        kSales, [](Reply& reply) { reply.body.pop_back(); }, 1);
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").has("orders"));
}

TEST_CASE("a cut connection is no end of a listing") {
    Shop shop;
    shop.tables("sales", 60);
    shop.faults.cut("page_token", 12);
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/sales").error.error_class == OBJSYNC_UNAVAILABLE);
    check_stock(c);
}

TEST_CASE("a connection that was cut or dropped once is asked again, and the scope is complete") {
    Shop shop;
    if (GENERATE(true, false)) {
        shop.faults.cut(kSales, 5, 1);
    } else {
        Reply dropped;
        dropped.drop = true;
        shop.faults.answer(kSales, dropped, 2);
    }
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").has("orders"));
}

TEST_CASE("bytes that trickle are waited for") {
    Shop shop;
    shop.faults.change(kSales, [](Reply& reply) {
        reply.trickle = 100;
        reply.pause = Millis(1);
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("an answer that never comes is given up as a timeout, and costs its own scope only") {
    Shop shop;
    Reply hanging;
    hanging.hang = true;
    shop.faults.answer(kSales, hanging);
    Crawler c(shop);
    c.host.options().duration_ms("stall_timeout", 1000).duration_ms("retry_for", 1);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_SCOPE_FAILED);
    CHECK(c.scope("main/sales").error.error_class == OBJSYNC_TIMEOUT);
    check_stock(c);
}

TEST_CASE("a login page is told as a wrong network path, and is not denied") {
    Shop shop;
    Reply page = Faults::html();
    page.status = GENERATE(200, 403);
    shop.faults.answer(kSales, page);
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_SCOPE_FAILED);
    CHECK(c.scope("main/sales").error.error_class == OBJSYNC_UNAVAILABLE);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("wrong network path"));
    check_stock(c);
}

TEST_CASE("a redirect is not followed: it leads to a login page") {
    Shop shop;
    Reply redirect;
    redirect.status = 302;
    redirect.headers.emplace_back("Location", shop.url() + "/login?next=/api");
    shop.faults.answer(kSales, redirect);
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(
        c.scope("main/sales").error.text,
        Catch::Contains("a redirect to " + shop.url().substr(7)) && !Catch::Contains("next="));
    CHECK(shop.asked("/login") == 0);
    check_stock(c);
}

TEST_CASE("invalid UTF-8 in a comment is replaced; in a name it makes the scope partial") {
    Shop shop;
    shop.metastore.change_table({"main", "stock", "items"}, [](Table& t) { t.comment = "a\xff"; });
    shop.metastore.table("main", "sales", "b\xff");
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/stock").object("items").comment == "a\xEF\xBF\xBD");
    check_stock(c);
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/sales").names() == std::vector<std::string>{"orders"});
}

TEST_CASE("a column comment of ten megabytes is taken") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.columns[0].comment = std::string(10 << 20, 'x');
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").object("orders").columns->at(0).comment->size() == 10 << 20);
}

TEST_CASE("a cancel in the middle of a listing ends it at once") {
    Shop shop;
    Crawler c(shop);
    c.host.on_object = [&](const auto&, const auto&) { c.host.cancel(); };
    CHECK(c.host.crawl() == OBJSYNC_CANCELLED);
    CHECK(c.host.violations() == std::vector<std::string>{});
}

TEST_CASE("a cancel ends a wait for an answer that does not come") {
    Shop shop;
    Reply hanging;
    hanging.hang = true;
    shop.faults.answer(kSales, hanging);
    Crawler c(shop);
    shop.faults.before(kSales, [&] { c.host.cancel(); });
    CHECK(c.host.crawl() == OBJSYNC_CANCELLED);
    CHECK(c.host.violations() == std::vector<std::string>{});
}

TEST_CASE("connections are kept alive: as many as requests at once, not one per request") {
    Shop shop;
    shop.tables("sales", 200);
    Crawler c(shop);
    c.crawl();
    CHECK(shop.log.total() >= 9);
    CHECK(shop.connections() <= 2);
}

TEST_CASE("what an environment says of proxies is not heeded") {
    Shop shop;
    ::setenv("http_proxy", "http://127.0.0.1:9", 1);
    Crawler c(shop);
    c.crawl();
    ::unsetenv("http_proxy");
    check_stock(c);
}
