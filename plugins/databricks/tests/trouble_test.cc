// What goes wrong, and what it may cost.
#include <catch2/catch.hpp>

#include <atomic>

#include "plugins/databricks/tests/metastore.h"

using namespace objsync::databricks::testing;

namespace {

struct Two : Metastore { // one schema that has trouble, and one that has not
    Two() {
        catalog("main", R"("updated_at":1)");
        schema("main", "bad");
        schema("main", "good");
        table("main", "bad", "a");
        table("main", "bad", "b");
        table("main", "bad", "c");
        table("main", "good", "t");
    }
    // Answers `answer` for the tables of schema "bad", from the given page on.
    void trouble(Answer answer, size_t after_pages = 0) {
        server.on(kApi + "tables", [=, this](const Ask& ask) -> Answer {
            if (ask.path != kApi + "tables") return error(404, "RESOURCE_DOES_NOT_EXIST", "none");
            const auto& items = tables["main." + ask.query.at("schema_name")];
            const bool later = ask.query.contains("page_token");
            if (ask.query.at("schema_name") == "bad" && (after_pages == 0 || later)) return answer;
            return list(ask, "tables", items);
        });
    }
};

void check_good(const Crawler& c) {
    CHECK(c.scope("main/good").outcome == OBJSYNC_COMPLETE);
    CHECK(c.scope("main").outcome == OBJSYNC_COMPLETE);
}

} // namespace

TEST_CASE("403 on one schema is denied for that schema, and nothing else") {
    Two two;
    two.trouble(error(403, "PERMISSION_DENIED", "User does not have USE SCHEMA"));
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_DENIED);
    CHECK(c.scope("main/bad").error.native_code == "PERMISSION_DENIED");
    check_good(c);
}

TEST_CASE("404 on a schema listed a moment ago is failed: raced, not a proof") {
    Two two;
    two.trouble(error(404, "SCHEMA_DOES_NOT_EXIST", "Schema 'main.bad' does not exist"));
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(c.scope("main/bad").error.text, Catch::Contains("raced"));
    check_good(c);
}

TEST_CASE("a page that fails after retries makes that scope partial, nothing else") {
    Two two;
    two.trouble(error(500, "INTERNAL_ERROR", "oops"), 1);
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_PARTIAL);
    CHECK(c.scope("main/bad").names() == std::vector<std::string>{"a", "b"});
    check_good(c);
    CHECK(two.server.asks(kApi + "tables").size() == 1 + 1 + 3); // a plain 500 is not for ever
}

TEST_CASE("truncated JSON is asked for again, then the scope is partial") {
    Two two;
    two.trouble({200, R"({"tables":[{"name":"c"},)"}, 1);
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_PARTIAL);
    check_good(c);
}

TEST_CASE("a cut connection is no end of a listing") {
    Two two;
    two.trouble({200, R"({"tables":[{"name":"c"}]})", "application/json", {}, 12}, 1);
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_PARTIAL);
    check_good(c);
}

