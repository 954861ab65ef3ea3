"""A dry run shows what a crawl would change, and changes nothing."""

import unittest

from harness import DaemonTest

TABLES = ("object", "scope", "run", "run_scope", "missing", "parked", "decision", "held", "outbox",
          "connection")


class DryRun(DaemonTest):
    def begin(self, *names, **fields):
        self.write_config(self.connection(active=True, activate_new=True))
        self.tables(*names, **fields)
        self.start_crawled()
        self.wait_delivered(1)
        self.before = self.count_told()

    def dry(self, path="test"):
        bulk_id = self.post(f"/data/crawl/{path}?dryRun=true")["bulkId"]
        return bulk_id, self.finished(bulk_id)

    def kept(self):
        rows = {table: self.sql(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}
        rows["meta"] = self.sql("SELECT * FROM meta WHERE key LIKE 'next%'")
        return rows

    def told(self):
        """What the crawls since the beginning told of objects and removals."""
        return [e for e in self.events()[self.before:] if ".crawl." not in e["type"]]

    @staticmethod
    def timeless(events):
        return [{k: v for k, v in e.items() if k != "time"} for e in events]

    def test_a_dry_run_tells_what_the_crawl_after_it_does_and_keeps_nothing(self):
        self.begin("gone", *"abcdefgh", comment="old")
        self.tables("new", *"abcdefgh", comment="new")
        before = self.kept()
        _, output = self.dry()
        self.assertEqual(output["result"], "complete", output["error"])
        self.assertTrue(output["dryRun"])
        self.assertIsNone(output["run"])
        self.assertEqual(self.kept(), before)
        self.assertEqual(self.told(), [])
        real = self.crawl()
        self.assertEqual(self.timeless(output["preview"]), self.timeless(self.told()))
        self.assertEqual(output["counts"], real["counts"])
        kinds = {e["type"] for e in self.told()}
        self.assertLessEqual({"objsync.object.added", "objsync.object.removed",
                              "objsync.object.changed"}, kinds)

    def test_removals_that_would_be_held_are_shown_as_held(self):
        self.begin("a", "b", "c")
        self.tables()
        _, output = self.dry()
        held = [e for e in output["preview"] if e["type"] == "objsync.removals.held"]
        self.assertEqual([e["data"]["held"] for e in held], [3])
        self.assertNotIn("removed", output["counts"])
        self.assertEqual(self.ctl_lines("removals"), [])
        self.crawl()
        self.assertEqual(self.timeless(output["preview"]), self.timeless(self.told()))

    def test_a_dry_run_goes_on_beside_a_crawl_and_another_dry_run(self):
        self.begin("a")
        gate = self.gate("here")
        script = self.script().scope("/", "s").add("scope", "/s").add("stop", gate.path)
        script.add("object", "/s/b", "table").add("end", "/s", "complete").write()
        real = self.trigger()
        gate.wait()
        self.tables("a", "c")
        _, output = self.dry()
        self.assertEqual({e["subject"] for e in output["preview"]}, {"test/s/c"})
        gate.open()
        self.assertEqual(self.finished(real)["result"], "complete")
        self.assertIn("test/s/b", self.paths())
        self.assertNotIn("test/s/c", self.paths())

    def test_a_daemon_that_ends_in_a_dry_run_ends_it(self):
        self.begin("a")
        gate = self.gate("here")
        self.script().scope("/", "s").add("scope", "/s").add("stop", gate.path).add(
            "end", "/s", "complete").write()
        before = self.kept()
        self.post("/data/crawl/test?dryRun=true")
        gate.wait()
        self.assertEqual(self.stop(), 0)
        self.assertEqual({k: v for k, v in self.kept().items() if k != "connection"},
                         {k: v for k, v in before.items() if k != "connection"})

    def test_objsyncctl_shows_the_difference(self):
        self.begin("a")
        self.tables("a", "b")
        text = self.ctl("crawl", "test", "--dry-run")
        self.assertIn("test/s/b", text)
        self.assertIn("dry run: nothing was written", text)
        self.assertNotIn("test/s/b", self.paths())


if __name__ == "__main__":
    unittest.main()
