"""POST /data/object/search with filters, and objsyncctl search, over what a running daemon crawls."""

import unittest
from datetime import datetime, timedelta, timezone

from registry import RegistryTest


def tables(*names, **fields):
    return [(name, "table", fields) for name in names]


class Search(RegistryTest):
    def setUp(self):
        super().setUp()
        self.write_source()
        self.start()
        self.register_crawled()

    def write_source(self, *more, orders="orders", sales=("north", "south")):
        script = self.script().scope("/", "main", "archive")
        script.scope("/main", (orders, "table", {"tag": ["pii:high", "id@geo:eu"], "col": "id:int"}),
                     ("orders_2025", "view", {}), ("people", "table", {"tag": ["pii:low"]}),
                     ("100%*/x", "table", {}), ("sales", "schema", {}), *more)
        script.scope("/main/sales", *tables(*sales, tag=["pii:high"]))
        script.scope("/archive", *tables("orders", "old_orders"))
        script.write()

    def search(self, path="", token=None, **body):
        """The paths that all pages together give."""
        found, cursor = [], None
        while True:
            page = self.ok("POST", f"/data/object/search/{path}",
                           {**body, **({"cursor": cursor} if cursor else {})}, token)
            found += ["/".join(o["objectPath"]) for o in page["objects"]]
            cursor = page["cursor"]
            if cursor is None:
                return found

    def check(self, wanted, path="", **body):
        self.assertEqual(sorted(self.search(path, **body)), sorted(wanted))
        self.assertEqual(sorted(self.search(path, limit=1, **body)), sorted(wanted))

    def test_names_are_found_by_prefix_suffix_and_any_part(self):
        self.check(["shop/main/orders", "shop/archive/orders"], name="orders")
        self.check(["shop/main/orders", "shop/archive/orders", "shop/main/orders_2025"],
                   name="orders*")
        self.check(["shop/main/orders", "shop/archive/orders", "shop/archive/old_orders"],
                   name="*orders")
        self.check(["shop/main/orders_2025"], name="o*_*25")
        self.check(["shop/main/100%25*%2Fx"], name="*%2A%2F*")
        self.check([], name="ORDERS")
        self.check(["shop"], name="shop")

    def test_a_path_and_a_depth_say_where_to_look(self):
        self.check(["shop/archive/orders", "shop/archive/old_orders"], "shop/archive", name="*o*")
        self.check(["shop/main/sales/north", "shop/main/sales/south"], "shop/main/sales", name="*")
        self.check(["shop/main", "shop/archive"], "shop", name="*", depth=1)
        self.check(["shop/main/sales"], "shop", kind="schema", name="s*", depth=2)
        self.check([], "shop/main/people", name="*")

    def test_kinds_states_and_presence_are_told_apart(self):
        self.check(["shop/main/orders_2025"], kind="view")
        self.check(["shop"], kind="connection")
        self.set_and_wait("shop/archive", isActive=True)
        self.check(["shop/archive", "shop/archive/orders", "shop/archive/old_orders"],
                   state="active")
        self.assertNotIn("shop/archive/orders", self.search(state="inactive"))
        self.assertEqual(self.search("shop/archive", state="inactive"), [])
        self.write_source(sales=("north",))
        self.crawl("shop")
        self.post("/removals/approve", {"path": "shop"})
        self.wait_until(lambda: self.search(presence="removed"), "the removal")
        self.check(["shop/main/sales/south"], presence="removed")
        self.check(["shop/main/sales/south"], "shop/main", name="so*", removed=True)
        self.check([], name="so*")
        self.assertIn("shop/main/sales/north", self.search(presence="present"))

    def test_tags_of_the_platform_of_columns_and_of_people_are_found(self):
        self.check(["shop/main/orders", "shop/main/people", "shop/main/sales/north",
                    "shop/main/sales/south"], tag="pii")
        self.check(["shop/main/people"], tag="pii=low")
        self.check(["shop/main/orders"], tag="geo=eu")
        self.ok("PUT", "/data/tags/shop/archive/orders", {"localTags": {"pii": "low", "owner": "ann"}})
        self.check(["shop/main/people", "shop/archive/orders"], tag="pii=low")
        self.check(["shop/archive/orders"], tag="owner")
        self.ok("PUT", "/data/tags/shop/archive/orders", {"localTags": {"pii": None}})
        self.check(["shop/main/people"], tag="pii=low")
        # An object with a tag of each sort is found once.
        self.ok("PUT", "/data/tags/shop/main/people", {"localTags": {"pii": "zz"}})
        self.check(["shop/main/people"], name="people", tag="pii")

    def test_what_changed_since_a_time_comes_by_when_it_changed(self):
        before = datetime.now(timezone.utc)
        self.wait_until(lambda: datetime.now(timezone.utc) > before + timedelta(milliseconds=5),
                        "the clock")
        self.check([], changedSince=datetime.now(timezone.utc).isoformat())
        self.ok("PUT", "/data/tags/shop/main/people", {"localTags": {"seen": ""}})
        since = before.astimezone(timezone(timedelta(hours=5))).isoformat()
        self.wait_until(lambda: self.search(changedSince=since), "the change")
        changed = self.search(changedSince=since)
        self.assertEqual(changed, ["shop/main/people"])
        self.ok("PUT", "/data/tags/shop/archive/orders", {"localTags": {"seen": ""}})
        self.check(["shop/main/people", "shop/archive/orders"], changedSince=since)
        self.check(["shop/archive/orders"], changedSince=since, name="o*", kind="table")
        self.assertEqual(len(self.search(changedSince="2020-01-01T00:00:00Z")), 12)
        seen = self.object("shop/main/people")["changedAt"]
        self.assertGreater(datetime.fromisoformat(seen.replace("Z", "+00:00")), before)

    def test_filters_hold_together(self):
        self.check(["shop/main/orders"], tag="pii=high", name="*r*r*", kind="table")
        self.check(["shop/main/sales/north"], "shop/main", tag="pii", name="n*")
        self.check([], tag="pii", kind="view")
        self.check(["shop/main/sales/north", "shop/main/sales/south"], "shop", tag="pii=high",
                   state="inactive", presence="present", depth=3, name="*o*th",
                   changedSince="2020-01-01T00:00:00+02:00")

    def test_a_rename_and_a_restart_are_in_the_index(self):
        self.write_source(("fresh", "table", {"tag": ["pii:none"]}))
        self.crawl("shop")
        self.check(["shop/main/fresh"], tag="pii=none")
        self.kill()
        self.start()
        self.wait_idle()
        self.check(["shop/main/fresh"], name="fr*")
        self.write_source(("fresh", "table", {"tag": ["pii:some"]}))
        self.crawl("shop")
        self.check([], tag="pii=none")
        self.check(["shop/main/fresh"], tag="pii=some")

    def test_pages_give_what_is_there_all_along_once_while_a_crawl_adds(self):
        many = [f"many_{i:03}" for i in range(300)]
        self.write_source(sales=many)
        self.crawl("shop")
        found, cursor, added = [], None, 0
        while True:
            page = self.post("/data/object/search/shop",
                             {"name": "many*", "limit": 40, **({"cursor": cursor} if cursor else {})})
            found += ["/".join(o["objectPath"]) for o in page["objects"]]
            cursor = page["cursor"]
            if cursor is None:
                break
            added += 1
            self.write_source(sales=many + [f"many_new_{i}" for i in range(added)])
            self.crawl("shop")
        self.assertEqual(len(found), len(set(found)))
        self.assertLessEqual({f"shop/main/sales/{name}" for name in many}, set(found))

    def test_nobody_finds_what_it_may_not_read(self):
        ann, nobody = self.token("ann"), self.token("nobody")
        self.set("shop/main/sales", 200, dataOwners=["ann"])
        self.set("shop/archive/orders", 200, dataOwners=["ann"])
        everything = ["shop/archive/orders", "shop/main/sales", "shop/main/sales/north",
                      "shop/main/sales/south"]
        for limit in (1, 100):
            self.assertEqual(sorted(self.search(token=ann, name="*", limit=limit)), everything)
        self.assertEqual(sorted(self.search(token=ann, tag="pii")), everything[2:])
        self.assertEqual(self.search(token=ann, name="people"), [])
        self.assertEqual(self.search("shop/main/sales", ann, name="n*"), ["shop/main/sales/north"])
        self.refused(404, "POST", "/data/object/search/shop/main", {"name": "*"}, ann)
        self.refused(404, "POST", "/data/object/search/shop/main", {"name": "*"}, nobody)
        self.assertEqual(self.search(token=nobody, changedSince="2020-01-01T00:00:00Z"), [])
        # A cursor leads nobody to where it may not look.
        page = self.post("/data/object/search/", {"name": "*", "limit": 2})
        answer = self.ok("POST", "/data/object/search/", {"name": "*", "cursor": page["cursor"]}, ann)
        self.assertLessEqual({"/".join(o["objectPath"]) for o in answer["objects"]}, set(everything))

    def test_bad_input_is_a_problem_that_says_what_would_be_right(self):
        for body, text in [
                ({"name": ""}, "is empty"), ({"name": 1}, "must be a text"),
                ({"name": "a%2"}, "hex digits"), ({"name": "%00"}, "NUL"),
                ({"kind": ""}, "is empty"), ({"state": "on"}, "active or inactive"),
                ({"presence": "gone"}, "present, held, inaccessible or removed"),
                ({"presence": "present", "removed": True}, "tombstones"),
                ({"tag": "=x"}, "name=value"), ({"changedSince": "yesterday"}, "RFC 3339"),
                ({"changedSince": "2026-02-30T00:00:00Z"}, "RFC 3339"),
                ({"changedSince": "2026-02-03T00:00:00"}, "RFC 3339"),
                ({"name": "*", "depth": 0}, "depth"), ({"name": "*", "limit": 1001}, "limit"),
                ({"name": "*", "cursor": "x"}, "cursor"), ({"name": "*", "cursor": "o/1/2"}, "cursor"),
                ({"name": "*", "cursor": "t/1/0/0/"}, "cursor"),
                ({"name": "*", "cursor": "o/99999999999999999999/1/0/"}, "cursor"),
                ({"nmae": "x"}, "name, kind, state, presence, tag, changedSince")]:
            with self.subTest(body=body):
                self.assertIn(text, self.refused(400, "POST", "/data/object/search/shop", body))
        self.refused(404, "POST", "/data/object/search/shop/nowhere", {"name": "*"})

    def test_objsyncctl_searches_with_the_same_filters(self):
        lines = self.ctl_lines("search", "shop", "--name", "*orders", "--kind", "table")
        self.assertEqual(sorted("/".join(o["objectPath"]) for o in lines),
                         ["shop/archive/old_orders", "shop/archive/orders", "shop/main/orders"])
        self.assertEqual(len(self.ctl_lines("search", "--limit", "3")), 3)
        self.assertEqual(len(self.ctl_lines("search", "--changed-since", "2h")), 12)
        self.assertEqual(len(self.ctl_lines("search", "--changed-since", "2020-01-01 12:30")), 12)
        self.assertEqual(self.ctl_lines("search", "--changed-since", "2099-01-01"), [])
        table = self.ctl("search", "--tag", "pii=low", "--status", "inactive", "--presence", "present")
        self.assertIn("shop/main/people", table)
        self.assertIn("CHANGED", table)
        self.assertIn("Nothing was found", self.ctl("search", "--name", "nothing"))
        self.ctl("search", "--status", "on", status=2)
        self.ctl("search", "--changed-since", "yesterday", status=1)


if __name__ == "__main__":
    unittest.main()
