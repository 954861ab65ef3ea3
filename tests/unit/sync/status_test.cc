// Status: own settings, what is inherited, what is announced.
#include <catch2/catch.hpp>

#include "core/store/outbox.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using store::ActivateNew;
using store::Own;
using store::RunResult;
using sync::FileSettings;
using sync::Inherited;

namespace {

int64_t job_of(Scenario& s) {
    return s.count("SELECT MAX(id) FROM job");
}

void cancel(Scenario& s, int64_t job) {
    s.in_transaction([&] { sync::cancel_job(s.engine().world(), s.cause(), job, ""); });
}

} // namespace

TEST_CASE("effective is the own status unless it inherits, then the parent's") {
    struct Row {
        Own own;
        bool parent, want;
    };
    for (const Row& r : {Row{Own::inherit, false, false}, Row{Own::inherit, true, true},
                         Row{Own::active, false, true}, Row{Own::active, true, true},
                         Row{Own::inactive, false, false}, Row{Own::inactive, true, false}}) {
        CHECK(sync::effective(r.own, ActivateNew::inherit, {r.parent, false}).active == r.want);
        CHECK(sync::effective(r.own, ActivateNew::inherit, {r.parent, true}).activate_new);
    }
    CHECK(sync::effective(Own::inherit, ActivateNew::on, {false, false}).activate_new);
    CHECK_FALSE(sync::effective(Own::inherit, ActivateNew::off, {false, true}).activate_new);
}

TEST_CASE("a new object: wanted is what activate-new says; where it is inherited anyway, inherit") {
    CHECK(sync::own_of_new({.active = false, .activate_new = false}) == Own::inherit);
    CHECK(sync::own_of_new({.active = true, .activate_new = true}) == Own::inherit);
    CHECK(sync::own_of_new({.active = false, .activate_new = true}) == Own::active);
    CHECK(sync::own_of_new({.active = true, .activate_new = false}) == Own::inactive);
}

TEST_CASE("a connection starts inactive, and is crawled all the same") {
    Scenario s;
    CHECK(s.crawl({"s/", "s/t"}) == Told{"added s", "added s/t"});
    CHECK(s.status("s/t") == "inactive");
}

TEST_CASE("a connection's first event tells the status that its configuration gives it") {
    for (const bool active : {false, true}) {
        Scenario s({active, active});
        const Event first = decode_event(store::OutboxReader(s.db()).at(1)->body);
        CHECK(first.type == EventType::added);
        CHECK(first.active == active);
        CHECK(s.count("SELECT COUNT(*) FROM job") == 0); // there is nothing to announce

        s.in_transaction([&] {
            s.engine().unconfigure("c", s.now);
            s.engine().remove_connection("c", s.now);
        });
        s.work();
        s.in_transaction([&] { s.engine().connection("c", "p", {!active, false}, s.now); });
        const Event again = s.events().back();
        CHECK(again.type == EventType::restored);
        CHECK(again.active != active);
    }
}

TEST_CASE("activated follows added, for data sources only") {
    Scenario s({true, true});
    s.work();
    CHECK(s.crawl({"s/", "s/t", "s/q kind=sequence"}) ==
          Told{"added s", "added s/t", "activated s/t", "added s/q"});
}

TEST_CASE("new objects below an inactive connection with activate-new are active by discovery") {
    Scenario s({false, true});
    CHECK(s.crawl({"s/", "s/t", "u"}) ==
          Told{"added s", "added u", "activated u", "added s/t", "activated s/t"});
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own = 1 AND origin = 0") == 2); // s and u
}

TEST_CASE("new objects below an active connection without activate-new are inactive by discovery") {
    Scenario s({true, false});
    s.work();
    CHECK(s.crawl({"s/", "s/t", "u"}) == Told{"added s", "added u", "added s/t"});
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own = 2 AND origin = 0") == 2);
}

TEST_CASE("activate-new is a setting on every container, inherited below") {
    Scenario s;
    s.crawl({"p/", "q/"});
    s.set_activate_new("p", ActivateNew::on);
    s.work();
    CHECK(s.told().empty()); // it changes nothing that is there
    CHECK(s.crawl({"p/", "q/", "p/n/", "p/n/t", "q/t"}) ==
          Told{"added p/n", "added q/t", "added p/n/t", "activated p/n/t"});
    s.set_activate_new("p/n", ActivateNew::off);
    CHECK(s.crawl({"p/", "q/", "p/n/", "p/n/t", "p/n/u", "q/t"}) == Told{"added p/n/u"});
}

