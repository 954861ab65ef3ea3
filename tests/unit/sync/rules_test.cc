// The rules of status as tables, each row told as a story through the engine.
#include <catch2/catch.hpp>

#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using store::ActivateNew;
using store::Origin;
using store::Own;

namespace {

struct Stored {
    Own own;
    Origin origin;
    bool announced;
    bool operator==(const Stored&) const = default;
};

Stored stored(Scenario& s, const std::string& path) {
    const auto row = store::Objects(s.db()).read(s.oid(path));
    return {row->own, row->origin, row->announced};
}

Own own_of(bool active) {
    return active ? Own::active : Own::inactive;
}

// A table "p/o" with this own status of this origin, below a container of this status. Discovery
// gave it where it was found first; a move brought it here.
void make(Scenario& s, Own own, Origin origin, bool parent, ActivateNew activate_new) {
    const bool found = origin == Origin::discovery;
    const bool wanted = own == Own::active;
    s.crawl({"src/", "p/", "x"});
    // Found where it is not what is wanted: an own status; else it inherits.
    s.set_status("src", own_of(found && own != Own::inherit && !wanted));
    s.set_activate_new("src", found && wanted ? ActivateNew::on : ActivateNew::off);
    s.set_status("p", own_of(parent));
    s.set_activate_new("p", activate_new);
    s.work();
    s.crawl({"src/", "p/", "x", "src/o #7"});
    s.crawl({"src/", "p/", "x", "p/o #7"});
    if (!found) s.set_status("p/o", own);
    s.work();
    s.told();
}

const std::vector<ActivateNew> kActivateNew = {ActivateNew::inherit, ActivateNew::on,
                                               ActivateNew::off};

} // namespace

TEST_CASE("what a table is that is there: its own status, else its parent's") {
    struct Row {
        Own own;
        Origin origin;
        bool parent, want;
    };
    const Row table[] = {
        {Own::inherit, Origin::discovery, false, false},
        {Own::inherit, Origin::discovery, true, true},
        {Own::inherit, Origin::user, false, false},
        {Own::inherit, Origin::user, true, true},
        {Own::active, Origin::discovery, false, true},
        {Own::active, Origin::discovery, true, true},
        {Own::active, Origin::user, false, true},
        {Own::active, Origin::user, true, true},
        {Own::inactive, Origin::discovery, false, false},
        {Own::inactive, Origin::discovery, true, false},
        {Own::inactive, Origin::user, false, false},
        {Own::inactive, Origin::user, true, false},
    };
    for (const Row& r : table) {
        for (const ActivateNew activate_new : kActivateNew) {
            INFO("own " << int(r.own) << " origin " << int(r.origin) << " parent " << r.parent
                        << " activate-new " << int(activate_new));
            Scenario s;
            make(s, r.own, r.origin, r.parent, activate_new);
            CHECK(stored(s, "p/o") == Stored{r.own, r.origin, r.want});
        }
    }
}

