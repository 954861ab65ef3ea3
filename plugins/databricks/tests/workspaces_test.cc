// Several workspaces of one metastore, catalogs that are bound to some of them, and open servers.
#include <algorithm>

#include "plugins/databricks/tests/crawler.h"

using namespace objsync::databricks::testing;

namespace {

WorkspaceOptions number(int64_t id) {
    WorkspaceOptions options;
    options.id = id;
    return options;
}

WorkspaceOptions open_server() {
    WorkspaceOptions options;
    options.open_server = true;
    return options;
}

} // namespace

TEST_CASE("each catalog is listed once, through a workspace that sees it, with its bindings") {
    Shop shop;
    const std::string west = shop.add_workspace(number(9));
    shop.metastore.catalog("west", [](Catalog& c) {
        c.isolated = true;
        c.bindings = {{9, "BINDING_TYPE_READ_WRITE"}, {8, "BINDING_TYPE_READ_ONLY"}};
    });
    shop.metastore.schema("west", "s");
    Crawler c(shop);
    c.add_workspace(west);
    c.crawl();
    CHECK(c.scope("").names() == std::vector<std::string>{"main", "west"});
    CHECK(c.scope("").object("west").attributes.at("isolation_mode").value == "ISOLATED");
    CHECK(c.scope("").object("west").attributes.at("workspace_bindings").value ==
          "8:BINDING_TYPE_READ_ONLY,9:BINDING_TYPE_READ_WRITE");
    CHECK(!c.scope("").object("main").attributes.contains("workspace_bindings"));
    CHECK(c.scope("west").names() == std::vector<std::string>{"s"});
    CHECK(shop.asked("schemas?catalog_name=main") == 1);
    CHECK(c.outcome("") == OBJSYNC_COMPLETE);
}

TEST_CASE("bindings that one may not read leave their attribute absent, and nothing else") {
    Shop shop;
    shop.restrict();
    shop.metastore.catalog("team", [](Catalog& c) {
        c.isolated = true;
        c.bindings = {{1, "BINDING_TYPE_READ_WRITE"}};
    });
    shop.grant("BROWSE", {"team"});
    Crawler c(shop);
    c.crawl();
    CHECK(!c.scope("").object("team").attributes.contains("workspace_bindings"));
    CHECK(c.outcome("") == OBJSYNC_COMPLETE);
}

TEST_CASE("a workspace that shows more than BROWSE is preferred, whichever stands first") {
    Shop shop;
    shop.sign_ins.token("dapi-west-1", "west@example.com");
    const std::string west = shop.add_workspace(number(9));
    shop.restrict();
    shop.grant("BROWSE", {"main"});
    for (const char* privilege : {"USE_CATALOG", "USE_SCHEMA", "SELECT"})
        shop.metastore.grant("west@example.com", privilege, {"main"});
    Crawler c(shop);
    c.add_workspace(west, "dapi-west-1");
    c.crawl();
    CHECK(c.scope("").object("main").attributes.at("browse_only").value == "false");
    CHECK(c.scope("main/sales").object("orders").attributes.at("browse_only").value == "false");
    CHECK_THAT(c.scope("main/sales").basis, Catch::Contains("west@example.com"));
    CHECK_THAT(c.scope("main/sales").basis, !Catch::Contains(kCrawler));
}

TEST_CASE("a catalog that all workspaces show by BROWSE only is listed all the same") {
    Shop shop;
    const std::string west = shop.add_workspace(number(9));
    shop.restrict();
    shop.grant("BROWSE", {"main"});
    Crawler c(shop);
    c.add_workspace(west);
    c.crawl();
    CHECK(c.scope("").object("main").attributes.at("browse_only").value == "true");
    CHECK(c.scope("main/sales").has("orders"));
    CHECK(c.outcome("") == OBJSYNC_COMPLETE);
}

TEST_CASE("a catalog that is bound elsewhere now is kept, in a full crawl as well") {
    Shop shop;
    shop.metastore.catalog("team");
    shop.metastore.catalog("ended");
    Crawler c(shop);
    c.crawl_and_store();
    c.host.full = GENERATE(false, true);
    shop.metastore.change_catalog("team", [](Catalog& x) {
        x.isolated = true;
        x.bindings = {{9, ""}};
    });
    shop.metastore.drop({"ended"});
    c.crawl();
    CHECK_THAT(c.scope("").kept.at("team"),
               Catch::Contains("is not accessible in current workspace"));
    CHECK(!c.scope("").kept.contains("ended"));
    CHECK(!c.scope("").kept.contains("")); // nor all of them
    CHECK(c.scope("").gone.empty());
    CHECK(c.outcome("") == OBJSYNC_COMPLETE);
}

TEST_CASE("a catalog is asked for through every workspace before it counts as missing") {
    Shop shop;
    const std::string west = shop.add_workspace(number(9));
    Crawler c(shop);
    c.add_workspace(west);
    c.host.stored_stamps[""] = {{"ended", "1"}};
    c.crawl();
    CHECK(shop.asked("/catalogs/ended") == 2);
    CHECK(c.scope("").kept.empty());
}