TEST_CASE("a user setting a container's status changes all below that inherit") {
    Scenario s;
    s.crawl({"s/", "s/n/", "s/n/t", "s/u", "v"});
    s.set_status("s", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated s/n/t", "activated s/u"});
    s.set_status("s", Own::inherit);
    s.work();
    CHECK(s.told() == Told{"deactivated s/n/t", "deactivated s/u"});
}

TEST_CASE("an active object below an inactive container is legal: ancestors do not gate") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    s.set_status("s", Own::inactive);
    s.set_status("s/t", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated s/t"});
    CHECK(s.crawl({"s/", "s/t"}).empty());
}

TEST_CASE("what a user set lower down stays, with all below it") {
    Scenario s;
    s.crawl({"s/", "s/n/", "s/n/t", "s/u"});
    s.set_status("s/n", Own::active);
    s.set_status("s/u", Own::inactive);
    s.work();
    CHECK(s.told() == Told{"activated s/n/t"});
    s.set_status("s", Own::active);
    s.work();
    CHECK(s.told().empty());
    s.set_status("s", Own::inactive);
    s.work();
    CHECK(s.told().empty());
    CHECK(s.status("s/n/t") == "active");
    CHECK(s.status("s/u") == "inactive");
}

TEST_CASE("a user setting resets what discovery set below to inherit") {
    Scenario s({true, false});
    s.work();
    s.crawl({"s/", "s/t", "u"}); // inactive by discovery
    s.set_status("", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated s/t", "activated u"});
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own <> 0 AND parent <> 0") == 0);
}

TEST_CASE("setting the same value again does the reset too: the way to accept what was found") {
    Scenario s;
    s.crawl({"s/"});
    s.set_status("s", Own::active);
    s.work();
    s.crawl({"s/", "s/t", "s/u"}); // activate-new is off: inactive by discovery
    CHECK(s.status("s/t") == "inactive");
    s.set_status("s", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated s/t", "activated s/u"});
}

TEST_CASE("the announced status changes only with its event; until then it is pending") {
    Scenario s;
    s.crawl({"s/", "s/t", "u"});
    s.told();
    s.set_status("s", Own::active);
    CHECK(s.told().empty());
    CHECK(s.status("s/t") == "active");
    CHECK(s.count("SELECT SUM(announced) FROM object") == 0);
    CHECK(sync::pending(s.engine().world(), s.oid("s/t")));
    CHECK_FALSE(sync::pending(s.engine().world(), s.oid("u")));
    s.work();
    CHECK(s.told() == Told{"activated s/t"});
    CHECK_FALSE(sync::pending(s.engine().world(), s.oid("s/t")));
}

TEST_CASE("a job announces in steps, and crawls come between") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "s/c", "s/d"});
    s.told();
    s.set_status("s", Own::active);
    s.work_once(2);
    s.told();
    Crawl crawl = s.start();
    crawl.lists("", {"s/"});
    crawl.lists("s", {"a owner=x", "b", "c", "d owner=y", "n"});
    // The crawl announces what it touches; nothing is told twice.
    s.told();
    crawl.end();
    s.work(1);
    s.told();
    CHECK(s.count("SELECT SUM(announced) FROM object") == 4);
    CHECK(s.crawl({"s/", "s/a owner=x", "s/b", "s/c", "s/d owner=y", "s/n"}).empty());
}

TEST_CASE("a job goes on after a kill where it stood") {
    Scenario s;
    std::vector<std::string> tree = {"s/"};
    for (int i = 0; i < 20; i++)
        tree.push_back("s/t" + std::to_string(i));
    s.crawl(tree);
    s.set_status("s", Own::active);
    Told told;
    for (bool more = true; more;) {
        more = s.work_once(3);
        s.hold_commits(true);
        s.work_once(3);
        s.kill();
        for (const std::string& line : s.told())
            told.push_back(line);
    }
    CHECK(told.size() == 20);
}

TEST_CASE("jobs of one connection run one after another") {
    Scenario s;
    s.crawl({"p/", "q/", "p/t", "q/t"});
    s.told();
    s.set_status("p", Own::active);
    s.set_status("q", Own::active);
    s.work_once(1);
    s.work_once(100);
    CHECK(s.told() == Told{"activated p/t"});
    s.work();
    CHECK(s.told() == Told{"activated q/t"});
}

TEST_CASE("a setting made again while its job runs makes the earlier job superfluous") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "s/c"});
    s.told();
    s.set_status("s", Own::active);
    s.work_once(2);
    s.set_status("s", Own::inactive);
    s.work();
    s.told();
    CHECK(s.count("SELECT SUM(announced) FROM object") == 0);
    CHECK(s.count("SELECT COUNT(*) FROM job WHERE state IN (1, 2)") == 0);
}

TEST_CASE("cancelling a job restores the setting and announces again") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "s/c"});
    s.told();
    s.set_status("s", Own::active);
    s.work_once(2);
    CHECK(s.told().size() == 2);
    cancel(s, job_of(s));
    s.work();
    CHECK(s.told().size() == 2);
    CHECK(s.count("SELECT SUM(announced) FROM object") == 0);
    CHECK(s.status("s/c") == "inactive");
}

