"""kill -9 at any point: after the next start each committed event is in the file, in order, under
the id it had, and what the events tell is what the daemon knows."""

import json
import random
import unittest

from harness import DaemonTest

# Enough for several commits and, where objects go, for several steps of removing.
SCHEMAS, TABLES = 10, 300
MANY_TABLES = 550


class Kill(DaemonTest):
    def setUp(self):
        super().setUp()
        seed = random.randrange(1 << 32)
        self.random = random.Random(seed)
        self.addCleanup(lambda: self._outcome.success or print(f"seed {seed}"))
        # What goes missing here is meant to go: the guard only trips at a whole container.
        self.guard = {"share": "100%", "at_least": 1_000_000}

    def source(self, tables=TABLES, first=0):
        script = self.script().scope("/", *[f"s{i}" for i in range(SCHEMAS)])
        for i in range(SCHEMAS):
            script.scope(f"/s{i}", *[(f"t{n}", "table", {"col": "id:INTEGER"})
                                     for n in range(first, first + tables)])
        script.write()

    def configure(self):
        self.write_config(self.connection(active=True, activate_new=True, guard=self.guard))

    def kill_at_event(self, follower, number, kind="objsync."):
        """Kills when so many events were told over the API, which is when they were committed."""
        count = iter(range(number - 1))
        follower.wait_for(lambda e: e["type"].startswith(kind) and next(count, None) is None)
        self.kill()

    def kill_at_line(self, number):
        """Kills when so many lines are in the file, which is in the midst of delivery."""
        self.wait_until(lambda: self.event_file.exists()
                        and self.event_file.read_bytes().count(b"\n") >= number,
                        f"{number} lines in the event file")
        self.kill()

    def assert_whole_after(self, tables):
        """Starts; what was interrupted goes on, and all ends well."""
        self.start()
        self.wait_until(lambda: (c := self.status_of())["lastRun"] and not c["crawls"]
                        and c["lastRun"]["result"] == "complete", "a complete crawl")
        self.crawl()
        self.assertEqual(len(self.paths()), SCHEMAS * (tables + 1))
        self.assert_replay_is_export()
        # And no event is lost between the API and the file.
        in_file = [e["id"] for e in self.assert_stream()]
        self.assertTrue(in_file == [e["id"] for e in self.ctl_lines("events")])

    def test_killed_during_the_first_crawl(self):
        self.source()
        self.configure()
        self.start()
        for _ in range(3):
            follower = self.follow("&since=1&connection=test")
            self.kill_at_event(follower, self.random.randrange(1, SCHEMAS * TABLES // 2))
            self.start()
        self.kill()
        self.assert_whole_after(TABLES)

    def test_killed_while_the_file_is_written(self):
        self.source()
        self.configure()
        lines = 0
        for _ in range(3):
            self.start()
            lines += self.random.randrange(1, SCHEMAS * TABLES // 3)
            self.kill_at_line(lines)
        self.assert_whole_after(TABLES)

    def test_killed_while_removals_are_applied(self):
        self.source(MANY_TABLES)
        self.configure()
        self.start_crawled()
        self.source(tables=1)
        removals = SCHEMAS * (MANY_TABLES - 1)
        self.trigger()
        for number in sorted(self.random.sample(range(1, removals), 3)):
            follower = self.follow("&since=1&connection=test")
            self.kill_at_event(follower, number, "objsync.object.removed")
            self.start()
        self.kill()
        self.assert_whole_after(1)
        self.assertEqual(len(set(self.removed())), removals)

    def test_killed_before_removals_are_decided_removes_nothing(self):
        gate = self.gate("end")
        self.source(tables=5)
        self.configure()
        self.start_crawled()
        self.source(tables=2)
        with open(self.script_file, "a") as script:
            script.write(f"stop {gate.path}\n")
        self.trigger()
        gate.wait()
        self.kill()
        self.source(tables=5)
        self.start()
        self.wait_idle()
        self.wait_until(lambda: self.last_run()["result"] == "complete", "the crawl begun anew")
        self.crawl()
        self.assert_nothing_removed()
        self.assert_replay_is_export()

    def test_an_interrupted_crawl_is_told_and_starts_again_at_the_next_start(self):
        gate = self.gate("middle")
        self.script().scope("/", "s").add("stop", gate.path).write()
        self.start()
        gate.wait()
        self.kill()
        self.tables("a")
        self.start()
        self.wait_until(lambda: self.paths() == {"test/s", "test/s/a"}, "the crawl begun anew")
        self.wait_idle()
        self.crawl()
        results = [r["result"] for r in self.get("/runs")["runs"]]
        self.assertNotEqual(results[-1], "complete")
        self.assertTrue(all(r["state"] == "done" for r in self.get("/runs")["runs"]))
        # A consumer that saw it begin sees it end.
        events = self.assert_stream()
        begun = [e["data"]["run"] for e in events if e["type"] == "objsync.crawl.started"]
        ended = [e["data"]["run"] for e in events
                 if e["type"] in ("objsync.crawl.finished", "objsync.crawl.failed")]
        self.assertEqual(begun, ended)

    def test_a_torn_last_line_is_mended(self):
        self.tables("a", "b", "c")
        self.start_crawled()
        self.wait_delivered(1)
        self.kill()
        whole = self.event_file.read_bytes()
        # As a power cut leaves it: the last line half there, and not counted as delivered, since
        # that is noted after the file is synced.
        self.sql("UPDATE sink SET pos = (SELECT value - 2 FROM meta WHERE key = 'next_pos')")
        self.event_file.write_bytes(whole[:-25])
        self.events_inode = 0
        self.start()
        self.crawl()
        text = self.event_file.read_bytes()
        self.assertTrue(text.endswith(b"\n"))
        for line in text.splitlines():
            json.loads(line)
        self.assert_replay_is_export()

    def test_a_line_half_written_beyond_the_cursor_is_mended(self):
        self.tables("a", "b", "c")
        self.start_crawled()
        self.wait_delivered(1)
        self.kill()
        with open(self.event_file, "ab") as file:
            file.write(b'{"specversion":"1.0","id":"test/')
        self.start()
        self.crawl()
        self.assert_replay_is_export()

    def test_a_file_that_ends_in_something_else_is_left_alone_and_told(self):
        self.tables("a")
        self.event_file.write_bytes(b"my diary, not an event")
        self.start()
        self.wait_idle()
        self.wait_until(lambda: self.get("/status")["sinks"][0]["error"], "the sink's error")
        self.assertIn("no event", self.get("/status")["sinks"][0]["error"])
        self.assertEqual(self.event_file.read_bytes(), b"my diary, not an event")
        self.event_file.unlink()
        self.hup()
        self.wait_until(lambda: self.get("/status")["sinks"][0]["lag"] == 0
                        and not self.get("/status")["sinks"][0]["error"], "delivery again")
        self.wait_idle()
        self.crawl()
        self.assert_replay_is_export()


if __name__ == "__main__":
    unittest.main()
