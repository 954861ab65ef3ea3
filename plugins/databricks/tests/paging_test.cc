// Pages: what ends a listing, and what shows that it is not whole.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

TEST_CASE("a listing of many pages is whole, in whatever order each listing comes") {
    Shop shop;
    shop.tables("sales", 130);
    const Order order = GENERATE(Order::by_name, Order::shuffled);
    shop.settings.set([&](Behaviour& b) { b.order = order; });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").objects.size() == 131);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(shop.asked("schema_name=sales") == 3);
}

TEST_CASE("an empty page with a token does not end a listing") {
    Shop shop;
    shop.tables("sales", 60);
    shop.settings.set([](Behaviour& b) {
        b.empty_page_every = 2;
        b.catalogs_page = b.schemas_page = 1;
    });
    shop.metastore.catalog("other");
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("").names() == std::vector<std::string>{"main", "other"});
    CHECK(c.scope("main").objects.size() == 2);
    CHECK(c.scope("main/sales").objects.size() == 61);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("pages that permissions have emptied do not end a listing") {
    Shop shop;
    shop.tables("sales", 100);
    shop.restrict();
    shop.grant("USE_CATALOG", {"main"});
    shop.grant("USE_SCHEMA", {"main"});
    shop.grant("SELECT", {"main", "sales", "t199"});
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").names() == std::vector<std::string>{"t199"});
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a token that comes back makes the scope partial") {
    Shop shop;
    shop.tables("sales", 200);
    shop.faults.change(
        "schema_name=sales",
        [](Reply& reply) {
            const size_t at = reply.body.find(R"("next_page_token":")");
            if (at != std::string::npos)
                reply.body.replace(at, reply.body.size() - at, R"("next_page_token":"again"})");
        },
        1);
    shop.faults.answer("page_token=again", [] {
        Reply reply;
        reply.body = R"({"tables":[],"next_page_token":"again"})";
        return reply;
    }());
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("token twice"));
    CHECK(shop.asked("page_token=again") == 1);
    CHECK(c.outcome("main/stock") == OBJSYNC_COMPLETE);
}

TEST_CASE("a token that the platform does not take any more makes the scope partial") {
    Shop shop;
    shop.tables("sales", 60);
    shop.faults.replace("schema_name=sales", R"("next_page_token":")", R"("next_page_token":"x)");
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/sales").error.native_code == "INVALID_PARAMETER_VALUE");
}

TEST_CASE("a name that is listed twice makes the scope partial") {
    Shop shop;
    shop.tables("sales", 80);
    shop.settings.set([](Behaviour& b) { b.paging = Paging::by_offset; });
    shop.faults.before("page_token", [&] { shop.metastore.table("main", "sales", "a_new_one"); });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("listed twice"));
}

TEST_CASE("a table that a listing lost between two pages, yet is there, makes the scope partial") {
    Shop shop;
    shop.tables("sales", 80);
    Crawler c(shop);
    c.crawl_and_store();
    c.host.full = GENERATE(false, true); // a full crawl looks as well
    shop.settings.set([](Behaviour& b) { b.paging = Paging::by_offset; });
    shop.faults.before("page_token", [&] { shop.metastore.drop({"main", "sales", "orders"}); });
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("main/sales").error.text,
               Catch::Contains("was not listed, yet it is there"));
}

TEST_CASE("a catalog that is listed twice makes the list of catalogs partial") {
    Shop shop;
    for (const char* name : {"b", "c", "d"})
        shop.metastore.catalog(name);
    shop.settings.set([](Behaviour& b) {
        b.catalogs_page = 2;
        b.paging = Paging::by_offset;
    });
    shop.faults.before("catalogs?include_browse=true&max_results=0&page_token",
                       [&] { shop.metastore.catalog("a"); });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("") == OBJSYNC_PARTIAL);
}

TEST_CASE("an answer that is too large without pages is asked for in small ones") {
    Shop shop;
    shop.tables("sales", 120);
    shop.settings.set([](Behaviour& b) { b.refuse_chosen_size = true; });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").objects.size() == 121);
    CHECK(shop.asked("max_results=50") >= 3);
}

TEST_CASE("a page that is larger than an answer may be is asked for in smaller ones") {
    Shop shop;
    shop.tables("sales", 8);
    for (const char* name : {"t100", "t105"}) {
        shop.metastore.change_table({"main", "sales", name},
                                    [](Table& t) { t.comment = std::string(40 << 20, 'x'); });
    }
    Crawler c(shop);
    c.host.options().integer("concurrency", 1);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").objects.size() == 9);
}

TEST_CASE("an element that cannot be read is never left out in silence") {
    Shop shop;
    const std::string raw = GENERATE(R"({"no_name":1})", "7", R"("t")", "null");
    shop.metastore.table("main", "sales", "bad", [&](Table& t) { t.raw = raw; });
    Crawler c(shop);
    c.crawl();
    CHECK(c.outcome("main/sales") != OBJSYNC_COMPLETE);
    CHECK(c.outcome("main/stock") == OBJSYNC_COMPLETE);
}

TEST_CASE("the pages of a schema come one after the other, those of several at once") {
    Shop shop;
    shop.metastore.generate("main", 40, 100, 2);
    shop.settings.set([](Behaviour& b) { b.concurrent = 3; }); // refuses more
    Crawler c(shop);
    c.host.options().integer("concurrency", 3);
    c.crawl();
    CHECK(c.scope("main").objects.size() == 42);
    CHECK(shop.connections() <= 4);
    for (const auto& path : c.host.scope_paths())
        CHECK(c.outcome(path) == OBJSYNC_COMPLETE);
}
