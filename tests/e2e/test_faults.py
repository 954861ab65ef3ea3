"""What a plugin's child may do to itself: crash, hang, lie, take all memory. The daemon says what
happened, concludes nothing from it, and the other connections go on."""

import os
import unittest

from harness import DaemonTest


class ChildFaults(DaemonTest):
    """Each hostile plugin beside a good connection."""

    def crawl_hostile(self, plugin, **keys):
        """Crawls it with the daemon; returns the run. The good connection beside it must do well
        before and after."""
        self.tables("a", "b")
        self.write_config(self.connection("bad", plugin=plugin, options={}, **keys),
                          self.connection("good"))
        self.start_crawled()
        self.assertEqual(self.last_run("good")["result"], "complete")
        run = self.last_run("bad")
        self.tables("a", "b", "c")
        self.crawl("good")
        self.assertIn("good/s/c", self.paths("good"))
        self.assert_nothing_removed()
        self.assert_stream()
        return run

    def assert_fault(self, run, words, children):
        self.assertEqual(run["result"], "failed")
        self.assertRegex(run["error"], words)
        self.assertIn("bad", run["error"])
        self.assertEqual(run["children"], children)
        self.assertRegex(self.ctl("runs", str(run["id"])), words)
        self.assertRegex(self.log_text(), words)
        failed = [e for e in self.events() if e["type"] == "objsync.crawl.failed"]
        self.assertEqual({e["subject"] for e in failed}, {"bad"})
        self.assertRegex(failed[0]["data"]["error"], words)

    def test_a_crash_is_tried_in_four_children_and_keeps_what_was_proved(self):
        run = self.crawl_hostile("crash_crawl")
        self.assert_fault(run, r"signal 11 \(Segmentation fault\)", 4)
        self.assertEqual(run["by_path"][""]["outcome"], "complete")
        self.assertEqual(run["by_path"]["main"]["outcome"], "failed")
        self.assertIn("Segmentation fault", run["by_path"]["main"]["error"])

    def test_a_child_that_is_killed_is_said_to_be(self):
        self.assert_fault(self.crawl_hostile("kill_self"), r"signal 9 \(Killed\), not by us", 4)

    def test_a_child_that_hangs_is_killed(self):
        self.assert_fault(self.crawl_hostile("hang", no_progress="1s"), "no progress for 1 s", 4)

    def test_garbage_is_no_frame(self):
        self.assert_fault(self.crawl_hostile("garbage"), "sent what makes no sense", 4)

    def test_a_frame_whose_content_makes_no_sense_is_told(self):
        run = self.crawl_hostile("bad_message")
        self.assertEqual(run["result"], "failed")
        self.assertRegex(run["error"], "makes no sense|broke the protocol")

    def test_a_frame_that_is_cut_off_is_told(self):
        self.assert_fault(self.crawl_hostile("truncated"), "in the middle of a frame", 4)

    def test_a_frame_of_two_gib_is_refused_before_it_is_read(self):
        self.assert_fault(self.crawl_hostile("huge_frame"), "sent what makes no sense.*2147483648",
                          4)
        peak = next(line for line in open(f"/proc/{self.process.pid}/status")
                    if line.startswith("VmHWM"))
        self.assertLess(int(peak.split()[1]), 1 << 20, "KiB of memory")

    def test_a_child_that_takes_too_much_memory_is_stopped(self):
        run = self.crawl_hostile("hog", memory_limit="100MiB")
        self.assert_fault(run, "above its limit of 100 MiB", 4)

    def test_exit_in_the_middle_is_no_end(self):
        run = self.crawl_hostile("exits")
        self.assert_fault(run, "exit code 0 before it was done.*no licence", 4)

    def test_an_exception_that_escapes_is_told(self):
        run = self.crawl_hostile("throws")
        self.assertEqual(run["result"], "failed")
        self.assertRegex(run["error"], "out of luck|signal 6")

    def test_a_plugin_that_fails_without_a_word_is_told(self):
        run = self.crawl_hostile("fails_silently")
        self.assert_fault(run, "failed without saying why", 1)

    def test_a_scope_that_is_never_ended_is_failed(self):
        run = self.crawl_hostile("forgets")
        self.assertIn(run["result"], ("incomplete", "failed"))
        self.assertNotEqual(run["by_path"][""]["outcome"], "complete")


class Endless(DaemonTest):
    def test_a_listing_without_end_meets_a_limit_and_the_daemon_answers_meanwhile(self):
        # Its names take memory in the child, which is what ends it; the time limit is a minute.
        self.tables("a")
        self.write_config(
            self.connection("bad", plugin="endless", options={}, memory_limit="16MiB"),
            self.connection("good"))
        self.start()
        self.wait_until(lambda: self.status_of("good")["lastRun"], "the good crawl")
        self.assertEqual(self.request("GET", "/healthz")[0], 200)
        self.wait_until(lambda: not self.status_of("bad")["crawls"], "the end of the endless crawl")
        run = self.last_run("bad")
        self.assertEqual(run["result"], "failed")
        self.assertRegex(run["error"], "above its limit of 16 MiB")
        self.assert_nothing_removed()


