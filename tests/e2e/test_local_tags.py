"""Default tags and local tags, from the configuration and the API to the events."""

import unittest

from registry import RegistryTest

RULES = [{"glob": "s", "tags": ["area=sales"]}, {"glob": "**/people*", "tags": ["pii", "area=hr"]}]


class LocalTags(RegistryTest):
    def setUp(self):
        super().setUp()
        self.tables("people", "t", tag=["cost:high"])

    def tag(self, path, token=None, **tags):
        return self.ok("PUT", f"/data/tags/{path}", {"localTags": tags}, token)

    def tags(self, path):
        return self.object(path)["localTags"]

    def test_what_a_connection_of_the_files_finds_gets_its_default_tags_once(self):
        tables = "".join(f"[[connection.default_tags]]\nglob = \"{r['glob']}\"\ntags = {r['tags']}\n"
                         for r in RULES)
        text = self.connection("shop").replace("[connection.options]",
                                               tables + "[connection.options]")
        self.write_files(text)
        self.start_crawled()
        self.wait_delivered(self.last_run("shop")["id"])
        self.assertEqual(self.tags("shop/s/people"), {"area": "sales", "pii": ""})
        self.assertEqual(self.tags("shop/s/t"), {"area": "sales"})
        self.assertEqual(self.tags("shop"), {})
        added = self.event_of("added", "shop/s/people")["data"]
        self.assertEqual(added["local_tags"], {"area": "sales", "pii": ""})
        self.assertEqual(added["object"]["tags"], [{"name": "cost", "value": "high"}])
        self.assertNotIn("local_tags", self.event_of("added", "shop")["data"])
        # Another rule is for what is found from now on, also after a restart.
        self.write_files(text.replace("area=sales", "area=other"))
        self.stop()
        self.start()
        self.tables("people", "t", "new", tag=["cost:high"])
        self.crawl("shop")
        self.assertEqual(self.tags("shop/s/t"), {"area": "sales"})
        self.assertEqual(self.tags("shop/s/new"), {"area": "other"})
        self.assert_replay_is_export("shop")

    def test_a_registered_connection_has_default_tags_and_a_dry_run_shows_them(self):
        self.start()
        self.register_crawled(default_tags=RULES)
        self.assertEqual(self.tags("shop/s/people"), {"area": "sales", "pii": ""})
        self.tables("people", "t", "people2")
        output = self.finished(self.post("/data/crawl/shop?dryRun=true", {})["bulkId"])
        self.assertEqual([e["data"].get("local_tags") for e in output["preview"]
                          if e["type"] == "objsync.object.added"], [{"area": "sales", "pii": ""}])
        self.change(default_tags=[])
        self.crawl("shop")
        self.assertEqual(self.tags("shop/s/people2"), {})
        told = self.refused(400, "PUT", "/data/connection/shop", {"connection": self.definition(
            default_tags=[{"glob": "s", "tags": ["=x"]}])})
        self.assertIn("connection.default_tags[0].tags[0]: a tag has no name", told)

    def test_people_set_and_take_away_tags_which_crawls_leave_alone(self):
        self.start()
        self.register_crawled(default_tags=RULES)
        before = self.count_told()
        self.assertEqual(self.tag("shop/s/t", owner="ann", area=None),
                         {"before": {"area": "sales"}, "after": {"owner": "ann"}})
        self.wait_until(lambda: self.changes(before), "the event")
        changed = self.event_of("changed", "shop/s/t")["data"]
        self.assertEqual(changed["changes"], [{"field": "local_tags", "old": {"area": "sales"},
                                               "new": {"owner": "ann"}}])
        self.assertNotIn("run", changed)
        self.tag("shop/s/t", owner="ann")  # nothing new
        self.tables("people", "t", tag=["cost:low"])
        self.crawl("shop", full=True)
        self.assertEqual(self.tags("shop/s/t"), {"owner": "ann"})
        self.assertEqual(self.object("shop/s/t")["object"]["tags"],
                         [{"name": "cost", "value": "low"}])
        told = [c["field"] for e in self.events()[before:] if e["subject"] == "shop/s/t"
                for c in e["data"].get("changes", [])]
        self.assertEqual(told, ["local_tags", "tags"])
        record, = [r for r in self.audit("PUT /data/tags/{path}") if r["after"] != r["before"]]
        self.assertEqual((record["target"], record["before"], record["after"]),
                         ("shop/s/t", {"area": "sales"}, {"owner": "ann"}))
        self.assert_replay_is_export("shop")

    def test_tags_are_kept_over_restart_rename_removal_and_return(self):
        self.script().scope("/", "s").scope(
            "/s", ("t", "table", {"id": 1}), ("u", "table", {"id": 2}), "v").write()
        self.start()
        self.register_crawled()
        self.tag("shop/s/t", pii="yes")
        self.stop()
        self.start()
        self.script().scope("/", "s").scope(
            "/s", ("renamed", "table", {"id": 1}), ("u", "table", {"id": 2}), "v").write()
        self.crawl("shop")
        self.assertEqual(self.tags("shop/s/renamed"), {"pii": "yes"})
        self.script().scope("/", "s").scope("/s", ("u", "table", {"id": 2}), "v").write()
        self.crawl("shop")
        self.assertIn("shop/s/renamed", self.removed())
        # The tombstone has them; nobody can change them.
        self.assertEqual(self.tags("shop/s/renamed"), {"pii": "yes"})
        self.refused(409, "PUT", "/data/tags/shop/s/renamed", {"localTags": {"a": "1"}})
        self.script().scope("/", "s").scope(
            "/s", ("renamed", "table", {"id": 1}), ("u", "table", {"id": 2}), "v").write()
        self.crawl("shop")
        self.assertEqual(self.event_of("restored", "shop/s/renamed")["data"]["local_tags"],
                         {"pii": "yes"})
        self.assert_replay_is_export("shop")

    def test_tags_go_with_a_purge(self):
        self.start()
        self.register_crawled()
        self.tag("shop/s/t", pii="yes")
        self.tables("people")
        self.crawl("shop")
        self.ok("DELETE", "/data/object/shop/s/t")
        self.assertEqual(self.sql("SELECT count(*) FROM local_tag"), [(0,)])
        self.tables("people", "t")
        self.crawl("shop")
        self.assertEqual(self.tags("shop/s/t"), {})

    def test_owners_set_tags_below_what_they_own(self):
        self.start()
        self.register_crawled()
        ann = self.token("ann")
        self.ok("PUT", "/data/settings/shop/s", {"settings": {"dataOwners": ["ann"]}})
        self.tag("shop/s/t", token=ann, pii="yes")
        self.refused(404, "PUT", "/data/tags/shop", {"localTags": {"a": "1"}}, ann)
        self.refused(404, "PUT", "/data/tags/shop/none", {"localTags": {"a": "1"}}, ann)
        self.refused(404, "PUT", "/data/tags/shop/s/none", {"localTags": {"a": "1"}}, ann)
        record = self.audit("PUT /data/tags/{path}")[-1]
        self.assertEqual((record["principal"], record["status"]), ("ann", 200))

    def test_what_is_committed_is_kept_over_a_kill(self):
        self.start()
        self.register_crawled()
        self.tag("shop/s/t", pii="yes")
        self.kill()
        self.start()
        self.assertEqual(self.tags("shop/s/t"), {"pii": "yes"})
        self.wait_until(lambda: "shop/s/t" in self.told("changed"), "the event")
        self.assert_replay_is_export("shop")


if __name__ == "__main__":
    unittest.main()