TEST_CASE("a connection that was cut once is asked again, and the scope is complete") {
    Two two;
    std::atomic<int> n{0};
    two.server.on(kApi + "tables", [&](const Ask& ask) -> Answer {
        Answer answer = two.list(ask, "tables", two.tables["main." + ask.query.at("schema_name")]);
        if (n++ == 0) answer.cut_after = 5;
        return answer;
    });
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").objects.size() == 3);
    CHECK(c.scope("main/bad").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("a login page is told as a wrong network path, and is not denied") {
    Two two;
    two.trouble({200, "<!doctype html><title>Sign in</title>", "text/html; charset=utf-8"});
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK_THAT(c.scope("main/bad").error.text, Catch::Contains("wrong network path"));
    check_good(c);
}

TEST_CASE("a storm of 429 with Retry-After ends complete") {
    Two two;
    std::atomic<int> refused{0};
    two.server.on(kApi + "tables", [&](const Ask& ask) -> Answer {
        if (refused++ < 6) {
            Answer answer = error(429, "REQUEST_LIMIT_EXCEEDED", "slow down");
            answer.headers = {"Retry-After: 0"};
            return answer;
        }
        return two.list(ask, "tables", two.tables["main." + ask.query.at("schema_name")]);
    });
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/bad").outcome == OBJSYNC_COMPLETE);
    check_good(c);
}

TEST_CASE("throttling for longer than patience is throttled, with what the platform said") {
    Two two;
    Answer answer = error(429, "REQUEST_LIMIT_EXCEEDED", "slow down");
    answer.headers = {"Retry-After: 600"};
    two.trouble(answer);
    Crawler c(two);
    c.host.options().integer("concurrency", 1);
    // The hold of ten minutes is the host's: a cancel ends it at once.
    c.host.on_object = [&](const std::string& scope, const auto&) {
        if (scope == "main/good") c.host.cancel();
    };
    const int end = c.host.crawl();
    CHECK(c.host.violations() == std::vector<std::string>{});
    CHECK(end == OBJSYNC_CANCELLED);
}

TEST_CASE("invalid UTF-8 in a comment is replaced; in a name it makes the scope partial") {
    Two two;
    two.table("main", "good", "t", "\"comment\":\"a\xff\"");
    two.table("main", "bad", "b\xff");
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("main/good").object("t").comment == "a\xEF\xBF\xBD");
    check_good(c);
    CHECK(c.scope("main/bad").outcome == OBJSYNC_PARTIAL);
}

TEST_CASE("one refused catalog costs the others nothing") {
    Two two;
    two.catalog("other");
    two.server.on(kApi + "schemas", [&](const Ask& ask) -> Answer {
        if (ask.query.at("catalog_name") == "other") return error(403, "PERMISSION_DENIED", "no");
        return two.list(ask, "schemas", two.schemas["main"]);
    });
    Crawler c(two);
    c.crawl();
    CHECK(c.scope("other").outcome == OBJSYNC_DENIED);
    CHECK(c.scope("").outcome == OBJSYNC_COMPLETE);
    check_good(c);
}

TEST_CASE("a catalog that is listed no more, and not proved gone, is kept") {
    Two two;
    two.server.on(kApi + "catalogs/bound",
                  error(403, "PERMISSION_DENIED", "not accessible in current workspace"));
    Crawler c(two);
    c.host.stored_stamps[""] = {{"bound", "1"}, {"dropped", "1"}};
    c.crawl();
    CHECK(c.scope("").kept.contains("bound"));
    CHECK(!c.scope("").kept.contains("dropped"));
    CHECK(c.scope("").gone.empty());
    CHECK(c.scope("").outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("workspaces of one metastore: each catalog once, through one that sees it") {
    Two two;
    Metastore west;
    west.catalog("main", R"("browse_only":true)");
    west.catalog("west", R"("isolation_mode":"ISOLATED","updated_at":1)");
    west.schema("west", "s");
    west.server.on(
        kApi + "bindings/catalog/west",
        {200, R"({"bindings":[{"workspace_id":9,"binding_type":"BINDING_TYPE_READ_WRITE"},
                                         {"workspace_id":8}]})"});
    Crawler c(two);
    objsync::testing::Values more;
    more.text("host", west.server.url()).secret("token", "dapi-west-1");
    c.host.options().records("workspaces", {more});
    c.crawl();
    CHECK(c.scope("").names() == std::vector<std::string>{"main", "west"});
    CHECK(c.scope("").object("main").attributes.at("browse_only").value == "false");
    CHECK(c.scope("").object("west").attributes.at("workspace_bindings").value ==
          "8,9:BINDING_TYPE_READ_WRITE");
    CHECK(c.scope("west").names() == std::vector<std::string>{"s"});
    check_good(c);
    CHECK(west.server.asks(kApi + "schemas").size() == 1);
}

TEST_CASE("workspaces of two metastores are refused before anything is listed") {
    Two two;
    Metastore west;
    west.server.on(kApi + "metastore_summary", {200, R"({"metastore_id":"meta-2"})"});
    Crawler c(two);
    objsync::testing::Values more;
    more.text("host", west.server.url());
    c.host.options().records("workspaces", {more});
    c.crawl(OBJSYNC_FAILED);
    CHECK_THAT(c.host.failure()->text, Catch::Contains("meta-1") && Catch::Contains("meta-2"));
    CHECK(c.host.scope_paths().empty());
}

TEST_CASE("a metastore that cannot be read for now is not taken for another source") {
    Two two;
    two.server.on(kApi + "metastore_summary", error(500, "INTERNAL_ERROR", "oops"));
    Crawler c(two);
    c.crawl(OBJSYNC_FAILED);
    CHECK(c.host.failure()->error_class == OBJSYNC_UNAVAILABLE);
}

TEST_CASE("a cancel in the middle of a listing ends it at once") {
    Two two;
    Crawler c(two);
    c.host.on_object = [&](const auto&, const auto&) { c.host.cancel(); };
    CHECK(c.host.crawl() == OBJSYNC_CANCELLED);
    CHECK(c.host.violations() == std::vector<std::string>{});
}

TEST_CASE("connections are kept alive: as many as requests at once, not one per request") {
    Two two;
    Crawler c(two);
    c.crawl();
    CHECK(two.server.connections() <= 3);
}

TEST_CASE("tags come in bulk through a warehouse, over several chunks") {
    Two two;
    two.server.on("/api/2.0/sql/statements/", [](const Ask& ask) -> Answer {
        if (ask.method == "POST") {
            CHECK_THAT(ask.body, Catch::Contains("\"warehouse_id\":\"w-1\"") &&
                                     Catch::Contains("column_tags"));
            return {200, R"({"statement_id":"st","status":{"state":"PENDING"}})"};
        }
        if (ask.path.ends_with("/result/chunks/1"))
            return {200, R"({"data_array":[["main","good","t","c","pii","email"]]})"};
        return {200, R"({"statement_id":"st","status":{"state":"SUCCEEDED"},"manifest":{},
            "result":{"next_chunk_index":1,"data_array":[["main",null,null,null,"tier",""],
                                                         ["main","good","t",null,"pii","yes"]]}})"};
    });
    Crawler c(two);
    c.host.set("warehouse", "w-1");
    c.crawl();
    const auto& pass = c.host.facet("", OBJSYNC_FACET_TAGS);
    CHECK(pass.outcome == OBJSYNC_COMPLETE);
    CHECK(pass.object("main").tags->at(0).name == "tier");
    const auto& tags = *pass.object("main/good/t").tags;
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].value == "yes");
    CHECK(tags[1].column == "c");
}

