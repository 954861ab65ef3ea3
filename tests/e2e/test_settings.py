"""Status settings over the API: truth tables, previews, lost updates, what is purged."""

import itertools
import os
import unittest
from urllib.parse import quote

from harness import DaemonTest

ACTIVE, INACTIVE, INHERIT = True, False, None
# As the daemon names who asks over its socket and is not in the configuration.
ME = "root" if os.geteuid() == 0 else "daemon"


class Settings(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(self.connection())
        self.tables("a", "b", "c")
        self.start_crawled()

    def object(self, path):
        return self.get(f"/data/object/{quote(path)}")

    def announced(self, after):
        """What was announced since, as the event file has it."""
        wanted = self.get("/events?since=" + after)
        return sorted((e["type"].rpartition(".")[2], e["subject"]) for e in wanted["events"])

    def cursor(self):
        return self.get("/events?limit=1000")["cursor"]


class TruthTables(Settings):
    def test_what_is_there_is_as_its_own_status_says_or_else_its_parents(self):
        for parent, own in itertools.product((ACTIVE, INACTIVE), (INHERIT, ACTIVE, INACTIVE)):
            with self.subTest(parent=parent, own=own):
                self.set_and_wait("test/s", isActive=parent)
                self.set_and_wait("test/s/a", isActive=own)
                shown = self.object("test/s/a")
                effective = parent if own is INHERIT else own
                self.assertEqual(shown["settings"]["isActive"], effective)
                self.assertEqual(shown["overrides"]["isActive"], own)
                self.assertEqual(shown["state"], "active" if effective else "inactive")
                self.assertFalse(shown["pending"])
                # Ancestors do not gate, and brothers are not touched.
                self.assertEqual(self.object("test/s/b")["state"],
                                 "active" if parent else "inactive")
        self.assert_replay_is_export()

    def test_what_is_found_is_as_activate_new_of_its_parent_says(self):
        names = ["a", "b", "c"]
        for active, activate_new in itertools.product((ACTIVE, INACTIVE), (True, False)):
            with self.subTest(active=active, activate_new=activate_new):
                self.set_and_wait("test/s", isActive=active, activateNewChildren=activate_new)
                names.append(f"n{len(names)}")
                self.tables(*names)
                self.crawl()
                shown = self.object(f"test/s/{names[-1]}")
                self.assertEqual(shown["state"], "active" if activate_new else "inactive")
                # Where that is what it inherits, it inherits; else discovery has set it.
                own = shown["overrides"]
                self.assertEqual(own["isActive"],
                                 INHERIT if active == activate_new else activate_new)
                self.assertEqual(own.get("origin"),
                                 None if active == activate_new else "discovery")
        self.assert_replay_is_export()

    def test_activate_new_is_inherited_by_what_lies_below_until_it_is_set_there(self):
        self.set("test", activateNewChildren=True)
        self.assertTrue(self.object("test/s")["settings"]["activateNewChildren"])
        self.set("test/s", activateNewChildren=False)
        self.assertFalse(self.object("test/s")["settings"]["activateNewChildren"])
        self.set("test/s", activateNewChildren=None)
        shown = self.object("test/s")
        self.assertTrue(shown["settings"]["activateNewChildren"])
        self.assertIsNone(shown["overrides"]["activateNewChildren"])

    def test_what_discovery_has_set_is_accepted_by_its_parents_setting_and_a_users_stays(self):
        self.set_and_wait("test/s", isActive=True)  # new ones are inactive
        self.tables("a", "b", "c", "new")
        self.crawl()
        self.set_and_wait("test/s/a", isActive=False)
        self.assertEqual(self.object("test/s/new")["state"], "inactive")
        self.set_and_wait("test/s", isActive=True)
        self.assertEqual(self.object("test/s/new")["state"], "active")
        self.assertEqual(self.object("test/s/a")["state"], "inactive")


class Previews(Settings):
    def test_a_preview_says_what_is_announced_then_and_changes_nothing(self):
        self.set_and_wait("test/s/a", isActive=False)
        before, start = self.export("test"), self.cursor()
        preview = self.set("test", query="?dryRun=true", isActive=True)
        self.assertEqual(self.export("test"), before)
        self.assertEqual(preview["changes"], [{"kind": "table", "activated": 2, "deactivated": 0}])
        said = sorted(("activated", "/".join(s["objectPath"])) for s in preview["sample"])
        job = self.set("test", query="?token=" + preview["token"], isActive=True)["bulkId"]
        self.assertEqual(self.over(job)["output"]["events"], 2)
        self.assertEqual(self.announced(start), said)

    def test_a_token_is_void_when_anything_below_has_changed(self):
        for change in (lambda: self.set("test/s/b", isActive=True),
                       lambda: (self.tables("a", "b"), self.crawl()),
                       lambda: (self.tables("a", "b", "new"), self.crawl())):
            token = self.set("test", query="?dryRun=true", isActive=True)["token"]
            change()
            problem = self.set("test", 409, query="?token=" + token, isActive=True)
            self.assertIn("dryRun", problem["whatToDo"])
            self.assertFalse(self.object("test")["settings"]["isActive"])

    def test_a_token_is_good_while_a_crawl_sees_no_change(self):
        token = self.set("test", query="?dryRun=true", isActive=True)["token"]
        self.crawl()
        self.set("test", 202, query="?token=" + token, isActive=True)


class LostUpdates(Settings):
    def tag(self, path):
        self.object(path)
        return self.answer_headers["ETag"]

    def test_of_two_who_read_the_same_only_the_first_writes(self):
        tag = self.tag("test/s")
        self.set("test/s", headers={"If-Match": tag}, isActive=True)
        given = self.answer_headers["ETag"]
        problem = self.set("test/s", 412, headers={"If-Match": tag}, isActive=False)
        self.assertIn("ETag", problem["whatToDo"])
        self.assertTrue(self.object("test/s")["overrides"]["isActive"])
        self.assertEqual(self.tag("test/s"), given)
        self.set("test/s", headers={"If-Match": given}, isActive=False)

    def test_a_tag_holds_over_crawls_and_restarts(self):
        tag = self.tag("test/s")
        self.tables("a", "new")
        self.crawl()
        self.stop()
        self.start()
        self.set("test/s", headers={"If-Match": f'"other", {tag}'}, isActive=True)

    def test_if_match_of_anything_is_taken_for_what_is_there(self):
        self.set("test/s", headers={"If-Match": "*"}, isActive=True)
        self.set("test/none", 404, headers={"If-Match": "*"}, isActive=True)


class Owners(Settings):
    def test_owners_are_inherited_downward_and_listed_with_what_was_set_here(self):
        self.set("test", 200, dataOwners=["ann"], infrastructureAdmins=["ops"])
        self.set("test/s", 200, dataOwners=["bob"])
        shown = self.object("test/s/a")
        self.assertEqual(shown["settings"]["dataOwners"], ["ann", "bob"])
        self.assertEqual(shown["settings"]["infrastructureAdmins"], ["ops"])
        self.assertEqual(shown["overrides"]["dataOwners"], [])
        self.set("test/s", 200, dataOwners=None)
        self.assertEqual(self.object("test/s/a")["settings"]["dataOwners"], ["ann"])

    def test_the_platforms_owner_is_no_owner(self):
        self.tables("a", owner="mallory")
        self.crawl()
        shown = self.object("test/s/a")
        self.assertEqual(shown["object"]["owner"], "mallory")
        self.assertEqual(shown["settings"]["dataOwners"], [])

    def test_owners_survive_removal_and_return_and_a_restart(self):
        self.set("test/s/a", 200, dataOwners=["ann"])
        self.tables("b", "c")
        self.crawl()
        self.assertEqual(self.object("test/s/a")["presence"], "removed")
        self.set("test/s/a", 409, isActive=True)
        self.stop()
        self.start()
        self.tables("a", "b", "c")
        self.crawl()
        self.assertEqual(self.object("test/s/a")["overrides"]["dataOwners"], ["ann"])


class Purge(Settings):
    def test_a_tombstone_is_forgotten_and_what_is_there_is_not(self):
        status, problem = self.request("DELETE", "/data/object/test/s/a")
        self.assertEqual(status, 409)
        self.assertIn("exclude", problem["whatToDo"])
        self.set("test/s/a", 200, dataOwners=["ann"])
        self.tables("b", "c")
        self.crawl()
        status, would = self.request("DELETE", "/data/object/test/s/a?dryRun=true")
        self.assertEqual((status, would["objects"]), (200, 1))
        self.assertEqual(self.object("test/s/a")["presence"], "removed")
        status, answer = self.request("DELETE", "/data/object/test/s/a")
        self.assertEqual((status, answer), (200, {"objectPath": ["test", "s", "a"], "childCount": 0}))
        self.assertEqual(self.request("GET", "/data/object/test/s/a")[0], 404)
        self.assertEqual(self.request("DELETE", "/data/object/test/s/a")[0], 404)
        # What returns after that is new.
        before = self.count_told()
        self.tables("a", "b", "c")
        self.crawl()
        self.assertEqual(self.changes(before), [("added", "test/s/a")])
        self.assertEqual(self.object("test/s/a")["overrides"]["dataOwners"], [])

    def test_a_large_tombstone_goes_with_all_below_it(self):
        self.tables(*[f"t{i}" for i in range(12_000)])
        self.crawl()
        self.script().scope("/", "other").scope("/other", "x").write()
        self.crawl()
        self.post("/removals/approve", {"path": "test"})
        self.wait_until(lambda: self.object("test/s")["presence"] == "removed", "the removal")
        _, would = self.request("DELETE", "/data/object/test/s?dryRun=true")
        self.assertEqual(would["objects"], 12_004)
        _, answer = self.request("DELETE", "/data/object/test/s")
        self.assertEqual(answer["childCount"], 12_003)
        self.assertEqual(self.sql("SELECT COUNT(*) FROM object WHERE presence = 3"), [(0,)])
        record = self.get("/audit?limit=1")["records"][0]
        self.assertEqual((record["action"], record["target"], record["status"]),
                         ("DELETE /data/object/{path}", "test/s", 200))
        self.assertEqual(record["before"]["kind"], "schema")


class Audit(Settings):
    def test_a_setting_is_recorded_with_who_and_what_was_before_and_after(self):
        self.set("test/s", isActive=True, dataOwners=["ann"])
        self.set("test/none", 404, isActive=True)
        self.set("test/s", query="?dryRun=true", isActive=False)  # changes nothing
        # Refusals are recorded when they have been answered.
        refused, done = self.wait_until(
            lambda: len(records := self.get("/audit")["records"]) == 2 and records, "the records")
        self.assertEqual((done["action"], done["target"], done["principal"], done["status"]),
                         ("PUT /data/settings/{path}", "test/s", ME, 200))
        self.assertEqual((done["before"]["isActive"], done["after"]["isActive"]), (None, True))
        self.assertEqual((done["before"]["dataOwners"], done["after"]["dataOwners"]), ([], ["ann"]))
        self.assertEqual((refused["status"], refused["before"]), (404, None))


if __name__ == "__main__":
    unittest.main()
