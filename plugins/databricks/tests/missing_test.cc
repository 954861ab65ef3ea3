// Names that are stored and that a listing lacks; and what is asked when nothing changed.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

TEST_CASE("a table that is truly gone does not keep the scope from being complete") {
    Shop shop;
    shop.tables("sales", 3);
    Crawler c(shop);
    c.crawl_and_store();
    c.host.full = GENERATE(false, true);
    shop.metastore.drop({"main", "sales", "t101"});
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").kept.empty());
    CHECK(c.scope("main/sales").gone.empty()); // a lost grant may look the same
    CHECK(shop.asked("/tables/main.sales.t101") == 1);
}

TEST_CASE("a table whose grant is lost is kept, in a full crawl as well") {
    Shop shop;
    shop.tables("sales", 2);
    shop.restrict();
    shop.grant("USE_CATALOG", {"main"});
    shop.grant("USE_SCHEMA", {"main"});
    for (const char* table : {"orders", "t100", "t101"})
        shop.grant("SELECT", {"main", "sales", table});
    Crawler c(shop);
    c.crawl_and_store();
    c.host.full = GENERATE(false, true);
    shop.metastore.revoke(kCrawler, "SELECT", {"main", "sales", "t100"});
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").kept.contains("t100"));
    CHECK(c.scope("main/sales").names() == std::vector<std::string>{"orders", "t101"});
}

TEST_CASE("many lost grants cost few questions, and all that they hid is kept") {
    Shop shop;
    shop.tables("sales", 70);
    shop.restrict();
    shop.grant("USE_CATALOG", {"main"});
    shop.grant("USE_SCHEMA", {"main"});
    shop.grant("SELECT", {"main", "sales"});
    Crawler c(shop);
    c.crawl_and_store();
    shop.metastore.revoke(kCrawler, "SELECT", {"main", "sales"});
    c.crawl();
    CHECK(c.scope("main/sales").kept.size() == 71);
    CHECK(shop.asked("/tables/") == 50);
}

TEST_CASE("a question that cannot be answered makes the scope partial, not complete") {
    Shop shop;
    shop.tables("sales", 2);
    Crawler c(shop);
    c.crawl_and_store();
    shop.metastore.drop({"main", "sales", "t100"});
    shop.faults.answer("/tables/main.sales.t100", Faults::status(500, "INTERNAL_ERROR"));
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
}

TEST_CASE("a schema that was dropped is missing, one that is denied is kept") {
    Shop shop;
    shop.restrict();
    shop.grant("USE_CATALOG", {"main"});
    shop.grant("USE_SCHEMA", {"main", "sales"});
    shop.grant("USE_SCHEMA", {"main", "stock"});
    Crawler c(shop);
    c.crawl_and_store();
    shop.metastore.drop({"main", "sales"});
    shop.metastore.revoke(kCrawler, "USE_SCHEMA", {"main", "stock"});
    c.crawl();
    CHECK(c.outcome("main") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main").kept.contains("stock"));
    CHECK(!c.scope("main").kept.contains("sales"));
}

TEST_CASE("unchanged tables are listed without columns, changed ones are fetched") {
    Shop shop;
    shop.tables("sales", 3);
    Crawler c(shop);
    c.crawl_and_store();
    shop.log.forget();
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) { t.columns.resize(1); });
    shop.metastore.table("main", "sales", "created");
    c.crawl();
    const auto& sales = c.scope("main/sales");
    CHECK(sales.outcome == OBJSYNC_COMPLETE);
    CHECK(sales.object("orders").columns->size() == 1);
    CHECK(sales.has("created"));
    CHECK(!sales.object("t100").columns);
    CHECK(sales.object("t100").stamp); // what is stored holds
    CHECK(shop.asked("/tables?") == shop.asked("omit_columns=true"));
    CHECK(shop.asked("/tables/") == 2);
}

TEST_CASE("a full crawl lists all with columns, whatever is stored") {
    Shop shop;
    Crawler c(shop);
    c.crawl_and_store();
    shop.log.forget();
    c.host.full = true;
    c.crawl();
    CHECK(c.scope("main/sales").object("orders").columns->size() == 2);
    CHECK(shop.asked("omit_columns") == 0);
}

TEST_CASE("a listing and a request for one give the same object, byte for byte") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.comment = "x";
        t.properties = {{"k", "v"}};
        t.row_filter = "f";
    });
    Crawler c(shop);
    c.host.options().flag("properties", true);
    c.crawl();
    const auto listed = c.scope("main/sales").object("orders");
    c.host.stored_stamps["main/sales"] = {{"orders", "old"}};
    c.crawl();
    const auto& fetched = c.scope("main/sales").object("orders");
    CHECK(shop.asked("/tables/main.sales.orders") == 1);
    CHECK(fetched.comment == listed.comment);
    CHECK(fetched.stamp == listed.stamp);
    CHECK(fetched.columns->size() == listed.columns->size());
    REQUIRE(fetched.attributes.size() == listed.attributes.size());
    for (const auto& [name, attribute] : listed.attributes)
        CHECK(fetched.attributes.at(name).value == attribute.value);
}

TEST_CASE("many changed tables are listed once more instead of fetched one by one") {
    Shop shop;
    shop.tables("sales", 30);
    Crawler c(shop);
    c.host.stored_stamps["main/sales"] = {{"t101", "1"}};
    c.crawl();
    CHECK(shop.asked("schema_name=sales") == 2);
    CHECK(shop.asked("/tables/") == 0);
    CHECK(c.scope("main/sales").objects.size() == 31);
    CHECK(c.scope("main/sales").object("t129").comment == "");
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a changed table whose own request fails is taken from a second listing") {
    Shop shop;
    shop.tables("sales", 2);
    Crawler c(shop);
    c.crawl_and_store();
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) { t.columns.resize(1); });
    shop.faults.answer(
        "/tables/main.sales.orders",
        GENERATE(Faults::status(403, "PERMISSION_DENIED"), Faults::status(500, "INTERNAL_ERROR")));
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").object("orders").columns->size() == 1);
}

TEST_CASE("404 on a table that was listed a moment ago is raced, and no proof") {
    Shop shop;
    shop.tables("sales", 2);
    Crawler c(shop);
    c.crawl_and_store();
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) { t.comment = "x"; });
    shop.faults.before("/tables/main.sales.orders", [&] {
        shop.metastore.drop({"main", "sales", "orders"});
    });
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("raced"));
    CHECK(c.scope("main/sales").has("t100"));
}
