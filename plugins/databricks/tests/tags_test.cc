// Tags: in bulk through a warehouse, by single requests, or absent.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

namespace {

struct Tagged : Shop {
    Tagged() {
        warehouses.add("w-1");
        metastore.tag({"main"}, "tier", "");
        metastore.tag({"main", "sales"}, "team", "shop");
        metastore.tag({"main", "sales", "orders"}, "pii", "yes");
        metastore.tag({"main", "sales", "orders", "id"}, "pii", "key");
    }
};

struct Reader : Crawler {
    explicit Reader(const Fake& fake) : Crawler(fake) { host.set("warehouse", "w-1"); }
    [[nodiscard]] const Listing& pass(const std::string& catalog) const {
        return host.facet(catalog, OBJSYNC_FACET_TAGS);
    }
};

} // namespace

TEST_CASE("tags come in bulk through a warehouse, over polls and chunks") {
    Tagged shop;
    shop.warehouses.change("w-1", [](Warehouse& w) {
        w.polls_until_done = 2;
        w.rows_of_chunk = 1;
    });
    Reader c(shop);
    c.crawl();
    const auto& pass = c.pass("main");
    CHECK(pass.outcome == OBJSYNC_COMPLETE);
    CHECK(pass.names() == std::vector<std::string>{"main", "main/sales", "main/sales/orders"});
    CHECK(pass.object("main").tags->at(0).name == "tier");
    CHECK(pass.object("main").tags->at(0).value == "");
    CHECK(pass.object("main/sales").tags->at(0).value == "shop");
    const auto& tags = *pass.object("main/sales/orders").tags;
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].value == "yes");
    CHECK(!tags[0].column);
    CHECK(tags[1].column == "id");
    CHECK(!c.scope("main/sales").object("orders").tags); // the listing knows nothing of them
    CHECK(shop.asked("POST /api/2.0/sql/statements/") == 1);
}

TEST_CASE("a catalog without tags has a pass that says so, of itself as well") {
    Tagged shop;
    shop.metastore.catalog("plain");
    Reader c(shop);
    c.crawl();
    CHECK(c.pass("plain").outcome == OBJSYNC_COMPLETE);
    CHECK(c.pass("plain").object("plain").tags->empty());
}

TEST_CASE("many catalogs are read by one statement") {
    Tagged shop;
    for (int i = 0; i < 12; ++i)
        shop.metastore.catalog("c" + std::to_string(i));
    shop.metastore.tag({"c5"}, "k", "v");
    Reader c(shop);
    c.crawl();
    CHECK(shop.asked("POST /api/2.0/sql/statements/") == 1);
    CHECK(c.pass("c5").object("c5").tags->size() == 1);
    CHECK(c.pass("c6").outcome == OBJSYNC_COMPLETE);
    CHECK(c.pass("main").objects.size() == 3);
}

TEST_CASE("a warehouse speaks of the catalogs that its workspace shows, and of no others") {
    Tagged shop;
    WorkspaceOptions options;
    options.id = 9;
    const std::string west = shop.add_workspace(options);
    shop.metastore.catalog("west", [](Catalog& x) {
        x.isolated = true;
        x.bindings = {{9, ""}};
    });
    shop.metastore.tag({"west"}, "pii", "yes");
    Reader c(shop);
    c.add_workspace(west);
    c.crawl();
    CHECK(c.pass("main").outcome == OBJSYNC_COMPLETE);
    CHECK_THROWS_AS(c.pass("west"), std::out_of_range); // its tags stay what they are
    Values more;
    more.text("host", west).secret("token", kToken).text("warehouse", "w-1");
    c.host.options().records("workspaces", {more});
    c.crawl();
    CHECK(c.pass("west").object("west").tags->size() == 1);
}

TEST_CASE("a warehouse that refuses fails the pass over tags, not the crawl") {
    Tagged shop;
    shop.warehouses.change("w-1", [](Warehouse& w) { w.users = {"someone@example.com"}; });
    Reader c(shop);
    c.crawl();
    CHECK(c.pass("main").outcome == OBJSYNC_DENIED);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a statement that fails on its way fails its pass, and tells nothing as gone") {
    Tagged shop;
    shop.warehouses.change("w-1", [](Warehouse& w) { w.rows_of_chunk = 2; });
    shop.faults.answer("/result/chunks/1", Faults::status(500, "INTERNAL_ERROR"));
    Reader c(shop);
    c.crawl();
    CHECK(c.pass("main").outcome == OBJSYNC_SCOPE_FAILED);
}

