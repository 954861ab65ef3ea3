"""When crawls begin, seen from outside."""

import time
import unittest

from harness import DaemonTest


class Schedule(DaemonTest):
    def runs(self):
        return [(r["why"], r["result"]) for r in reversed(self.get("/runs")["runs"])]

    def test_a_crawl_missed_while_down_runs_at_start_and_others_do_not(self):
        self.tables("a")
        self.start_crawled()
        self.assertEqual(self.stop(), 0)
        self.tables("a", "b")
        self.start()
        self.assertEqual(self.status_of()["crawls"], [])
        self.assertEqual(self.runs(), [("start", "complete")])
        self.assertEqual(self.stop(), 0)
        past = int(time.time() * 1000) - 60_000
        self.sql("UPDATE connection SET next_due = ?, last_started = ?", past, past - 86_400_000)
        self.start()
        self.wait_until(lambda: "test/s/b" in self.paths(), "the crawl that was missed")
        self.wait_idle()
        self.assertEqual([why for why, _ in self.runs()], ["start", "start"])

    def test_a_restart_keeps_the_next_due_time(self):
        self.tables("a")
        self.start_crawled()
        due = self.status_of()["nextDue"]
        self.assertTrue(due)
        self.kill()
        self.start()
        self.assertEqual(self.status_of()["nextDue"], due)

    def test_paused_nothing_starts_and_what_was_asked_for_runs_on_resume(self):
        self.tables("a")
        self.start_crawled()
        self.ctl("pause", "test")
        self.assertEqual(self.status_of()["state"], "paused")
        self.assertIn("resume", self.status_of()["whatToDo"])
        asked = self.trigger()
        self.hup()
        self.wait_until(lambda: self.log_text().count("ready") and self.job(asked)["state"] ==
                        "created", "the crawl waiting")
        self.assertEqual(len(self.runs()), 1)
        # Pausing is kept over a restart.
        self.kill()
        self.start()
        self.assertEqual(self.status_of()["state"], "paused")
        asked = self.trigger()
        self.assertEqual(self.job(asked)["state"], "created")
        self.ctl("resume", "test")
        self.assertEqual(self.finished(asked)["result"], "complete")

    def test_pause_and_resume_of_all(self):
        self.write_config(self.connection("one"), self.connection("two"))
        self.tables("a")
        self.start_crawled()
        self.ctl("pause")
        self.assertTrue(self.get("/status")["paused"])
        self.ctl("resume")
        self.assertFalse(self.get("/status")["paused"])
        self.crawl("two")

    def test_triggers_during_a_crawl_are_remembered_once(self):
        gate = self.gate("middle")
        self.script().scope("/", "s").add("stop", gate.path).scope("/s", "a").write()
        self.start()
        gate.wait()
        self.tables("a", "b")
        asked = [self.trigger() for _ in range(4)]
        self.hup()
        self.assertEqual({self.job(a)["state"] for a in asked}, {"created"})
        gate.open()
        runs = {self.finished(a)["run"] for a in asked}
        self.assertEqual(len(runs), 1, "one crawl served all")
        self.wait_idle()
        self.assertIn("test/s/b", self.paths())
        # SIGHUP's trigger may have come after that crawl began, then it is served by one of its own.
        self.assertLessEqual(len(self.runs()), 3)

    def test_a_subtree_is_crawled_beside_a_full_crawl(self):
        gate = self.gate("middle")
        self.script().scope("/", "s1", "s2").scope("/s1", "a").add("stop", gate.path).scope(
            "/s2", "b").write()
        self.start()
        gate.wait()
        self.script().scope("/", "s1", "s2").scope("/s1", "a", "new").scope("/s2", "b").write()
        output = self.finished(self.trigger("test/s1"))
        self.assertEqual(output["result"], "complete")
        self.assertIn("test/s1/new", self.paths())
        self.assertTrue(self.status_of()["crawls"], "the full crawl still runs")
        gate.open()
        self.wait_idle()
        # The full crawl's listing of s1 began before: it proves nothing about what came later.
        self.assertEqual(self.paths(), {"test/s1", "test/s2", "test/s1/a", "test/s1/new",
                                        "test/s2/b"})
        self.assert_nothing_removed()

    def test_the_listing_that_began_later_wins(self):
        """A full crawl lists s1 while a table is there; a crawl of s1 beside it, begun later, sees
        that the table is gone, and one that is new."""
        self.script().scope("/", "s1").scope("/s1", "a", "gone").write()
        self.start_crawled()
        gate = self.gate("middle")
        script = self.script().scope("/", "s1").add("scope", "/s1").add("object", "/s1/a", "table")
        script.add("stop", gate.path).add("object", "/s1/gone", "table")
        script.add("end", "/s1", "complete").write()
        full = self.trigger()
        gate.wait()
        self.script().scope("/", "s1").scope("/s1", "a", "new").write()
        self.crawl("test/s1")
        gate.open()
        self.finished(full)
        self.crawl("test/s1")
        self.assertEqual(self.paths(), {"test/s1", "test/s1/a", "test/s1/new"})
        self.assertEqual([p for p in self.removed() if p != "test/s1/gone"], [])
        self.assert_replay_is_export()

    def test_a_path_that_is_not_known_yet_can_be_crawled(self):
        self.tables("a")
        self.start_crawled()
        self.script().scope("/", "s", "later").scope("/s", "a").scope("/later", "x").write()
        self.crawl("test/later")
        self.assertIn("test/later/x", self.paths())

    def test_one_object_can_be_crawled(self):
        self.tables("a", "b")
        self.start_crawled()
        before = self.count_told()
        self.tables("a", "b", "c", owner="me")
        self.crawl("test/s/a")
        self.assertEqual(self.changes(before), [("changed", "test/s/a")])

    def test_crawl_wait_ends_with_the_code_of_the_result(self):
        self.tables("a")
        self.start_crawled()
        self.ctl("crawl", "test", "--wait", status=0)
        self.script().scope("/", "s").write()
        self.ctl("crawl", "test", "--wait", status=3)
        self.script().add("fail", "auth", text="wrong password").write()
        said = self.ctl("crawl", "test", "--wait", status=1)
        self.assertIn("wrong password", said + self.ctl_error)
        self.ctl("crawl", "nobody", "--wait", status=1)

    def test_no_more_crawls_at_once_than_configured(self):
        gates, connections = [], []
        for i in range(3):
            file = self.folder / f"script{i}"
            gates.append(self.gate(f"gate{i}"))
            self.script(file).add("stop", gates[i].path).scope("/", "s").scope("/s").write()
            connections.append(self.connection(f"c{i}", options={"script": file}))
        self.write_config(*connections, max_crawls=2)
        self.start()
        gates[0].wait()
        gates[1].wait()
        self.assertEqual(self.status_of("c2")["state"], "idle")
        self.assertFalse(gates[2].is_reached())
        gates[0].open()
        gates[2].wait()
        gates[1].open()
        gates[2].open()
        self.wait_idle()

    def test_a_failure_backs_off_without_moving_the_schedule(self):
        self.tables("a")
        self.start_crawled()
        due = self.status_of()["nextDue"]
        self.script().add("fail", "unavailable", text="the server is down").write()
        self.crawl(result="failed")
        self.wait_until(lambda: self.status_of()["failures"] == 1, "the failure is kept")
        status = self.status_of()
        self.assertEqual(status["state"], "backing_off")
        self.assertIn("the server is down", status["why"])
        self.tables("a", "b")
        self.crawl()
        self.assertEqual((self.status_of()["state"], self.status_of()["nextDue"]), ("idle", due))


if __name__ == "__main__":
    unittest.main()