class GoesOn(DaemonTest):
    """After a crash the run goes on in a new child."""

    def crashing(self, fault):
        """s1 listed, then `fault` in the middle of s2, once; s3 after it."""
        script = self.script()
        script.scope("/", "s1", "s2", "s3").scope("/s1", "a", "b")
        script.add("scope", "/s2").add("object", "/s2/c", "table").add("object", "/s2/d", "table")
        script.add("once", str(self.folder / "crashed"), *fault)
        script.add("object", "/s2/e", "table").add("end", "/s2", "complete")
        script.scope("/s3", "f")
        return script

    def test_a_crash_in_a_listing_is_made_up_for_by_the_next_child(self):
        self.crashing(["crash"]).write()
        self.start_crawled()
        run = self.last_run()
        self.assertEqual((run["result"], run["children"]), ("complete", 2), run["error"])
        self.assertEqual(self.paths(), {"test/s1", "test/s2", "test/s3", "test/s1/a", "test/s1/b",
                                        "test/s2/c", "test/s2/d", "test/s2/e", "test/s3/f"})
        self.assertRegex(self.log_text(), "Segmentation fault.*goes on in a new child")
        self.assert_stream()

    def test_ended_scopes_are_not_listed_again(self):
        self.crashing(["crash"]).write()
        self.start_crawled()
        # The new child's listing of s1 would be empty: it skips it.
        self.assertEqual(self.last_run()["by_path"]["s1"]["objects"], 2)

    def test_an_exit_in_mid_listing_removes_nothing_of_it(self):
        self.tables("a", "b", "c", "d")
        self.start_crawled()
        script = self.script().scope("/", "s").add("scope", "/s").add("object", "/s/a", "table")
        script.add("exit", "0").write()
        output = self.crawl(result="failed")
        self.assertEqual(self.run_of(output["run"])["children"], 4)
        self.assert_nothing_removed()
        self.assertEqual(len(self.paths()), 5)

    def test_a_hang_is_made_up_for_by_the_next_child(self):
        self.crashing(["hang-hard"]).write()
        self.write_config(self.connection(no_progress="1s"))
        self.start_crawled()
        run = self.last_run()
        self.assertEqual((run["result"], run["children"]), ("complete", 2), run["error"])
        self.assertIn("test/s2/e", self.paths())

    def test_what_the_crashed_child_listed_counts_as_seen_and_no_more(self):
        """Removals come from the listing that was completed, not from the one that crashed."""
        self.script().scope("/", "s1", "s2", "s3").scope("/s1", "a", "b").scope(
            "/s2", "c", "d", "e", "gone").scope("/s3", "f").write()
        self.start_crawled()
        before = len(self.events())
        self.crashing(["crash"]).write()
        self.crawl()
        self.assertEqual(self.changes(before), [("removed", "test/s2/gone")])

    def test_leaving_with_scopes_open_removes_nothing(self):
        self.tables("a", "b", "c")
        self.start_crawled()
        script = self.script().scope("/", "s").add("scope", "/s").add("leave").write()
        output = self.finished(self.trigger())
        self.assertIn(output["result"], ("incomplete", "failed"))
        self.assert_nothing_removed()

    def test_no_child_outlives_a_daemon_that_was_killed(self):
        gate = self.gate("middle")
        self.script().add("pid", str(self.folder / "pid")).add("stop", str(gate.path)).write()
        self.start()
        gate.wait()
        pid = int((self.folder / "pid").read_text())
        self.kill()

        def gone():
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    return stat.read().rpartition(")")[2].split()[0] == "Z"
            except FileNotFoundError:
                return True
        self.wait_until(gone, "the child's end")

    def test_a_child_has_no_descriptor_of_the_daemon(self):
        gate = self.gate("middle")
        self.script().add("pid", str(self.folder / "pid")).add("stop", str(gate.path)).write()
        self.start()
        gate.wait()
        pid = (self.folder / "pid").read_text().strip()
        files = {os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd")}
        for mine in (self.store, self.event_file, self.folder / "state.db.lock"):
            self.assertNotIn(str(mine), files)
        status = open(f"/proc/{pid}/status").read()
        self.assertRegex(status, r"NoNewPrivs:\s*1")
        limits = open(f"/proc/{pid}/limits").read()
        self.assertRegex(limits, r"Max core file size\s+0\s+0")
        gate.open()


if __name__ == "__main__":
    unittest.main()