TEST_CASE("a result that is not whole fails its pass, and takes no tag away") {
    const std::string part = GENERATE(
        R"("manifest":{})", R"("result":{"external_links":[]},"manifest":{"total_row_count":2})",
        R"("result":{"data_array":[]},"manifest":{"total_row_count":2})",
        R"("result":{"data_array":[["main"]]})",
        R"("result":{"data_array":[["main",null,null,null,7,"x"]]})",
        R"("result":{"data_array":[],"next_chunk_index":0})", R"("result":{"data_array":null})");
    INFO(part);
    Tagged shop;
    Reader c(shop);
    shop.faults.change("/statements", [&](Reply& reply) {
        reply.body = R"({"statement_id":"s","status":{"state":"SUCCEEDED"},)" + part + "}";
    });
    c.crawl();
    CHECK(c.pass("main").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a result that is too large for one answer is read in parts, down to schemas") {
    Tagged shop;
    shop.metastore.tag({"main", "stock", "items"}, "long", std::string(300, 'x'));
    shop.warehouses.change("w-1", [](Warehouse& w) { w.inline_most = 400; });
    Reader c(shop);
    c.crawl();
    CHECK(c.pass("main").outcome == OBJSYNC_COMPLETE);
    CHECK(c.pass("main").names() ==
          std::vector<std::string>{"main", "main/sales", "main/sales/orders", "main/stock/items"});
    shop.warehouses.change("w-1", [](Warehouse& w) { w.inline_most = 100; });
    c.crawl();
    CHECK(c.pass("main").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(c.pass("main").error.text, Catch::Contains("25 MiB"));
}

TEST_CASE("a schema that is a target has a pass of its own") {
    Tagged shop;
    shop.metastore.tag({"main", "stock", "items"}, "k", "v");
    Reader c(shop);
    c.host.target({"main", "sales"});
    c.crawl();
    const auto& pass = c.host.facet("main/sales", OBJSYNC_FACET_TAGS);
    CHECK(pass.names() == std::vector<std::string>{"main/sales", "main/sales/orders"});
}

TEST_CASE("without a warehouse tags are absent, unless they are asked for one by one") {
    Tagged shop;
    Crawler c(shop);
    c.crawl();
    CHECK(!c.scope("main/sales").object("orders").tags); // cannot tell
    CHECK(!c.scope("").object("main").tags);
    CHECK(shop.asked("entity-tag-assignments") == 0);
    c.host.options().flag("tag_assignments", true);
    c.crawl();
    CHECK(c.scope("").object("main").tags->at(0).name == "tier");
    CHECK(c.scope("main").object("sales").tags->at(0).value == "shop");
    CHECK(c.scope("main").object("stock").tags->empty());
    const auto& tags = *c.scope("main/sales").object("orders").tags;
    REQUIRE(tags.size() == 2);
    CHECK(tags[1].column == "id");
}

TEST_CASE("single requests for tags are sent for objects that changed, and no others") {
    Tagged shop;
    Crawler c(shop);
    c.host.options().flag("tag_assignments", true);
    c.crawl_and_store();
    shop.log.forget();
    shop.metastore.change_table({"main", "stock", "items"}, [](Table& t) { t.comment = "x"; });
    c.crawl();
    CHECK(shop.asked("entity-tag-assignments") == 1);
    CHECK(shop.asked("entity-tag-assignments/tables/main.stock.items/tags") == 1);
    CHECK(!c.scope("main/sales").object("orders").tags); // those stored hold
}

TEST_CASE("tags of one entity come in pages, all or none") {
    Tagged shop;
    shop.metastore.tag({"main", "sales", "orders"}, "z", "1");
    shop.settings.set([](Behaviour& b) { b.tags_page = 1; });
    Crawler c(shop);
    c.host.options().flag("tag_assignments", true);
    c.crawl();
    CHECK(c.scope("main/sales").object("orders").tags->size() == 3);
    shop.faults.answer("entity-tag-assignments/columns", Faults::status(500, "INTERNAL_ERROR"));
    c.crawl();
    const auto& orders = c.scope("main/sales").object("orders");
    CHECK(!orders.tags);
    CHECK_THAT(orders.stamp.value(), Catch::EndsWith(" no tags")); // asked for again next time
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("tags that the platform does not show cost nothing but themselves") {
    Tagged shop;
    shop.faults.answer("entity-tag-assignments/tables/main.sales.orders",
                       Faults::status(403, "PERMISSION_DENIED"));
    Crawler c(shop);
    c.host.options().flag("tag_assignments", true);
    c.crawl();
    CHECK(!c.scope("main/sales").object("orders").tags);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}
