"""Events over the API, the care of the store, and connections that go."""

import json
import os
import shutil
import sqlite3
import subprocess
import unittest

from harness import OBJSYNCCTL, PATIENCE, DaemonTest


class Events(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(self.connection(active=True, activate_new=True),
                          self.connection("other"))
        self.tables("a")
        self.start_crawled()

    def test_follow_sees_a_change_live(self):
        follower = self.follow()
        self.tables("a", "b")
        self.trigger()
        event = follower.wait_for(lambda e: e["subject"] == "test/s/b")
        self.assertEqual(event["type"], "objsync.object.added")

    def test_objsyncctl_follows(self):
        process = subprocess.Popen(
            [OBJSYNCCTL, "--socket", self.socket, "events", "--follow", "--json", "--since", "1",
             "--connection", "test"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.kill)
        first = json.loads(process.stdout.readline())
        self.assertEqual(first["sequence"], f"{1:019d}")
        self.tables("a", "b")
        self.trigger()
        for line in process.stdout:
            if json.loads(line)["subject"] == "test/s/b":
                return
        self.fail("the change did not come")

    def test_a_cursor_goes_on_where_it_was_taken(self):
        first = [e["id"] for e in self.ctl_lines("events")]
        cursor = self.ctl_error.split("--since ")[1].strip()
        self.tables("a", "b")
        self.crawl()
        later = [e["id"] for e in self.ctl_lines("events", "--since", cursor)]
        self.assertTrue(later)
        self.assertEqual([e["id"] for e in self.ctl_lines("events")], first + later)

    def test_a_sequence_number_with_its_connection_is_a_cursor(self):
        events = self.ctl_lines("events", "--connection", "test", "--since", "3")
        self.assertEqual(events[0]["sequence"], f"{3:019d}")
        self.assertTrue(all(e["subject"].startswith("test") for e in events))

    def test_events_below_a_path(self):
        subjects = {e["subject"] for e in self.ctl_lines("events", "--path", "test/s")}
        self.assertEqual(subjects, {"test/s", "test/s/a"})

    def test_a_follower_goes_on_after_a_restart_of_the_daemon(self):
        follower = self.follow()
        cursor = follower.cursor
        self.assertEqual(self.stop(), 0)
        self.start()
        again = self.follow(f"&since={cursor}")
        self.tables("a", "b")
        self.trigger()
        again.wait_for(lambda e: e["subject"] == "test/s/b")

    def test_a_cursor_that_is_too_old_is_an_error_that_says_so(self):
        self.wait_idle()
        first = self.get("/events?limit=1")["cursor"]
        self.stop()
        # As the retention of a month would do it.
        self.sql("DELETE FROM outbox WHERE pos <= 5")
        self.start()
        status, problem = self.request("GET", f"/events?since={first}")
        self.assertEqual(status, 410, problem)
        self.assertIn("export", problem["whatToDo"])
        self.ctl("events", "--since", first, status=1)
        self.ctl("events", "--connection", "test", "--since", "1", status=1)
        self.assertIn("start over", self.ctl_error)

    def test_nonsense_is_refused(self):
        self.ctl("events", "--since", "yesterday", status=1)
        self.ctl("events", "--path", "nobody/s", status=1)
        self.assertIn("nobody", self.ctl_error)


class Store(DaemonTest):
    def test_a_backup_taken_while_running_starts_a_new_epoch(self):
        self.tables("a", "b")
        self.start_crawled()
        epoch = self.get("/status")["store"]["epoch"]
        cursor = self.get("/events")["cursor"]
        backup = self.folder / "backup.db"
        gate = self.gate("middle")
        self.script().scope("/", "s").add("stop", gate.path).scope("/s", "a", "b", "c").write()
        self.trigger()
        gate.wait()
        self.ctl("backup", str(backup))
        gate.open()
        self.wait_idle()
        self.tables("a", "b", "c")
        self.assertEqual(os.stat(backup).st_mode & 0o077, 0)
        self.stop()
        for file in self.folder.glob("state.db*"):
            file.unlink()
        shutil.copy(backup, self.store)
        self.start()
        now = self.get("/status")["store"]["epoch"]
        self.assertNotEqual(now, epoch)
        status, problem = self.request("GET", f"/events?since={cursor}")
        self.assertEqual(status, 410, problem)
        # It knows what it knew, and crawls on.
        self.assertLessEqual({"test/s/a", "test/s/b"}, self.paths())
        self.crawl()
        self.assertIn("test/s/c", self.paths())
        ids = [e["id"] for e in self.ctl_lines("events")]
        self.assertTrue(ids)
        self.assertTrue(all(f"/{now}/" in i for i in ids[-1:]), ids)

    def test_a_backup_does_not_overwrite(self):
        self.start_crawled_with_a()
        self.ctl("backup", str(self.folder / "b.db"))
        self.ctl("backup", str(self.folder / "b.db"), status=1)
        self.assertIn("exists", self.ctl_error)

    def start_crawled_with_a(self):
        self.tables("a")
        self.start_crawled()

    def test_a_second_daemon_is_refused_and_told_the_first_ones_pid(self):
        self.start_crawled_with_a()
        self.assertEqual(self.run_daemon(), 1)
        self.assertIn(f"pid {self.process.pid}", self.said)
        self.assertIn(str(self.store), self.said)
        self.assertEqual(self.once(), 1)
        self.crawl()

    def test_a_store_of_a_newer_version_is_refused(self):
        self.start_crawled_with_a()
        self.stop()
        version = self.sql("PRAGMA user_version")[0][0]
        self.sql(f"PRAGMA user_version = {version + 1}")
        before = self.store.read_bytes()
        self.assertEqual(self.run_daemon(), 1)
        self.assertRegex(self.said, "newer|version")
        self.assertIn(str(self.store), self.said)
        self.assertEqual(self.store.read_bytes(), before)

    def test_a_damaged_store_is_refused_with_a_way_back(self):
        self.start_crawled_with_a()
        self.kill()
        with sqlite3.connect(self.store) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page = store.execute("PRAGMA page_size").fetchone()[0]
        store.close()
        with open(self.store, "r+b") as file:
            file.seek(page)
            file.write(b"\xa5" * page * 3)
        self.assertEqual(self.run_daemon(), 1)
        self.assertIn(str(self.store), self.said)
        self.assertIn("backup", self.said)

    def test_a_file_that_is_no_store_is_refused_and_left_alone(self):
        self.store.write_text("my diary " * 100)
        self.assertEqual(self.run_daemon(), 1)
        self.assertIn("not an SQLite database", self.said)
        self.assertEqual(self.store.read_text(), "my diary " * 100)

    def test_a_database_of_another_program_is_refused_and_left_alone(self):
        self.sql("CREATE TABLE diary (day)")
        before = self.store.read_bytes()
        self.assertEqual(self.run_daemon(), 1)
        self.assertIn("another application", self.said)
        self.assertEqual(self.store.read_bytes(), before)


class Connections(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(self.connection(active=True, activate_new=True),
                          self.connection("other"))
        self.tables("a", "b")
        self.start_crawled()
        self.wait_idle()

    def leave_out_other(self):
        self.write_config(self.connection(active=True, activate_new=True))
        self.ctl("reload")

    def test_one_gone_from_the_configuration_is_kept_and_not_crawled(self):
        self.leave_out_other()
        shown = {c["connectionKey"]: c for c in self.ctl_lines("connections")}
        self.assertFalse(shown["other"]["configured"])
        self.assertTrue(shown["test"]["configured"])
        self.assertIn("unconfigured", self.ctl("connections"))
        self.assertEqual(self.paths("other"), {"other/s", "other/s/a", "other/s/b"})
        self.ctl("crawl", "other", status=1)
        runs = len(self.get("/runs?connection=other")["runs"])
        self.hup()
        self.wait_until(lambda: len(self.get("/runs?connection=test")["runs"]) > 1, "SIGHUP")
        self.wait_until(lambda: not self.status_of()["crawls"], "the crawl's end")
        self.assertEqual(len(self.get("/runs?connection=other")["runs"]), runs)
        self.assert_nothing_removed()

    def test_one_that_comes_back_goes_on_as_it_was(self):
        self.leave_out_other()
        self.write_config(self.connection(active=True, activate_new=True),
                          self.connection("other"))
        self.ctl("reload")
        before = self.count_told()
        self.crawl("other")
        self.assertEqual(self.changes(before), [])

    def test_removal_shows_a_preview_and_asks(self):
        self.leave_out_other()
        preview = self.ctl_json("connection", "remove", "other", "--dry-run")
        self.assertEqual(preview["dataSources"], 2)
        self.assertIn("2 data sources", self.ctl("connection", "remove", "other", "--dry-run"))
        self.ctl("connection", "remove", "other", status=2)  # nobody there to be asked
        self.assertEqual(self.paths("other"), {"other/s", "other/s/a", "other/s/b"})

    def test_a_removed_connection_ends_with_its_reason_children_first(self):
        self.leave_out_other()
        self.ctl("connection", "remove", "other", "--yes")
        self.wait_until(lambda: "other" in self.removed(), "the removals")
        self.assertEqual(self.removed()[-2:], ["other/s", "other"])
        told = [e for e in self.assert_stream() if e["type"] == "objsync.object.removed"]
        self.assertEqual([(e["subject"], e["data"]["reason"]) for e in told],
                         [(s, "connection_removed")
                          for s in ("other/s/a", "other/s/b", "other/s", "other")])
        self.assertNotIn("other", [c["connectionKey"] for c in self.ctl_lines("connections")])
        self.assert_replay_is_export("test")

    def test_one_that_is_configured_is_not_removed(self):
        self.ctl("connection", "remove", "other", "--yes", status=1)
        self.assertIn("configur", self.ctl_error)
        self.assertEqual(self.paths("other"), {"other/s", "other/s/a", "other/s/b"})

    def test_an_old_preview_removes_nothing(self):
        self.leave_out_other()
        token = self.get("/data/connection/other/removal")["token"]
        status, problem = self.request("DELETE", f"/data/connection/other?token={token}x")
        self.assertEqual(status, 409, problem)
        self.assert_nothing_removed()


class Commands(DaemonTest):
    """What is left of objsyncctl: each command answers, and in JSON."""

    def test_all_that_looks_answers(self):
        self.script().scope("/", "s").scope("/s", ("a", "table", {"col": "id:INTEGER"})).add(
            "check", "warning", "grants", "sees 1 of 2 schemas", "GRANT USAGE ON SCHEMA x").write()
        self.start_crawled()
        for words in [("status",), ("connections",), ("ls",), ("ls", "test/s"), ("tree", "test"),
                      ("show", "test/s/a"), ("show", "test/s/a", "--history"), ("runs",),
                      ("runs", "1"), ("events",), ("explain", "test/s/a"), ("check", "test"),
                      ("removals",), ("plugins",), ("export",), ("config", "check")]:
            with self.subTest(words=words):
                self.assertTrue(self.ctl(*words))
                for line in self.ctl(*words, "--json").splitlines():
                    json.loads(line)
        self.assertIn("GRANT USAGE ON SCHEMA x", self.ctl("check", "test"))
        self.assertIn("a", self.ctl("ls", "test/s"))
        self.assertIn("added", self.ctl("show", "test/s/a", "--history"))

    def test_a_daemon_that_is_not_there_is_said_to_be(self):
        self.ctl("status", status=4)
        self.assertIn(str(self.socket), self.ctl_error)

    def test_what_is_not_there_is_named(self):
        self.tables("a")
        self.start_crawled()
        self.ctl("show", "test/s/b", status=1)
        self.assertIn("test/s/b", self.ctl_error)
        self.assertTrue(self.ctl("explain", "test/s/b"))


if __name__ == "__main__":
    unittest.main()
