// What a crawl lists, and what it makes of it.
#include <catch2/catch.hpp>

#include "plugins/databricks/tests/metastore.h"

using namespace objsync::databricks::testing;

namespace {

constexpr const char* kOrders = R"("table_type":"MANAGED","table_id":"id-1","owner":"ann",
  "comment":"one row per order","data_source_format":"DELTA","created_at":1000,"updated_at":2000,
  "columns":[
    {"name":"day","position":1,"type_text":"date","nullable":false,"partition_index":0},
    {"name":"id","position":0,"type_text":"bigint","comment":"key","mask":{"function_name":"m"}}],
  "properties":{"delta.x":"1"},"row_filter":{"function_name":"main.f.only_mine"},"future":{"x":1})";

struct Shop : Metastore {
    Shop() {
        catalog("main", R"("catalog_type":"MANAGED_CATALOG","owner":"ann","updated_at":7)");
        schema("main", "sales", R"("schema_id":"s-1","updated_at":8)");
        table("main", "sales", "orders", kOrders);
    }
};

} // namespace

TEST_CASE("a table carries what the listing gives") {
    Shop shop;
    Crawler c(shop);
    c.host.options().flag("properties", true);
    c.crawl();
    CHECK(c.host.source().identity == "metastore:meta-1");
    CHECK(c.scope("").object("main").native_type == "MANAGED_CATALOG");
    CHECK(c.scope("main").object("sales").platform_id == "s-1");
    const auto& orders = c.scope("main/sales").object("orders");
    CHECK(orders.kind == "table");
    CHECK(orders.native_type == "MANAGED");
    CHECK(orders.platform_id == "id-1");
    CHECK(orders.owner == "ann");
    CHECK(orders.comment == "one row per order");
    CHECK(orders.created_ms == 1000);
    CHECK(orders.modified_ms == 2000);
    CHECK(orders.stamp == "2000");
    CHECK(orders.attributes.at("format").value == "DELTA");
    CHECK(orders.attributes.at("row_filter").value == "main.f.only_mine");
    CHECK(orders.attributes.at("property.delta.x").value == "1");
    const auto& id = orders.column("id");
    CHECK(id.ordinal == 1);
    CHECK(id.nullable == OBJSYNC_NULLABLE_YES); // absent is true
    CHECK(id.attributes.at("mask").value == "m");
    const auto& day = orders.column("day");
    CHECK(day.ordinal == 2);
    CHECK(day.nullable == OBJSYNC_NULLABLE_NO);
    CHECK(day.attributes.at("partition_index").value == "0");
    CHECK(c.scope("main/sales").filtered_by_permission);
    CHECK_THAT(c.scope("main/sales").basis, Catch::Contains("crawler@example.com"));
}

TEST_CASE("every listing sends max_results and include_browse, every request a User-Agent") {
    Shop shop;
    Crawler c(shop);
    c.crawl();
    for (const char* what : {"catalogs", "schemas", "tables"}) {
        const auto asks = shop.server.asks(kApi + what);
        REQUIRE(asks.size() == 1);
        CHECK(asks[0].query.at("max_results") == "0");
        CHECK(asks[0].query.at("include_browse") == "true");
        CHECK(asks[0].headers.at("user-agent").starts_with("objsync_databricks/"));
    }
}

TEST_CASE("types that nobody knows are kept under their native name") {
    Shop shop;
    shop.table("main", "sales", "h", R"("table_type":"HOLOGRAM")");
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").object("h").kind == "HOLOGRAM");
    CHECK(c.scope("main/sales").object("h").native_type == "HOLOGRAM");
}

TEST_CASE("columns that a foreign table does not show yet are absent, not none") {
    Shop shop;
    shop.table("main", "sales", "far", R"("table_type":"FOREIGN","updated_at":3,"columns":[])");
    Crawler c(shop);
    c.crawl();
    const auto& far = c.scope("main/sales").object("far");
    CHECK(far.kind == "foreign_table");
    CHECK(!far.columns);
    CHECK(far.stamp == "3 no columns"); // so that the next crawl looks again
}

TEST_CASE("what BROWSE alone hides is absent, not empty") {
    Shop shop;
    shop.table("main", "sales", "v",
               R"("table_type":"VIEW","browse_only":true,"view_definition":"","owner":"")");
    shop.table("main", "sales", "w", R"("table_type":"VIEW")");
    Crawler c(shop);
    c.crawl();
    const auto& v = c.scope("main/sales").object("v");
    CHECK(v.attributes.at("browse_only").value == "true");
    CHECK(!v.definition);
    CHECK(!v.owner);
    CHECK(!v.comment);
    CHECK(!v.attributes.contains("format"));
    CHECK(c.scope("main/sales").object("w").comment == ""); // known to be none
}

