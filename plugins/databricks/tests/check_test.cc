// check(): what the principal sees, and what to grant as SQL.
#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

namespace {

bool says(const Crawler& c, const std::string& what, const std::string& text) {
    for (const auto& finding : c.host.findings()) {
        const std::string all = finding.what + ": " + finding.found + " -> " + finding.what_to_do;
        if (finding.what == what && all.find(text) != std::string::npos) return true;
    }
    return false;
}

} // namespace

TEST_CASE("check tells what is seen, and which grant is missing as SQL") {
    Shop shop;
    shop.metastore.catalog("odd`name");
    shop.restrict();
    shop.grant("BROWSE", {"main"});
    // Seen, since one owns it; yet not what it holds.
    shop.metastore.change_catalog("odd`name", [](Catalog& c) { c.owner = kCrawler; });
    shop.faults.answer("catalog_name=odd`name", Faults::status(403, "PERMISSION_DENIED"));
    Crawler c(shop);
    REQUIRE(c.host.check() == OBJSYNC_OK);
    CHECK(says(c, "connect", "as crawler@example.com, sign-in pat"));
    CHECK(says(c, "source identity", "metastore:meta-1"));
    CHECK(says(c, "catalogs", "shows 2, 1 of them by BROWSE only"));
    CHECK(says(c, "catalog odd`name",
               "GRANT BROWSE ON CATALOG `odd``name` TO `crawler@example.com`"));
    CHECK(says(c, "tags", "set 'warehouse'"));
}

TEST_CASE("check without any grant names the first one to give") {
    Shop shop;
    shop.restrict();
    Crawler c(shop);
    REQUIRE(c.host.check() == OBJSYNC_OK);
    CHECK(says(c, "catalogs", "GRANT BROWSE ON CATALOG `<catalog>` TO `crawler@example.com`"));
}

TEST_CASE("check tries the warehouse, and tells the grants that its tags need") {
    Shop shop;
    shop.warehouses.add("w-1");
    shop.metastore.catalog("system");
    shop.metastore.schema("system", "information_schema");
    Crawler c(shop);
    c.host.set("warehouse", "w-1");
    REQUIRE(c.host.check() == OBJSYNC_OK);
    CHECK(says(c, "tags", "warehouse w-1 reads them"));
    shop.restrict();
    shop.grant("BROWSE", {"main"});
    REQUIRE(c.host.check() == OBJSYNC_OK);
    CHECK(says(c, "tags", "INSUFFICIENT_PERMISSIONS"));
    CHECK(says(c, "tags",
               "GRANT USE SCHEMA, SELECT ON SCHEMA system.information_schema TO "
               "`crawler@example.com`;"));
}

TEST_CASE("check of a refused sign-in fails with what to do, and tells no secret") {
    Shop shop;
    shop.sign_ins.revoke(kToken);
    Crawler c(shop);
    REQUIRE(c.host.check() == OBJSYNC_FAILED);
    CHECK(says(c, "connect", "check the sign-in"));
    c.check_never_told(kToken);
}

TEST_CASE("check of a host that does not answer names it and the options to look at") {
    std::string url;
    {
        Fake gone;
        url = gone.url();
    }
    Crawler c(url);
    c.host.options().duration_ms("retry_for", 1);
    REQUIRE(c.host.check() == OBJSYNC_FAILED);
    CHECK(says(c, "connect", url.substr(7)));
    CHECK(says(c, "connect", "check 'host', the network path, 'proxy' and 'ca_file'"));
}
