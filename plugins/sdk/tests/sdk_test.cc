#include <catch2/catch.hpp>
#include <functional>
#include <stdexcept>
#include <thread>

#include "plugins/sdk/objsync.hpp"
#include "plugins/sdk/testing/test_host.h"

using namespace objsync::sdk;
using objsync::testing::TestHost;
using objsync::testing::Values;

namespace {

constexpr const char* kLevels[] = {"schema", "table"};
constexpr objsync_kind kKinds[] = {container("schema"), source("table")};
constexpr Option kHostFields[] = {Option::text("host", "Name."), Option::secret("token", "Token.")};
constexpr Option kOptions[] = {
    Option::integer("size", "Rows.").fallback("5"),
    Option::duration("wait", "Time.").fallback("2s"),
    Option::flag("deep", "Whether."),
    Option::list("names", "Names."),
    Option::map("extra", "More."),
    Option::records("hosts", kHostFields, "Hosts."),
    Option::secret("password", "Password."),
};
constexpr auto kDescription = describe("scripted", "1", kLevels, kKinds, kOptions);

// A plugin whose crawl is written in the test.
std::function<void(Host&, const Job&)> script;

struct Scripted {
    static const objsync_description& describe() { return kDescription; }
    static void check(Host&, const Job&) {}
    static void crawl(Host& host, const Job& job) { script(host, job); }
};

const Basis kBasis{.text = "test", .filtered_by_permission = false};

// Runs `list` in the connection's own scope.
TestHost& crawl(TestHost& host, std::function<void(Host&, Scope&)> list) {
    script = [list](Host& h, const Job&) {
        h.begin({.identity = "test:1", .levels = {"schema", "table"}});
        h.list({}, kBasis, [&](Scope& scope) { list(h, scope); });
    };
    host.crawl();
    return host;
}

struct Crawled {
    TestHost host{entry<Scripted>()};
    explicit Crawled(std::function<void(Host&, Scope&)> list) { crawl(host, std::move(list)); }
    const objsync::testing::Listing& root() { return host.scope(""); }
};

} // namespace

