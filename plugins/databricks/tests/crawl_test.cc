// What a crawl lists, and what it makes of it.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

TEST_CASE("a table carries what the listing gives") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.id = "id-1";
        t.owner = "ann";
        t.comment = "one row per order";
        t.created_at = 1000;
        t.updated_at = 2000;
        t.columns[0].type_text = "bigint";
        t.columns[0].comment = "key";
        t.columns[0].mask = "main.f.mask";
        t.columns[1].nullable = false;
        t.columns[1].partition_index = 0;
        t.properties = {{"delta.x", "1"}};
        t.row_filter = "main.f.only_mine";
        t.extra["future"] = R"({"x":1})";
    });
    Crawler c(shop);
    c.host.options().flag("properties", true);
    c.crawl();
    CHECK(c.host.source().identity == "metastore:meta-1");
    CHECK(c.scope("").object("main").native_type == "MANAGED_CATALOG");
    CHECK(c.scope("").object("main").owner == "ann");
    CHECK(c.scope("main").object("sales").platform_id);
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
    CHECK(orders.attributes.at("browse_only").value == "false");
    const auto& id = orders.column("id");
    CHECK(id.ordinal == 1); // positions are from 0, ordinals from 1
    CHECK(id.type == "bigint");
    CHECK(id.comment == "key");
    CHECK(id.nullable == OBJSYNC_NULLABLE_YES); // absent is true
    CHECK(id.attributes.at("mask").value == "main.f.mask");
    const auto& day = orders.column("day");
    CHECK(day.ordinal == 2);
    CHECK(day.nullable == OBJSYNC_NULLABLE_NO);
    CHECK(day.attributes.at("partition_index").value == "0");
    CHECK(c.scope("main/sales").filtered_by_permission);
    CHECK_THAT(c.scope("main/sales").basis, Catch::Contains(kCrawler));
}

TEST_CASE("properties are not asked for, unless by option") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.properties = {{"delta.x", "1"}};
    });
    Crawler c(shop);
    c.crawl();
    CHECK(!c.scope("main/sales").object("orders").attributes.contains("property.delta.x"));
    CHECK(shop.asked("/tables?") == shop.asked("omit_properties=true"));
}

TEST_CASE("every listing sends max_results and include_browse, every request a User-Agent") {
    Shop shop;
    Crawler c(shop);
    for (const char* option : {"volumes", "functions", "models"})
        c.host.options().flag(option, true);
    c.crawl();
    for (const char* what :
         {"catalogs?", "schemas?", "tables?", "volumes?", "functions?", "models?"}) {
        const auto asked = shop.log.matching(kApi + what);
        REQUIRE(!asked.empty());
        CHECK(*asked[0].request.parameter("max_results") == "0");
        CHECK(*asked[0].request.parameter("include_browse") == "true");
    }
    for (const auto& asked : shop.log.matching("")) {
        CHECK_THAT(asked.request.header("user-agent"),
                   Catch::StartsWith("objsync_databricks/") && Catch::Contains(" os/linux"));
    }
}

TEST_CASE("the kinds of tables are told apart, each keeping its native type") {
    Shop shop;
    const std::map<std::string, std::string> kinds{{"MANAGED", "table"},
                                                   {"MANAGED_SHALLOW_CLONE", "table"},
                                                   {"EXTERNAL", "external_table"},
                                                   {"EXTERNAL_SHALLOW_CLONE", "external_table"},
                                                   {"VIEW", "view"},
                                                   {"MATERIALIZED_VIEW", "materialized_view"},
                                                   {"STREAMING_TABLE", "streaming_table"},
                                                   {"FOREIGN", "foreign_table"},
                                                   {"METRIC_VIEW", "metric_view"},
                                                   {"HOLOGRAM", "HOLOGRAM"}}; // nobody knows it
    for (const auto& [type, kind] : kinds)
        shop.metastore.table("main", "sales", "a_" + type,
                             [&, of = type](Table& t) { t.type = of; });
    Crawler c(shop);
    c.crawl();
    for (const auto& [type, kind] : kinds) {
        CHECK(c.scope("main/sales").object("a_" + type).kind == kind);
        CHECK(c.scope("main/sales").object("a_" + type).native_type == type);
    }
}