TEST_CASE("positions that do not tell columns apart are not believed") {
    Shop shop;
    shop.table("main", "sales", "odd",
               R"("columns":[{"name":"a","position":0},{"name":"b","position":0}])");
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").object("odd").column("b").ordinal == 2);
}

TEST_CASE("empty pages with a token do not end a listing, and order does not matter") {
    Shop shop;
    shop.server.on(kApi + "tables", [](const Ask& ask) -> Answer {
        const std::string at = ask.query.contains("page_token") ? ask.query.at("page_token") : "";
        if (at.empty()) return {200, R"({"tables":[],"next_page_token":"two/+="})"};
        if (at == "two/+=") return {200, R"({"tables":[{"name":"z"}],"next_page_token":"3"})"};
        return {200, R"({"tables":[{"name":"a"}]})"};
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").names() == std::vector<std::string>{"a", "z"});
    CHECK(c.scope("main/sales").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a token that comes back makes the scope partial") {
    Shop shop;
    int n = 0;
    shop.server.on(kApi + "tables", [&n](const Ask&) -> Answer {
        return {200, "{\"tables\":[{\"name\":\"t" + std::to_string(n++) +
                         "\"}],\"next_page_token\":\"again\"}"};
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("token twice"));
    CHECK(n == 2);
}

TEST_CASE("a name that is listed twice makes the scope partial") {
    Shop shop;
    shop.server.on(kApi + "tables", [](const Ask& ask) -> Answer {
        if (!ask.query.contains("page_token"))
            return {200, R"({"tables":[{"name":"a"},{"name":"b"}],"next_page_token":"2"})"};
        return {200, R"({"tables":[{"name":"b"}]})"};
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").outcome == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/sales").names() == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a stored table that a listing lost, yet is there, makes the scope partial") {
    Shop shop;
    shop.table("main", "sales", "moved", R"("updated_at":1)");
    shop.server.on(kApi + "tables", [&](const Ask& ask) -> Answer {
        if (ask.path != kApi + "tables")
            return Metastore::one(shop.tables["main.sales"],
                                  ask.path.substr(ask.path.rfind('.') + 1));
        return {200, R"({"tables":[{"name":"orders"}]})"};
    });
    Crawler c(shop);
    c.host.stored_stamps["main/sales"] = {{"moved", "1"}};
    c.crawl();
    CHECK(c.scope("main/sales").outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("main/sales").error.text, Catch::Contains("'moved'"));
}

TEST_CASE("a stored table that is truly gone does not keep the scope from being complete") {
    Shop shop;
    Crawler c(shop);
    c.host.stored_stamps["main/sales"] = {{"old", "1"}};
    c.crawl();
    CHECK(c.scope("main/sales").outcome == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").kept.empty());
    CHECK(c.scope("main/sales").gone.empty()); // a lost grant may look the same
}

TEST_CASE("a stored table that is denied now is kept") {
    Shop shop;
    shop.server.on(kApi + "tables/main.sales.mine", error(403, "PERMISSION_DENIED", "no SELECT"));
    Crawler c(shop);
    c.host.stored_stamps["main/sales"] = {{"mine", "1"}};
    c.crawl();
    CHECK(c.scope("main/sales").kept.contains("mine"));
    CHECK(c.scope("main/sales").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("an answer that is too large without pages is asked for in small ones") {
    Shop shop;
    shop.server.on(kApi + "tables", [](const Ask& ask) -> Answer {
        if (ask.query.at("max_results") == "0")
            return error(400, "INVALID_PARAMETER_VALUE", "result set is too large. #UC-PGRQD");
        return {200, R"({"tables":[{"name":"orders"}]})"};
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").outcome == OBJSYNC_COMPLETE);
    CHECK(c.scope("main/sales").has("orders"));
}

TEST_CASE("unchanged tables are listed without columns, changed ones are fetched") {
    Shop shop;
    shop.table("main", "sales", "old", R"("table_type":"MANAGED","updated_at":5)");
    shop.table("main", "sales", "bare", R"("table_type":"FOREIGN","updated_at":6)");
    shop.server.on(kApi + "tables", [&](const Ask& ask) -> Answer {
        if (ask.path != kApi + "tables")
            return {200, R"({"name":"x","updated_at":2000,"columns":[{"name":"c","position":0}]})"};
        CHECK(ask.query.at("omit_columns") == "true");
        return {200, R"({"tables":[{"name":"orders","updated_at":2000},
                         {"name":"old","updated_at":5},{"name":"bare","updated_at":6}]})"};
    });
    Crawler c(shop);
    c.host.stored_stamps["main/sales"] = {
        {"orders", "1999"}, {"old", "5"}, {"bare", "6 no columns"}};
    c.crawl();
    const auto& sales = c.scope("main/sales");
    CHECK(sales.outcome == OBJSYNC_COMPLETE);
    CHECK(sales.object("orders").columns);
    CHECK(!sales.object("old").columns);
    CHECK(sales.object("old").stamp == "5");
    CHECK(sales.object("bare").columns); // they were not known, whatever the time says
    CHECK(shop.server.asks(kApi + "tables/main.sales.old").empty());
}

TEST_CASE("many changed tables are listed once more instead of fetched one by one") {
    Shop shop;
    shop.page_size = 100;
    for (int i = 0; i < 30; ++i)
        shop.table("main", "sales", "t" + std::to_string(i), R"("updated_at":9)");
    Crawler c(shop);
    c.host.stored_stamps["main/sales"] = {{"t1", "1"}};
    c.crawl();
    CHECK(shop.server.asks(kApi + "tables").size() == 2);
    CHECK(c.scope("main/sales").objects.size() == 31);
    CHECK(c.scope("main/sales").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("system, hive_metastore and information_schema are listed by option only") {
    Shop shop;
    shop.catalog("system");
    shop.catalog("hive_metastore");
    shop.schema("main", "information_schema");
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("").names() == std::vector<std::string>{"main"});
    CHECK(c.scope("main").names() == std::vector<std::string>{"sales"});
    for (const char* option : {"system_catalog", "hive_metastore", "information_schema"})
        c.host.options().flag(option, true);
    c.crawl();
    CHECK(c.scope("").objects.size() == 3);
    CHECK(c.scope("main").objects.size() == 2);
}

TEST_CASE("volumes, functions and models are listed by option, in namespaces of their own") {
    Shop shop;
    shop.server.on(kApi + "volumes", {200, R"({"volumes":[{"name":"orders","volume_id":"v",
                                              "volume_type":"EXTERNAL"}]})"});
    shop.server.on(kApi + "functions", {200, R"({"functions":[{"name":"orders","function_id":"f",
        "full_data_type":"int","input_params":{"parameters":[{"name":"x","position":0}]}}]})"});
    shop.server.on(kApi + "models", {200, R"({"registered_models":[{"name":"orders"}]})"});
    Crawler c(shop);
    for (const char* option : {"volumes", "functions", "models"})
        c.host.options().flag(option, true);
    c.crawl();
    std::set<std::string> kinds;
    for (const auto& object : c.scope("main/sales").objects) {
        CHECK(object.name == "orders");
        kinds.insert(object.kind.value() + ":" + object.name_space.value_or(""));
    }
    CHECK(kinds ==
          std::set<std::string>{"table:", "volume:volume", "function:function", "model:model"});
}

TEST_CASE("a schema that is a target is looked up and listed alone") {
    Shop shop;
    shop.schema("main", "other");
    Crawler c(shop);
    c.host.target({"main", "sales"});
    c.crawl();
    CHECK(c.host.scope_paths() == std::vector<std::string>{"main/sales"});
    CHECK(c.host.answer("main/sales").verdict == OBJSYNC_LOOKUP_OBJECT);
}

TEST_CASE("a lookup never says gone: a lost grant looks the same") {
    Shop shop;
    shop.server.on(kApi + "tables/main.sales.secret", error(403, "PERMISSION_DENIED", "no"));
    Crawler c(shop);
    c.host.target({"main", "sales", "orders"});
    c.host.target({"main", "sales", "none"});
    c.host.target({"main", "sales", "secret"});
    REQUIRE(c.host.lookup() == OBJSYNC_OK);
    CHECK(c.host.answer("main/sales/orders").object->columns->size() == 2);
    CHECK(c.host.answer("main/sales/none").verdict == OBJSYNC_LOOKUP_UNKNOWN);
    CHECK(c.host.answer("main/sales/secret").verdict == OBJSYNC_LOOKUP_DENIED);
}

TEST_CASE("an open server without sign-in and with fewer endpoints is crawled") {
    Shop shop;
    shop.server.on(kApi + "metastore_summary", error(404, "NOT_FOUND", "no such endpoint"));
    Crawler c(shop);
    c.host.options().unset("token");
    c.crawl();
    CHECK(c.host.source().identity == "server:" + shop.server.url());
    CHECK(c.scope("main/sales").outcome == OBJSYNC_COMPLETE);
    for (const auto& ask : shop.server.asks(kApi + "catalogs"))
        CHECK(!ask.headers.contains("authorization"));
}
