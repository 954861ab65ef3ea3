"""Children that never come to an end by themselves. The time limit's least value is a minute, so
this file takes that long; it has few tests."""

import os
import unittest

from harness import DaemonTest


class Endless(DaemonTest):
    def test_a_child_that_ignores_everything_meets_the_time_limit(self):
        self.tables("a")
        self.write_config(self.connection("bad", "ignores_cancel", {}, time_limit="1m"),
                          self.connection("good"))
        self.start()
        self.wait_until(lambda: self.status_of("good")["lastRun"], "the good crawl")
        self.wait_until(lambda: self.status_of("bad")["crawls"], "the bad crawl's begin")
        self.wait_until(lambda: self.status_of("bad")["lastRun"], "the time limit", patience=150)
        run = self.last_run("bad")
        self.assertEqual(run["result"], "failed")
        self.assertRegex(run["error"], "took longer than its limit of 60 s")
        self.assertEqual(run["children"], 1)
        self.assert_nothing_removed()
        self.crawl("good")

    def test_a_stream_without_end_takes_no_more_memory_and_stops_with_the_daemon(self):
        self.write_config(self.connection(plugin="endless", options={}))
        self.start()

        def listed():
            crawls = self.status_of()["crawls"]
            return crawls[0]["output"]["objects"] if crawls else 0
        self.wait_until(lambda: listed() > 20_000, "20,000 objects")
        # It is answered all the while, and memory is bounded by batches, not by the tree.
        self.assertEqual(self.request("GET", "/healthz")[0], 200)
        shadow = 8 if "TSAN_OPTIONS" in os.environ else 1  # sanitizers keep books of their own
        self.assertLess(self.memory_of(self.process.pid), shadow * (200 << 10), "KiB of memory")
        self.assertEqual(self.stop(), 0)
        self.assert_nothing_removed()
        self.assert_stream()


if __name__ == "__main__":
    unittest.main()