TEST_CASE("columns that a foreign table does not show yet are absent, not none") {
    Shop shop;
    shop.metastore.table("main", "sales", "far", [](Table& t) {
        t.type = "FOREIGN";
        t.updated_at = 3;
    });
    Crawler c(shop);
    c.crawl_and_store();
    const auto& far = c.scope("main/sales").object("far");
    CHECK(!far.columns);
    CHECK(far.stamp == "3 no columns");  // so that the next crawl looks again
    shop.metastore.edit([](Tree& tree) { // synchronised, which moves no time
        auto& table = tree.catalogs["main"].schemas["sales"].tables["far"];
        table.columns.resize(1);
        table.columns[0].name = "x";
    });
    c.crawl();
    CHECK(c.scope("main/sales").object("far").columns->size() == 1);
}

TEST_CASE("what BROWSE alone hides is absent, not empty") {
    Shop shop;
    shop.metastore.table("main", "sales", "v", [](Table& t) {
        t.type = "VIEW";
        t.view_definition = "SELECT 1";
        t.format = "";
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").object("v").definition == "SELECT 1");
    CHECK(c.scope("main/sales").object("v").comment == ""); // known to have none
    shop.restrict();
    shop.grant("BROWSE", {"main"});
    c.crawl();
    const auto& v = c.scope("main/sales").object("v");
    CHECK(v.attributes.at("browse_only").value == "true");
    CHECK(!v.definition);
    CHECK(!v.comment);
    CHECK(!v.attributes.contains("format"));
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a wider grant shows more of an object that has not changed") {
    Shop shop;
    shop.restrict();
    shop.grant("BROWSE", {"main"});
    Crawler c(shop);
    c.crawl_and_store();
    shop.metastore.admin(kCrawler);
    c.crawl();
    CHECK(c.scope("main/sales").object("orders").columns); // fetched anew
}

TEST_CASE("positions that do not tell columns apart are not believed") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.extra["columns"] = R"([{"name":"a","position":0},{"name":"b","position":0}])";
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").object("orders").column("b").ordinal == 2);
}

TEST_CASE("columns have the ordinals of their positions, in whatever order they come") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.extra["columns"] = R"([{"name":"b","position":1},{"name":"a","position":0}])";
    });
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("main/sales").object("orders").column("a").ordinal == 1);
    CHECK(c.scope("main/sales").object("orders").column("b").ordinal == 2);
}