TEST_CASE("what becomes of a table when its container is set: what a user set stays") {
    struct Row {
        Own own;
        Origin origin;
        Own action;       // on the container
        Own then;         // of the table
        bool want, above; // above: whether the connection is active
    };
    const Row table[] = {
        // It inherits: it becomes what its container is.
        {Own::inherit, Origin::discovery, Own::active, Own::inherit, true, false},
        {Own::inherit, Origin::discovery, Own::inactive, Own::inherit, false, false},
        {Own::inherit, Origin::discovery, Own::inherit, Own::inherit, false, false},
        {Own::inherit, Origin::discovery, Own::inherit, Own::inherit, true, true},
        {Own::inherit, Origin::user, Own::active, Own::inherit, true, false},
        {Own::inherit, Origin::user, Own::inactive, Own::inherit, false, true},
        {Own::inherit, Origin::user, Own::inherit, Own::inherit, true, true},
        // Discovery gave it one: it is reset, and becomes what its container is.
        {Own::active, Origin::discovery, Own::active, Own::inherit, true, false},
        {Own::active, Origin::discovery, Own::inactive, Own::inherit, false, false},
        {Own::active, Origin::discovery, Own::inherit, Own::inherit, false, false},
        {Own::inactive, Origin::discovery, Own::active, Own::inherit, true, false},
        {Own::inactive, Origin::discovery, Own::inactive, Own::inherit, false, true},
        {Own::inactive, Origin::discovery, Own::inherit, Own::inherit, true, true},
        // A user gave it one: it stays.
        {Own::active, Origin::user, Own::active, Own::active, true, false},
        {Own::active, Origin::user, Own::inactive, Own::active, true, false},
        {Own::active, Origin::user, Own::inherit, Own::active, true, false},
        {Own::inactive, Origin::user, Own::active, Own::inactive, false, false},
        {Own::inactive, Origin::user, Own::inactive, Own::inactive, false, true},
        {Own::inactive, Origin::user, Own::inherit, Own::inactive, false, true},
    };
    for (const Row& r : table) {
        for (const bool parent : {false, true}) {
            for (const ActivateNew activate_new : kActivateNew) {
                INFO("own " << int(r.own) << " origin " << int(r.origin) << " parent " << parent
                            << " activate-new " << int(activate_new) << " action " << int(r.action)
                            << " above " << r.above);
                Scenario s({r.above, false});
                s.work();
                make(s, r.own, r.origin, parent, activate_new);
                const bool before = stored(s, "p/o").announced;
                s.set_status("p", r.action);
                s.work();
                CHECK(stored(s, "p/o") == Stored{r.then, r.origin, r.want});
                Told want;
                if (before != r.want) want = {r.want ? "activated p/o" : "deactivated p/o"};
                CHECK(s.told() == want);
            }
        }
    }
}

TEST_CASE("what becomes of a table when it is set itself: what was asked for, by a user") {
    for (const Own own : {Own::inherit, Own::active, Own::inactive}) {
        for (const Origin origin : {Origin::discovery, Origin::user}) {
            for (const bool parent : {false, true}) {
                for (const Own action : {Own::inherit, Own::active, Own::inactive}) {
                    INFO("own " << int(own) << " origin " << int(origin) << " parent " << parent
                                << " action " << int(action));
                    Scenario s;
                    make(s, own, origin, parent, ActivateNew::inherit);
                    s.set_status("p/o", action);
                    s.work();
                    const bool want = action == Own::inherit ? parent : action == Own::active;
                    CHECK(stored(s, "p/o") == Stored{action, Origin::user, want});
                    s.told();
                }
            }
        }
    }
}

TEST_CASE("what a newly found table becomes: what activate-new says, own only where it differs") {
    struct Row {
        bool parent, activate_new;
        Own own;
        bool want;
    };
    for (const Row& r :
         {Row{true, true, Own::inherit, true}, Row{true, false, Own::inactive, false},
          Row{false, true, Own::active, true}, Row{false, false, Own::inherit, false}}) {
        // What its container has itself counts as much as what that inherits.
        for (const bool inherited : {false, true}) {
            INFO("parent " << r.parent << " activate-new " << r.activate_new << " inherited "
                           << inherited);
            Scenario s;
            s.crawl({"p/", "p/q/"});
            const std::string at = inherited ? "p" : "p/q";
            s.set_status(at, own_of(r.parent));
            s.set_activate_new(at, r.activate_new ? ActivateNew::on : ActivateNew::off);
            s.work();
            s.crawl({"p/", "p/q/", "p/q/new"});
            CHECK(stored(s, "p/q/new") == Stored{r.own, Origin::discovery, r.want});
        }
    }
}

TEST_CASE("a table that returns is what it was, whatever is found there now would be") {
    for (const Own own : {Own::inherit, Own::active, Own::inactive}) {
        Scenario s;
        make(s, own, Origin::user, true, ActivateNew::on);
        s.crawl({"src/", "p/", "x"});
        s.crawl({"src/", "p/", "x", "p/o #7"});
        CHECK(stored(s, "p/o") == Stored{own, Origin::user, own != Own::inactive});
        s.told();
    }
}
