"""scripts/quickstart, as a newcomer runs it, with what is built already."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import BUILD, PATIENCE, ROOT


class Quickstart(unittest.TestCase):
    def setUp(self):
        self.state = Path(tempfile.mkdtemp(prefix="objsync-e2e-"))
        self.addCleanup(shutil.rmtree, self.state)

    def run_it(self, *words):
        return subprocess.run([ROOT / "scripts" / "quickstart", "--build", BUILD, *words],
                              env={**os.environ, "XDG_STATE_HOME": str(self.state)}, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)

    def pid(self):
        return int((self.state / "objsync-quickstart" / "objsyncd.pid").read_text())

    def test_it_shows_exactly_the_events_that_the_changes_caused(self):
        done = self.run_it()
        self.assertEqual(done.returncode, 0, done.stdout)
        after_hup = done.stdout.split("Send SIGHUP")[1]
        events = re.findall(r"^\S+ \S+  (.*)$", after_hup, re.M)
        self.assertEqual(sorted(re.sub(" +", " ", e) for e in events), [
            "activated shop/suppliers table",
            "added shop/suppliers table",
            "changed shop/customers table; columns.phone (new)",
            "changed shop/products table; columns.price (changed)",
            "crawl finished shop",
            "crawl started shop",
            "deactivated shop/old_imports table",
            "removed shop/old_imports table; dropped",
        ])

    def test_it_leaves_nothing_running_unless_told_to_stay_and_can_be_run_again(self):
        stayed = self.run_it("--stay")
        self.assertEqual(stayed.returncode, 0, stayed.stdout)
        first = self.pid()
        os.kill(first, 0)
        again = self.run_it()
        self.assertEqual(again.returncode, 0, again.stdout)
        self.assertFalse(Path(f"/proc/{first}").exists(), "the daemon of the first run still runs")
        self.assertFalse((self.state / "objsync-quickstart" / "objsyncd.pid").exists())

    def test_it_says_what_failed(self):
        broken = self.state / "build"
        (broken / "daemon").mkdir(parents=True)
        (broken / "daemon" / "objsyncd").write_text("#!/bin/sh\necho the disk is on fire\nexit 1\n")
        (broken / "daemon" / "objsyncd").chmod(0o755)
        done = subprocess.run([ROOT / "scripts" / "quickstart", "--build", broken],
                              env={**os.environ, "XDG_STATE_HOME": str(self.state)},
                              timeout=PATIENCE, capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("FAILED while: Start objsyncd", done.stderr)
        self.assertIn("the disk is on fire", done.stderr)


if __name__ == "__main__":
    unittest.main()
