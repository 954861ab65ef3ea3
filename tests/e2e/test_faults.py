"""What a plugin's child may do to itself: crash, hang, lie, take all memory. The daemon says what
happened, concludes nothing from it, and the other connections go on."""

import os
import unittest
from pathlib import Path

from harness import DaemonTest


class ChildFaults(DaemonTest):
    """Each hostile plugin beside a good connection."""

    def crawl_hostile(self, plugin, options=None, **keys):
        """Crawls it with the daemon; returns the run. The good connection beside it must do well
        before and after."""
        self.tables("a", "b")
        self.write_config(self.connection("bad", plugin, options or {}, **keys),
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

    def test_a_child_that_hangs_is_ended(self):
        hanging = self.folder / "hanging"
        self.script(hanging).add("hang").write()
        run = self.crawl_hostile("scripted", {"script": hanging}, no_progress="1s")
        self.assert_fault(run, "no progress for 1 s", 4)

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
        self.assertLess(self.memory_of(self.process.pid), 1 << 20, "KiB of memory")

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
        self.assert_fault(run, "without saying why", 1)

    def test_a_scope_that_is_never_ended_is_failed(self):
        run = self.crawl_hostile("forgets")
        self.assertIn(run["result"], ("incomplete", "failed"))
        self.assertNotEqual(run["by_path"][""]["outcome"], "complete")


class GoesOn(DaemonTest):
    """After a crash the run goes on in a new child."""

    def crashing(self, *fault):
        """s1 listed, then `fault` in the middle of s2, once; s3 after it."""
        script = self.script()
        script.scope("/", "s1", "s2", "s3").scope("/s1", "a", "b")
        script.add("scope", "/s2").add("object", "/s2/c", "table").add("object", "/s2/d", "table")
        script.add("once", self.folder / "crashed", *fault)
        script.add("object", "/s2/e", "table").add("end", "/s2", "complete")
        return script.scope("/s3", "f")

    def assert_went_on(self, fault):
        """Only the listing in which the fault was is failed; the others came to be known."""
        run = self.last_run()
        self.assertEqual((run["result"], run["children"]), ("incomplete", 2), run["error"])
        self.assertEqual({p: s["outcome"] for p, s in run["by_path"].items()},
                         {"": "complete", "s1": "complete", "s2": "failed", "s3": "complete"})
        self.assertRegex(run["by_path"]["s2"]["error"], fault)
        self.assertEqual(run["by_path"]["s1"]["objects"], 2)
        self.assertIn("test/s3/f", self.paths())
        self.assertRegex(self.log_text(), f"{fault}.*goes on in a new child")
        self.assert_nothing_removed()
        self.assert_stream()

    def test_after_a_crash_a_new_child_lists_the_rest(self):
        self.crashing("crash").write()
        self.start_crawled()
        self.assert_went_on("Segmentation fault")
        # And the next crawl makes up for it.
        self.crawl()
        self.assertEqual(self.paths(), {"test/s1", "test/s2", "test/s3", "test/s1/a", "test/s1/b",
                                        "test/s2/c", "test/s2/d", "test/s2/e", "test/s3/f"})

    def test_after_a_hang_that_ignores_term_a_new_child_lists_the_rest(self):
        self.crashing("hang-hard").write()
        self.write_config(self.connection(no_progress="1s"))
        self.start_crawled()
        self.assert_went_on("no progress for 1 s")

    def test_an_exit_in_mid_listing_removes_nothing_of_it(self):
        self.tables("a", "b", "c", "d")
        self.start_crawled()
        script = self.script().scope("/", "s").add("scope", "/s").add("object", "/s/a", "table")
        script.add("exit", 0).write()
        output = self.crawl(result="failed")
        self.assertEqual(self.run_of(output["run"])["children"], 4)
        self.assert_nothing_removed()
        self.assertEqual(len(self.paths()), 5)

    def test_a_crash_removes_nothing_of_what_it_did_not_come_to(self):
        self.script().scope("/", "s1", "s2", "s3").scope("/s1", "a", "b").scope(
            "/s2", "c", "d", "e", "gone").scope("/s3", "f", "gone").write()
        self.start_crawled()
        before = self.count_told()
        self.crashing("crash").write()
        self.crawl(result="incomplete")
        self.assertEqual(self.changes(before), [("removed", "test/s3/gone")])

    def test_leaving_with_scopes_open_removes_nothing(self):
        self.tables("a", "b", "c")
        self.start_crawled()
        script = self.script().scope("/", "s").add("scope", "/s").add("leave").write()
        output = self.finished(self.trigger())
        self.assertIn(output["result"], ("incomplete", "failed"))
        self.assert_nothing_removed()

    def test_no_child_outlives_a_daemon_that_was_killed(self):
        gate = self.gate("middle")
        self.script().add("pid", self.folder / "pid").add("stop", gate.path).write()
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
        self.script().add("pid", self.folder / "pid").add("stop", gate.path).write()
        self.start()
        gate.wait()
        pid = (self.folder / "pid").read_text().strip()
        files = {os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd")}
        for mine in (self.store, self.event_file, self.folder / "state.db.lock"):
            self.assertNotIn(str(mine), files)
        self.assertRegex(Path(f"/proc/{pid}/status").read_text(), r"NoNewPrivs:\s*1")
        self.assertRegex(Path(f"/proc/{pid}/limits").read_text(), r"Max core file size\s+0\s+0")
        gate.open()


if __name__ == "__main__":
    unittest.main()
