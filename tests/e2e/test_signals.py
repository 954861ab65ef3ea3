"""SIGUSR1 after logrotate, SIGTERM at any time, and files that are rotated by the daemon."""

import json
import signal
import time
import unittest

from harness import DaemonTest


class Signals(DaemonTest):
    def test_sigusr1_opens_the_file_anew_after_logrotate(self):
        self.tables("a")
        self.start_crawled()
        self.wait_delivered(1)
        old = self.folder / "events.jsonl.old"
        self.event_file.rename(old)
        self.process.send_signal(signal.SIGUSR1)
        self.tables("a", "b")
        self.trigger()
        self.wait_until(lambda: ("added", "test/s/b") in self.changes(), "the event in a new file")
        self.wait_idle()
        moved = [json.loads(line) for line in old.read_text().splitlines()]
        self.assertNotIn("test/s/b", [e["subject"] for e in moved])
        self.wait_delivered(2)
        self.assert_stream(moved + self.events())

    def test_a_file_that_is_moved_without_a_signal_loses_nothing(self):
        self.tables("a")
        self.start_crawled()
        self.wait_delivered(1)
        old = self.folder / "events.jsonl.old"
        self.event_file.rename(old)
        self.tables("a", "b")
        self.crawl()
        moved = [json.loads(line) for line in old.read_text().splitlines()]
        told = self.assert_stream(moved + self.events())
        self.assertIn("test/s/b", [e["subject"] for e in told])

    def test_the_file_is_rotated_by_size_and_nothing_is_lost(self):
        self.write_config(more="")
        text = self.config.read_text().replace("type = \"file\"", 'type = "file"\nrotate_size = "4KiB"')
        self.config.write_text(text)
        self.tables(*[f"t{i}" for i in range(100)])
        self.start_crawled()
        self.wait_until(lambda: self.get("/status")["sinks"][0]["lag"] == 0, "all delivered")
        files = sorted(self.folder.glob("events.jsonl.*"), key=lambda f: -int(f.suffix[1:]))
        self.assertGreater(len(files), 2)
        self.assertTrue(all(f.stat().st_size <= 4096 for f in files))
        lines = [json.loads(x) for f in [*files, self.event_file] for x in f.read_text().splitlines()]
        self.assertEqual([e["id"] for e in self.assert_stream(lines)],
                         [e["id"] for e in self.ctl_lines("events")])

    def stop_quickly(self):
        # The claim is "within seconds"; a machine that is busy gets some more.
        begun = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - begun, 20)

    def test_sigterm_in_mid_crawl_stops_and_the_crawl_starts_again_next_time(self):
        gate = self.gate("middle")
        self.script().scope("/", "s").add("stop", gate.path).scope("/s", "a").write()
        self.start()
        gate.wait()
        self.stop_quickly()
        self.tables("a", "b")
        self.start()
        self.wait_until(lambda: "test/s/b" in self.paths(), "the crawl begun anew")
        self.wait_idle()
        self.crawl()
        self.assert_replay_is_export()

    def test_sigterm_does_not_wait_for_a_child_that_does_not_hear(self):
        self.script().add("pid", self.folder / "pid").add("hang-hard").write()
        self.start()
        self.wait_until(lambda: (self.folder / "pid").exists()
                        and (self.folder / "pid").read_text().strip(), "the child hanging")
        pid = (self.folder / "pid").read_text().strip()
        self.stop_quickly()

        def gone():
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    return stat.read().rpartition(")")[2].split()[0] == "Z"
            except FileNotFoundError:
                return True
        self.wait_until(gone, "the child's end")

    def test_sigterm_removes_nothing_of_what_was_not_yet_listed(self):
        self.tables("a", "b", "c")
        self.start_crawled()
        gate = self.gate("middle")
        script = self.script().scope("/", "s").add("scope", "/s").add("object", "/s/a", "table")
        script.add("stop", gate.path).add("end", "/s", "complete").write()
        self.trigger()
        gate.wait()
        self.stop_quickly()
        self.assert_nothing_removed()
        self.tables("a", "b", "c")
        self.start()
        self.wait_until(lambda: not self.status_of()["crawls"] and len(
            [r for r in self.get("/runs")["runs"] if r["result"] == "complete"]) == 2,
            "the crawl begun anew")
        self.crawl()
        self.assert_nothing_removed()

    def test_sigint_stops_as_well(self):
        self.tables("a")
        self.start_crawled()
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(60), 0)
        self.process = None

    def test_a_clean_stop_leaves_no_socket_and_no_wal(self):
        self.tables("a")
        self.start_crawled()
        self.stop_quickly()
        self.assertFalse(self.socket.exists())
        self.start()
        self.crawl()


if __name__ == "__main__":
    unittest.main()
