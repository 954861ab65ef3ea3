#include <catch2/catch.hpp>
#include <fstream>

#include "plugins/sdk/testing/temp_dir.h"
#include "plugins/sdk/testing/test_host.h"

using objsync::testing::TempDir;
using objsync::testing::TestHost;

namespace {

struct Folder {
    TempDir dir;
    TestHost host{objsync_plugin_v1()};

    Folder() { host.set("folder", dir.path()); }
    void write(const std::string& name, const std::string& text) {
        std::ofstream(dir.path() + "/" + name) << text;
    }
};

} // namespace

TEST_CASE("every CSV file is a table whose columns are named by the first line") {
    Folder folder;
    folder.write("orders.csv", "id,customer name\r\n1,x\n");
    folder.write("notes.txt", "not a table");

    REQUIRE(folder.host.crawl() == OBJSYNC_OK);
    CHECK(folder.host.violations() == std::vector<std::string>{});
    const auto& scope = folder.host.scope("");
    CHECK(scope.outcome == OBJSYNC_COMPLETE);
    CHECK(scope.names() == std::vector<std::string>{"orders"});
    const auto& columns = scope.object("orders").columns.value();
    REQUIRE(columns.size() == 2);
    CHECK(columns[1].name == "customer name");
    CHECK(columns[1].ordinal == 2);
}

TEST_CASE("what the filter excludes is not listed, and the listing is still complete") {
    Folder folder;
    folder.write("orders.csv", "id\n");
    folder.write("tmp.csv", "id\n");
    folder.host.wanted = [](const std::string& path, bool) { return path != "tmp"; };

    REQUIRE(folder.host.crawl() == OBJSYNC_OK);
    CHECK(folder.host.scope("").names() == std::vector<std::string>{"orders"});
    CHECK(folder.host.scope("").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a folder that is not there fails the crawl and proves nothing") {
    Folder folder;
    folder.host.set("folder", folder.dir.path() + "/missing");

    CHECK(folder.host.crawl() == OBJSYNC_FAILED);
    CHECK(folder.host.violations() == std::vector<std::string>{});
    CHECK(folder.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
    CHECK(folder.host.scope_paths().empty());
}

TEST_CASE("check says that the folder can be listed") {
    Folder folder;
    REQUIRE(folder.host.check() == OBJSYNC_OK);
    CHECK(folder.host.findings().at(0).severity == OBJSYNC_CHECK_OK);
}

TEST_CASE("a cancelled crawl leaves its listing failed") {
    Folder folder;
    folder.write("a.csv", "id\n");
    folder.write("b.csv", "id\n");
    folder.host.on_object = [&](auto&, auto&) { folder.host.cancel(); };

    CHECK(folder.host.crawl() == OBJSYNC_CANCELLED);
    CHECK(folder.host.scope("").outcome == OBJSYNC_SCOPE_FAILED);
}