TEST_CASE("members of a wrong type are absent, and cost the rest nothing") {
    Shop shop;
    shop.metastore.change_table({"main", "sales", "orders"}, [](Table& t) {
        t.extra["owner"] = "7";
        t.extra["updated_at"] = R"("soon")";
        t.extra["row_filter"] = "[]";
    });
    Crawler c(shop);
    c.crawl();
    CHECK(!c.scope("main/sales").object("orders").owner);
    CHECK(!c.scope("main/sales").object("orders").stamp);
    CHECK(c.scope("main/sales").object("orders").columns->size() == 2);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("system, hive_metastore and information_schema are listed by option only") {
    Shop shop;
    shop.metastore.catalog("system", [](Catalog& c) { c.type = "SYSTEM_CATALOG"; });
    shop.metastore.catalog("__databricks_internal",
                           [](Catalog& c) { c.type = "INTERNAL_CATALOG"; });
    shop.metastore.catalog("hive_metastore");
    shop.metastore.schema("main", "information_schema");
    Crawler c(shop);
    c.crawl();
    CHECK(c.scope("").names() == std::vector<std::string>{"main"});
    CHECK(c.scope("main").names() == std::vector<std::string>{"sales", "stock"});
    for (const char* option : {"system_catalog", "hive_metastore", "information_schema"})
        c.host.options().flag(option, true);
    c.crawl_and_store();
    CHECK(c.scope("").objects.size() == 4);
    CHECK(c.scope("main").objects.size() == 3);
    // Left out again, they are neither asked for nor a reason to doubt the listing.
    for (const char* option : {"system_catalog", "hive_metastore", "information_schema"})
        c.host.options().flag(option, false);
    c.crawl();
    CHECK(c.outcome("") == OBJSYNC_COMPLETE);
    CHECK(c.outcome("main") == OBJSYNC_COMPLETE);
}

TEST_CASE("volumes, functions and models are listed by option, in namespaces of their own") {
    Shop shop;
    shop.metastore.volume({"main", "sales", "orders"}, [](Volume& v) { v.type = "EXTERNAL"; });
    shop.metastore.function({"main", "sales", "orders"}, [](Function& f) {
        f.parameters.resize(1);
        f.parameters[0].name = "x";
    });
    shop.metastore.model({"main", "sales", "orders"});
    Crawler c(shop);
    for (const char* option : {"volumes", "functions", "models"})
        c.host.options().flag(option, true);
    c.crawl_and_store();
    std::map<std::string, const objsync::testing::Object*> by_kind;
    for (const auto& object : c.scope("main/sales").objects)
        by_kind[object.kind.value() + ":" + object.name_space.value_or("")] = &object;
    REQUIRE(by_kind.size() == 4);
    CHECK(by_kind.at("table:")->native_type == "MANAGED");
    CHECK(by_kind.at("volume:volume")->attributes.at("storage_location").value ==
          "s3://bucket/volume");
    CHECK(by_kind.at("function:function")->columns->at(0).name == "x");
    CHECK(by_kind.at("function:function")->attributes.at("returns").value == "int");
    CHECK(by_kind.contains("model:model"));
    // Without the options they are known to be left out.
    for (const char* option : {"volumes", "functions", "models"})
        c.host.options().flag(option, false);
    c.crawl();
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("names of any bytes are kept exactly, and case twins are two objects") {
    Shop shop;
    shop.metastore.catalog("my-catalog");
    shop.metastore.schema("my-catalog", "a b&c");
    for (const char* name : {"Orders", "orders", "ta/ble", "50%+?#"})
        shop.metastore.table("my-catalog", "a b&c", name);
    Crawler c(shop);
    c.crawl_and_store();
    CHECK(c.scope("my-catalog/a b&c").names() ==
          std::vector<std::string>{"50%+?#", "Orders", "orders", "ta/ble"});
    shop.metastore.change_table({"my-catalog", "a b&c", "ta/ble"},
                                [](Table& t) { t.comment = "x"; });
    c.crawl(); // by a request of its own
    CHECK(c.scope("my-catalog/a b&c").object("ta/ble").comment == "x");
    CHECK(shop.asked("/tables/my-catalog.a b&c.ta/ble") == 1);
}

TEST_CASE("a schema that is a target is looked up and listed alone") {
    Shop shop;
    Crawler c(shop);
    c.host.target({"main", "sales"});
    c.crawl();
    CHECK(c.host.scope_paths() == std::vector<std::string>{"main/sales"});
    CHECK(c.host.answer("main/sales").verdict == OBJSYNC_LOOKUP_OBJECT);
    CHECK(shop.asked("schema_name=stock") == 0);
}

TEST_CASE("what the filter leaves out is never listed") {
    Shop shop;
    shop.metastore.catalog("scratch");
    Crawler c(shop);
    c.host.wanted = [](const std::string& path, bool) {
        return path != "scratch" && path != "main/stock" && path != "main/sales/orders";
    };
    c.crawl();
    CHECK(shop.asked("catalog_name=scratch") == 0);
    CHECK(shop.asked("schema_name=stock") == 0);
    CHECK(c.scope("main/sales").objects.empty());
}

TEST_CASE("a lookup never says gone: a lost grant looks the same") {
    Shop shop;
    shop.metastore.table("main", "sales", "secret");
    shop.restrict();
    shop.grant("USE_CATALOG", {"main"});
    shop.grant("USE_SCHEMA", {"main", "sales"});
    shop.grant("SELECT", {"main", "sales", "orders"});
    Crawler c(shop);
    c.host.target({"main", "sales", "orders"});
    c.host.target({"main", "sales", "none"});
    c.host.target({"main", "sales", "secret"});
    REQUIRE(c.host.lookup() == OBJSYNC_OK);
    CHECK(c.host.answer("main/sales/orders").object->columns->size() == 2);
    CHECK(c.host.answer("main/sales/none").verdict == OBJSYNC_LOOKUP_UNKNOWN);
    CHECK(c.host.answer("main/sales/secret").verdict == OBJSYNC_LOOKUP_DENIED);
}