TEST_CASE("a scope that the author forgets to end is failed") {
    Crawled run([](Host&, Scope& scope) {
        Object object;
        scope.add(object.reset("a", "table"));
    });
    CHECK(run.host.violations().empty());
    CHECK(run.root().outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(run.root().error.error_class == OBJSYNC_BUG);
    CHECK(run.root().error.text == "the plugin left the listing without saying how it ended");
}

TEST_CASE("an error thrown in a listing is its outcome, with class, code, text and retry time") {
    Crawled run([](Host&, Scope&) {
        throw Error(ErrorClass::throttled, "too many requests", "429", std::chrono::seconds(30));
    });
    CHECK(run.root().outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(run.root().error.error_class == OBJSYNC_THROTTLED);
    CHECK(run.root().error.native_code == "429");
    CHECK(run.root().error.text == "too many requests");
    CHECK(run.root().error.retry_after_ms == 30'000);
    CHECK(!run.host.failure());
}

TEST_CASE("an error of class denied ends the scope as denied") {
    Crawled run([](Host&, Scope&) { throw Error(ErrorClass::denied, "no grant"); });
    CHECK(run.root().outcome == OBJSYNC_DENIED);
}

TEST_CASE("a foreign exception ends the scope as a bug of the plugin") {
    Crawled run([](Host&, Scope&) { throw std::runtime_error("index"); });
    CHECK(run.root().outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(run.root().error.error_class == OBJSYNC_BUG);
    CHECK(run.root().error.text == "index");
}

TEST_CASE("an exception that leaves a bare scope fails the scope and the call") {
    TestHost host(entry<Scripted>());
    script = [](Host& h, const Job&) {
        h.begin({.identity = "test:1", .levels = {"table"}});
        Scope scope = h.scope({}, kBasis);
        throw Error(ErrorClass::unavailable, "the connection broke");
    };
    CHECK(host.crawl() == OBJSYNC_FAILED);
    CHECK(host.violations().empty());
    CHECK(host.failure()->text == "the connection broke");
    CHECK(host.scope("").error.text == "an exception left the listing before its end");
}

TEST_CASE("complete with a refused object is partial") {
    Crawled run([](Host&, Scope& scope) {
        Object object;
        scope.add(object.reset("", "table"));
        scope.complete();
    });
    CHECK(run.root().outcome == OBJSYNC_PARTIAL);
}

TEST_CASE("a scope ends once") {
    Crawled run([](Host&, Scope& scope) {
        scope.complete();
        CHECK_THROWS_AS(scope.complete(), Error);
    });
    CHECK(run.host.violations().empty());
    CHECK(run.root().outcome == OBJSYNC_COMPLETE);
}

TEST_CASE("cancelling stops the crawl at the next call and is not swallowed") {
    TestHost host(entry<Scripted>());
    host.on_object = [&](auto&, auto&) { host.cancel(); };
    crawl(host, [](Host&, Scope& scope) {
        Object object;
        for (int i = 0;; ++i)
            scope.add(object.reset(std::to_string(i), "table"));
    });
    CHECK(host.scope("").objects.size() == 1);
    CHECK(host.scope("").outcome == OBJSYNC_SCOPE_FAILED);
    CHECK(host.crawl() == OBJSYNC_CANCELLED);
}

TEST_CASE("what is called on cancel runs beside the plugin") {
    TestHost host(entry<Scripted>());
    std::thread::id caller;
    crawl(host, [&](Host& h, Scope& scope) {
        std::atomic<bool> called{false};
        OnCancel on_cancel(h, [&] {
            caller = std::this_thread::get_id();
            called = true;
            called.notify_all();
        });
        host.cancel();
        called.wait(false);
        scope.fail(Error(ErrorClass::timeout, "stopped"));
    });
    CHECK(caller != std::thread::id());
    CHECK(caller != std::this_thread::get_id());
    CHECK(host.violations().empty());
}

TEST_CASE("a scope the host does not want is false and needs no end") {
    TestHost host(entry<Scripted>());
    host.done.insert("");
    bool listed = false;
    crawl(host, [&](Host&, Scope&) { listed = true; });
    CHECK(!listed);
    CHECK(host.violations().empty());
}

TEST_CASE("absent, empty and present texts are three things") {
    Crawled run([](Host&, Scope& scope) {
        Object object;
        object.reset("a", std::nullopt).comment("").owner("me");
        scope.add(object);
        scope.complete();
    });
    const auto& object = run.root().object("a");
    CHECK(!object.kind);
    CHECK(!object.native_type);
    CHECK(object.comment.value() == "");
    CHECK(object.owner.value() == "me");
}

TEST_CASE("a builder that is used again keeps nothing of the object before") {
    Crawled run([](Host&, Scope& scope) {
        Object object;
        object.reset("a", "table").comment("x").attribute("rows", "5", Changes::are_volatile);
        auto& address = object.column("address").type("struct").comment("y");
        address.field("street").type("text").field("deep").type("int");
        address.attribute("masked", std::nullopt);
        object.tag("pii", "high", "address");
        scope.add(object);
        object.reset("b", "table").column("address");
        scope.add(object);
        scope.add(object.reset("c", "view"));
        scope.add(object.reset("d", "view").has_columns());
        scope.complete();
    });
    CHECK(run.host.violations().empty());
    const auto& a = run.root().object("a");
    CHECK(a.column("address").fields.at(0).fields.at(0).name == "deep");
    CHECK(a.column("address").attributes.contains("masked"));
    CHECK(a.attributes.at("rows").is_volatile);
    CHECK(a.tags->at(0).column.value() == "address");
    const auto& b = run.root().object("b");
    CHECK(!b.comment);
    CHECK(!b.tags);
    CHECK(b.attributes.empty());
    CHECK(!b.column("address").comment);
    CHECK(b.column("address").fields.empty());
    CHECK(!run.root().object("c").columns);
    CHECK(run.root().object("d").columns->empty());
}

TEST_CASE("long texts and thousands of columns keep their bytes") {
    const std::string big(300'000, 'x');
    Crawled run([&](Host&, Scope& scope) {
        Object object;
        object.reset("wide", "table").definition(big);
        for (int i = 1; i <= 5000; ++i)
            object.column("c" + std::to_string(i)).type(big.substr(0, 50));
        scope.add(object);
        scope.complete();
    });
    const auto& wide = run.root().object("wide");
    CHECK(wide.definition->size() == big.size());
    CHECK(wide.column("c5000").ordinal == 5000);
    CHECK(wide.column("c1").type->size() == 50);
}

TEST_CASE("options are read by name and type, with defaults") {
    TestHost host(entry<Scripted>());
    host.options()
        .flag("deep", true)
        .list("names", {"a", "b"})
        .map("extra", {{"k", "v"}})
        .records("hosts",
                 {Values().text("host", "h1").secret("token", "t1"), Values().text("host", "h2")});
    host.secrets["hosts.0.token"] = "t2";
    script = [](Host& h, const Job& job) {
        const Options options = job.options();
        CHECK(options.integer("size") == 5);
        CHECK(options.duration("wait") == std::chrono::seconds(2));
        CHECK(options.flag("deep"));
        CHECK(options.list("names") == std::vector<std::string_view>{"a", "b"});
        CHECK(options.map("extra").at(0).second == "v");
        CHECK(options.records("hosts").at(1).text("host") == "h2");
        CHECK(!options.records("hosts").at(1).text("token"));
        CHECK(!options.text("password"));
        CHECK_THROWS_AS(options.need("password"), Error);
        CHECK(h.secret("hosts.0.token") == "t2");
        h.begin({.identity = "test:1", .levels = {"table"}});
    };
    CHECK(host.crawl() == OBJSYNC_OK);
}

TEST_CASE("markers and stamps of the last listing are handed to the plugin") {
    TestHost host(entry<Scripted>());
    host.stored_markers[""] = "v7";
    host.stored_stamps[""]["a"] = "s1";
    crawl(host, [](Host&, Scope& scope) {
        CHECK(scope.stored_marker() == "v7");
        scope.stored_stamps([](auto name, auto, auto stamp) {
            CHECK(name == "a");
            CHECK(stamp == "s1");
        });
        scope.keep("b", "not sent by the listing");
        scope.gone("c", "404");
        scope.unchanged("v7");
    });
    CHECK(host.violations().empty());
    CHECK(host.scope("").outcome == OBJSYNC_UNCHANGED);
    CHECK(host.scope("").kept.at("b") == "not sent by the listing");
    CHECK(host.scope("").gone.at("c") == "404");
}

TEST_CASE("a facet pass is a listing of its own") {
    TestHost host(entry<Scripted>());
    script = [](Host& h, const Job&) {
        h.begin({.identity = "test:1", .levels = {"schema", "table"}});
        Facet tags = h.facet({"s"}, FacetKind::tags, kBasis);
        Object part;
        part.reset("t", std::nullopt).tag("pii", "low");
        tags.add({"s", "t"}, part);
        tags.complete(1000);
    };
    CHECK(host.crawl() == OBJSYNC_OK);
    CHECK(host.violations().empty());
    const auto& facet = host.facet("s", OBJSYNC_FACET_TAGS);
    CHECK(facet.outcome == OBJSYNC_COMPLETE);
    CHECK(facet.object("s/t").tags->at(0).name == "pii");
}

TEST_CASE("a strict host names what a plugin did wrong") {
    const auto violation_of = [](std::function<void(Host&, Scope&)> list) {
        Crawled run(std::move(list));
        return run.host.violations().empty() ? "" : run.host.violations().front();
    };
    CHECK(violation_of([](Host&, Scope& scope) {
              Object object;
              scope.add(object.reset("a", "table"));
              scope.add(object.reset("a", "table"));
              scope.complete();
          }) == "'a' in '' was listed twice");
    CHECK(violation_of([](Host& h, Scope& scope) {
              h.begin({.identity = "x", .levels = {"table"}});
              scope.complete();
          }) == "begin() was called twice");
    CHECK(violation_of([](Host&, Scope& scope) { scope.unchanged("v1"); }) ==
          "the end of '' is unchanged, but its marker is not the stored one");
    CHECK(violation_of([](Host&, Scope& scope) {
              Object object;
              object.reset("a", "table").column("x").ordinal(0);
              scope.add(object);
              scope.complete();
          }) == "'a' in '': the ordinal of column 'x' is zero or given twice");
    CHECK(violation_of([](Host& h, Scope& scope) {
              h.list({"a", "b"}, kBasis, [](Scope& inner) { inner.complete(); });
              scope.complete();
          }) == "'a/b' is deeper than the levels of begin()");
}