TEST_CASE("a warehouse that refuses fails the pass over tags, not the crawl") {
    Two two;
    two.server.on("/api/2.0/sql/statements/",
                  {200, R"({"statement_id":"st","status":{"state":"FAILED","error":
                           {"error_code":"BAD","message":"no such warehouse"}}})"});
    Crawler c(two);
    c.host.set("warehouse", "w-1");
    c.crawl();
    CHECK(c.host.facet("", OBJSYNC_FACET_TAGS).outcome == OBJSYNC_SCOPE_FAILED);
    check_good(c);
}

TEST_CASE("a result that was cut off is read in parts, never taken for all tags") {
    Two two;
    two.server.on("/api/2.0/sql/statements/", [](const Ask& ask) -> Answer {
        const std::string head = R"({"statement_id":"s","status":{"state":"SUCCEEDED"},)";
        if (ask.body.find("information_schema.catalogs") != std::string::npos)
            return {200, head + R"("result":{"data_array":[["main"]]}})"};
        if (ask.body.find("\"value\":\"main\"") == std::string::npos)
            return {200, head + R"("manifest":{"truncated":true},
                                   "result":{"data_array":[["main","x","y",null,"a","b"]]}})"};
        return {200, head + R"("result":{"data_array":[["main","good","t",null,"pii","yes"]]}})"};
    });
    Crawler c(two);
    c.host.set("warehouse", "w-1");
    c.crawl();
    CHECK(c.host.facet("", OBJSYNC_FACET_TAGS).names() == std::vector<std::string>{"main/good/t"});
    CHECK(c.host.facet("", OBJSYNC_FACET_TAGS).outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("without a warehouse tags of changed objects are asked for one by one, by option") {
    Two two;
    two.table("main", "good", "t", R"("updated_at":6,"columns":[{"name":"c","position":0}])");
    two.server.on(kApi + "entity-tag-assignments/tables/main.good.t/tags",
                  {200, R"({"tag_assignments":[{"tag_key":"pii","tag_value":"yes"}]})"});
    two.server.on(kApi + "entity-tag-assignments/", {200, "{}"});
    Crawler c(two);
    c.crawl();
    CHECK(!c.scope("main/good").object("t").tags); // cannot tell
    c.host.options().flag("tag_assignments", true);
    c.crawl();
    CHECK(c.scope("main/good").object("t").tags->at(0).name == "pii");
    CHECK(two.server.asks(kApi + "entity-tag-assignments/columns/main.good.t.c/tags").size() == 1);
}

TEST_CASE("check tells what is seen, and what to grant as SQL") {
    Two two;
    two.catalog("odd`name");
    two.server.on(kApi + "schemas", [&](const Ask& ask) -> Answer {
        if (ask.query.at("catalog_name") != "main") return error(403, "PERMISSION_DENIED", "no");
        return two.list(ask, "schemas", two.schemas["main"]);
    });
    Crawler c(two);
    REQUIRE(c.host.check() == OBJSYNC_OK);
    bool told = false;
    for (const auto& finding : c.host.findings()) {
        told |=
            finding.what_to_do == "GRANT BROWSE ON CATALOG `odd``name` TO `crawler@example.com`";
    }
    CHECK(told);
}
