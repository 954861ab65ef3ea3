// A TestHost that crawls a fake Databricks, without limits and without waiting.
#pragma once

#include <objsync/plugin.h>

#include <catch2/catch.hpp>
#include <string>

#include "plugins/sdk/testing/test_host.h"
#include "tests/databricks/fake.h"

namespace objsync::databricks::testing {

using namespace fake_databricks;
using objsync::testing::Listing;
using objsync::testing::TestHost;
using objsync::testing::Values;

inline const std::string kApi = "/api/2.1/unity-catalog/";

// catalog main > schema sales > table orders, and another schema beside it.
struct Shop : Fake {
    explicit Shop(const WorkspaceOptions& options = {}) : Fake(options) {
        metastore.catalog("main", [](Catalog& c) { c.owner = "ann"; });
        metastore.schema("main", "sales");
        metastore.schema("main", "stock");
        metastore.table("main", "sales", "orders", [](Table& t) {
            t.columns.resize(2);
            t.columns[0].name = "id";
            t.columns[1].name = "day";
        });
        metastore.table("main", "stock", "items");
    }

    // The crawler has lost its office: it sees what it is granted.
    void restrict() { metastore.admin(kCrawler, false); }
    void grant(const std::string& privilege, const fake_databricks::Path& path) {
        metastore.grant(kCrawler, privilege, path);
    }
    void tables(const std::string& schema, int n) {
        for (int i = 0; i < n; ++i)
            metastore.table("main", schema, "t" + std::to_string(100 + i), [](Table& t) {
                t.columns.resize(1);
                t.columns[0].name = "id";
            });
    }
    [[nodiscard]] size_t asked(const std::string& match) const {
        return log.matching(match).size();
    }
};

struct Crawler {
    TestHost host{objsync_plugin_v1()};

    explicit Crawler(const Fake& fake) : Crawler(fake.url()) {}
    explicit Crawler(const std::string& url) {
        host.set("host", url);
        host.options().secret("token", kToken).integer("requests_per_second", 0);
        host.options().integer("concurrency", 2).duration_ms("retry_delay", 1);
    }

    [[nodiscard]] const Listing& scope(const std::string& path) const { return host.scope(path); }
    [[nodiscard]] uint32_t outcome(const std::string& path) const {
        return host.scope(path).outcome;
    }
    // A crawl that breaks no rule of the ABI.
    void crawl(int expected = OBJSYNC_OK) {
        const int answer = host.crawl();
        CAPTURE(host.failure() ? host.failure()->text : "");
        REQUIRE(answer == expected);
        REQUIRE(host.violations() == std::vector<std::string>{});
    }
    // A crawl, after which the next one knows what this one has listed.
    void crawl_and_store() {
        crawl();
        for (const auto& path : host.scope_paths()) {
            auto& stored = host.stored_stamps[path];
            stored.clear();
            for (const auto& object : host.scope(path).objects) {
                const std::string ns = object.name_space.value_or("");
                stored[object.name + (ns.empty() ? "" : ";" + ns)] = object.stamp.value_or("");
            }
        }
    }
    void add_workspace(const std::string& url, const std::string& token = kToken) {
        add_workspaces({url}, token);
    }
    void add_workspaces(const std::vector<std::string>& urls, const std::string& token = kToken) {
        std::vector<Values> more(urls.size());
        for (size_t i = 0; i < urls.size(); ++i)
            more[i].text("host", urls[i]).secret("token", token);
        host.options().records("workspaces", more);
    }
    // No line of the log and no error tells this.
    void check_never_told(const std::string& secret) const {
        for (const auto& line : host.log())
            CHECK_THAT(line, !Catch::Contains(secret));
        if (host.failure()) CHECK_THAT(host.failure()->text, !Catch::Contains(secret));
        for (const auto& path : host.scope_paths())
            CHECK_THAT(host.scope(path).error.text, !Catch::Contains(secret));
        for (const auto& finding : host.findings())
            CHECK_THAT(finding.found + finding.what_to_do, !Catch::Contains(secret));
    }
};

} // namespace objsync::databricks::testing