TEST_CASE("a catalog whose question fails leaves the list of catalogs partial") {
    Shop shop;
    Crawler c(shop);
    c.host.stored_stamps[""] = {{"ended", "1"}};
    shop.faults.answer("/catalogs/ended", Faults::status(500, "INTERNAL_ERROR"));
    c.crawl();
    CHECK(c.outcome("") == OBJSYNC_PARTIAL);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("one workspace that cannot list catalogs leaves the list partial, the others go on") {
    Shop shop;
    WorkspaceOptions options = number(9);
    options.base_path = "/west";
    const std::string west = shop.add_workspace(options);
    shop.faults.answer("/west/api/2.1/unity-catalog/catalogs?",
                       Faults::status(403, "PERMISSION_DENIED"));
    Crawler c(shop);
    c.add_workspace(west);
    c.crawl();
    CHECK(c.outcome("") == OBJSYNC_PARTIAL);
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
}

TEST_CASE("a workspace that cannot be asked costs what it and later ones show, and nothing else") {
    Shop shop;
    shop.metastore.catalog("east", [](Catalog& x) {
        x.isolated = true;
        x.bindings = {{10, ""}};
    });
    WorkspaceOptions options = number(9);
    options.base_path = "/west";
    const std::string west = shop.add_workspace(options);
    const std::string east = shop.add_workspace(number(10));
    const int status = GENERATE(401, 403, 503);
    shop.faults.answer("/west/api/2.1/unity-catalog/", Faults::status(status, "NO"));
    Crawler c(shop);
    c.host.options().duration_ms("retry_for", 1);
    c.add_workspaces({west, east});
    c.host.stored_stamps[""] = {{"main", "1"}, {"team", "1"}};
    c.crawl();
    CHECK(c.outcome("") == OBJSYNC_PARTIAL);
    CHECK_THAT(c.scope("").error.text, Catch::Contains("listing"));
    CHECK(c.outcome("main/sales") == OBJSYNC_COMPLETE);
    CHECK(!c.scope("").has("east"));
    CHECK(c.scope("").kept.empty());
    CHECK(shop.asked("/catalogs/team") == 0);
    c.host.check();
    CHECK(std::any_of(c.host.findings().begin(), c.host.findings().end(), [](const auto& f) {
        return f.severity == uint32_t{OBJSYNC_CHECK_FAILED} && f.what == "connect" &&
               !f.what_to_do.empty();
    }));
}

TEST_CASE("workspaces of two metastores are refused before anything is listed") {
    Shop shop;
    Fake other;
    other.metastore.identity("meta-2");
    Crawler c(shop);
    c.add_workspace(other.url());
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("meta-1") && Catch::Contains("meta-2"));
    CHECK(c.host.scope_paths().empty());
}

TEST_CASE("a workspace that does not tell its metastore is no second one") {
    Shop shop;
    WorkspaceOptions options = open_server();
    options.knows_metastore = false;
    const std::string open = shop.add_workspace(options);
    Crawler c(shop);
    c.add_workspace(open);
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("not of one metastore"));
}

TEST_CASE("a workspace that is named twice is refused by the option's name") {
    Shop shop;
    Crawler c(shop);
    c.add_workspace(shop.url() + "/");
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("'workspaces.0.host'"));
}

TEST_CASE("a metastore that cannot be read for now is not taken for another source") {
    Shop shop;
    shop.faults.answer("metastore_summary", Faults::status(500, "INTERNAL_ERROR", "oops"));
    Crawler c(shop);
    c.crawl(OBJSYNC_FAILED);
    CHECK(c.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
}

TEST_CASE("who may not read the metastore's summary asks for the workspace's assignment") {
    Shop shop;
    shop.faults.answer("metastore_summary", Faults::status(403, "PERMISSION_DENIED"));
    Crawler c(shop);
    c.crawl();
    CHECK(c.host.source().identity == "metastore:meta-1");
}

TEST_CASE("a workspace without a metastore is told so, and is no empty one") {
    WorkspaceOptions options;
    options.knows_metastore = false;
    Fake fake(options);
    Crawler c(fake);
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("METASTORE_DOES_NOT_EXIST"));
}

TEST_CASE("an open server without sign-in, under a port and a path, is crawled") {
    WorkspaceOptions options = open_server();
    options.base_path = "/uc";
    options.knows_metastore = GENERATE(true, false);
    Shop shop(options);
    shop.tables("sales", 130); // it cuts at 100 what nobody pages
    shop.metastore.volume({"main", "sales", "files"});
    Crawler c(shop);
    c.host.options().unset("token").flag("volumes", true).flag("tag_assignments", true);
    c.crawl();
    CHECK(c.host.source().identity ==
          (options.knows_metastore ? "metastore:meta-1" : "server:" + shop.url()));
    CHECK(c.scope("main/sales").objects.size() == 132);
    for (const auto& path : c.host.scope_paths())
        CHECK(c.outcome(path) == OBJSYNC_COMPLETE);
    CHECK(!c.scope("main/sales").object("orders").tags);
    for (const auto& asked : shop.log.matching(""))
        CHECK(asked.request.header("authorization").empty());
}