TEST_CASE("cancelling gives back what discovery had set, where the job had reset it") {
    Scenario s({true, false});
    s.work();
    s.crawl({"s/", "s/t", "u"});
    s.set_status("", Own::active);
    s.work();
    CHECK(s.told().size() == 2);
    cancel(s, job_of(s));
    s.work();
    CHECK(s.told() == Told{"deactivated u", "deactivated s/t"});
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE own = 2 AND origin = 0") == 2);
}

TEST_CASE("cancelling a job whose setting was set again since restores nothing") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    s.told();
    s.set_status("s", Own::active);
    const int64_t first = job_of(s);
    s.work();
    s.set_status("s", Own::inactive);
    s.set_status("s", Own::active);
    s.work();
    s.told();
    CHECK_THROWS_WITH(sync::cancel_job(s.engine().world(), s.cause(), first, ""),
                      Catch::Contains("made again since"));
    CHECK(s.status("s/t") == "active");
}

TEST_CASE("an object that is removed while its job waits needs no announcement") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    s.told();
    s.set_status("t", Own::active);
    Crawl crawl = s.start();
    crawl.lists("", {"u", "v"});
    crawl.decide();
    s.work();
    s.told();
    CHECK(s.presence("t") == "unknown");
    CHECK(s.count("SELECT COUNT(*) FROM job WHERE state IN (1, 2)") == 0);
}

TEST_CASE("deactivated precedes removed, children first") {
    Scenario s({true, true});
    s.work();
    s.crawl({"s/", "s/t", "x", "y"});
    CHECK(s.crawl({"x", "y"}) ==
          Told{"deactivated s/t", "removed s/t parent_removed", "removed s dropped"});
}

TEST_CASE("restored as active is followed by activated") {
    Scenario s({true, true});
    s.work();
    s.crawl({"t", "u", "v"});
    s.crawl({"u", "v"});
    CHECK(s.crawl({"t", "u", "v"}) == Told{"restored t", "activated t"});
}

TEST_CASE("a rename into a container of another status announces what follows from it") {
    Scenario s;
    s.crawl({"p/", "q/", "p/t #1", "p/s/ #2", "p/s/u", "p/x", "q/y"});
    s.set_status("q", Own::active);
    s.work();
    s.told();
    CHECK(s.crawl({"p/", "q/", "q/t #1", "q/s/ #2", "q/s/u", "p/x", "q/y"}) ==
          Told{"renamed p/s -> q/s", "renamed p/s/u -> q/s/u", "activated q/s/u",
               "renamed p/t -> q/t", "activated q/t"});
}

TEST_CASE("values of a configuration file apply when first read and whenever they change") {
    Scenario s;
    s.crawl({"t"});
    s.told();
    const auto read = [&](FileSettings settings) {
        s.in_transaction([&] { s.engine().connection("c", "p", settings, s.now); });
        s.work();
        return s.told();
    };
    CHECK(read({false, false}).empty());
    CHECK(read({true, false}) == Told{"activated t"});
    CHECK(read({true, false}).empty());
    s.set_status("", Own::inactive);
    s.work();
    CHECK(s.told() == Told{"deactivated t"});
    // The change by API stands, also over a restart, until the file's value changes.
    CHECK(read({true, false}).empty());
    s.kill();
    CHECK(read({true, false}).empty());
    CHECK(read({false, false}).empty());
    CHECK(read({true, false}) == Told{"activated t"});
}

TEST_CASE("activate-new of a configuration file, too") {
    Scenario s({true, true});
    s.work();
    s.set_activate_new("", ActivateNew::off);
    s.in_transaction([&] { s.engine().connection("c", "p", {true, true}, s.now); });
    CHECK(s.crawl({"t"}) == Told{"added t"});
    s.in_transaction([&] { s.engine().connection("c", "p", {true, false}, s.now); });
    s.in_transaction([&] { s.engine().connection("c", "p", {true, true}, s.now); });
    CHECK(s.crawl({"t", "u"}) == Told{"added u", "activated u"});
}

TEST_CASE("a connection gone from the files is kept, with all it holds") {
    Scenario s;
    s.crawl({"t"});
    s.in_transaction([&] { s.engine().unconfigure("c", s.now); });
    CHECK(s.told().empty());
    s.kill();
    CHECK_FALSE(s.engine().find("c")->configured);
    CHECK(s.presence("t") == "present");
    s.in_transaction([&] { s.engine().connection("c", "p", {}, s.now); });
    CHECK(s.crawl({"t"}).empty());
}

TEST_CASE("presence is separate from status: an inaccessible object can be switched") {
    Scenario s;
    s.crawl({"t", "u"});
    Crawl crawl = s.start();
    crawl.scope("").object("u").keep("t").complete();
    crawl.end();
    s.told();
    s.set_status("t", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated t"});
}
