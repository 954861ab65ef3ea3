"""objsyncctl's commands that decide and change, on a running daemon: with --dry-run, with somebody
to ask, and with Ctrl-C."""

import json
import unicodedata
import unittest

from harness import OBJSYNCCTL, DaemonTest
from terminal import Terminal


class ObjsyncCtl(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(self.connection())
        self.tables("a", "b", "c")
        self.start_crawled()

    def state(self, path):
        return self.get(f"/data/object/{path}")["state"]

    def on_terminal(self, *words, **options):
        terminal = Terminal([OBJSYNCCTL, "--socket", self.socket, *words], **options)
        self.addCleanup(terminal.close)
        return terminal


class Settings(ObjsyncCtl):
    def test_activate_deactivate_inherit(self):
        self.ctl("activate", "test/s", "--wait")
        self.assertEqual(self.state("test/s/a"), "active")
        self.ctl("deactivate", "test/s/a", "--wait")
        self.assertEqual(self.state("test/s/a"), "inactive")
        self.assertIn("announces it: objsyncctl jobs s", self.ctl("inherit", "test/s/a"))
        self.wait_until(lambda: self.state("test/s/a") == "active", "the announcement")
        self.assertIn("nothing to announce", self.ctl("activate", "test/s/a"))

    def test_set_changes_what_it_names_and_no_more(self):
        self.ctl("set", "test/s", "--activate-new=on", "--owner", "ann", "--owner", "bob")
        own = self.get("/data/object/test/s")["overrides"]
        self.assertEqual((own["isActive"], own["activateNewChildren"], own["dataOwners"]),
                         (None, True, ["ann", "bob"]))
        shown = self.ctl("set", "test/s", "--no-owner", "--admin", "ops")
        self.assertIn("data owners: ann, bob -> nobody", shown)
        own = self.get("/data/object/test/s")["overrides"]
        self.assertEqual((own["activateNewChildren"], own["dataOwners"],
                          own["infrastructureAdmins"]), (True, [], ["ops"]))
        self.assertIn("ops", self.ctl("show", "test/s/a"))
        self.ctl("set", "test/s", "--activate-new", "perhaps", status=2)
        self.ctl("set", "test/s", "--owner", "ann", "--no-owner", status=2)
        self.ctl("set", "test/s", status=1)
        self.assertIn("name what is to be set", self.ctl_error)

    def test_a_dry_run_shows_what_would_be_announced_and_its_token_does_just_that(self):
        shown = self.ctl("activate", "test", "--dry-run")
        self.assertIn("announces 3 tables activated", shown)
        self.assertIn("activated    test/s/a", shown)
        self.assertEqual(self.state("test/s/a"), "inactive")
        token = shown.split("--token ")[1].split()[0]
        self.ctl("deactivate", "test", "--token", token, status=1)
        self.ctl("activate", "test", "--token", token, "--wait")
        self.assertEqual(self.state("test/s/a"), "active")
        self.ctl("activate", "test", "--token", token, status=1)
        self.assertIn("not as it was previewed", self.ctl_error)
        self.ctl("deactivate", "test", "--token", "", status=2)
        self.assertIn("the token is empty", self.ctl_error)
        self.assertEqual(self.state("test/s/a"), "active")

    def test_on_a_terminal_it_shows_what_would_change_and_asks(self):
        terminal = self.on_terminal("activate", "test", "--wait")
        terminal.wait_for("announces 3 tables activated")
        terminal.wait_for("Go on? [y/N] ")
        terminal.press("n\n")
        self.assertEqual(terminal.end(), 1)
        self.assertEqual(self.state("test/s/a"), "inactive")
        terminal = self.on_terminal("activate", "test", "--wait")
        terminal.wait_for("Go on? [y/N] ")
        terminal.press("y\n")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(self.state("test/s/a"), "active")
        # One object is what was named, and --yes is an answer.
        self.assertEqual(self.on_terminal("deactivate", "test/s/a").end(), 0)
        self.assertEqual(self.on_terminal("deactivate", "test", "--yes").end(), 0)

    def test_what_has_changed_while_it_asked_is_not_done(self):
        terminal = self.on_terminal("activate", "test")
        terminal.wait_for("Go on? [y/N] ")
        self.ctl("deactivate", "test/s/a")
        terminal.press("y\n")
        self.assertEqual(terminal.end(), 1)
        self.assertIn("not as it was previewed", terminal.shown)
        self.assertEqual(self.state("test/s/b"), "inactive")


class DryRuns(ObjsyncCtl):
    def kept(self):
        return {table: self.sql(f"SELECT * FROM {table} ORDER BY 1, 2") for table in
                ("object", "job", "owner", "token", "held", "connection", "outbox")}

    def test_no_dry_run_changes_anything(self):
        self.ctl("token", "create", "ci")
        self.ctl("activate", "test/s", "--wait")
        self.tables("b", "c")
        self.crawl()
        self.script().scope("/", "s").scope("/s").write()
        self.crawl()  # held
        self.wait_until(lambda: self.sql("SELECT 1 FROM connection WHERE interrupted = 0"),
                        "what is saved after a crawl")
        before = self.kept()
        said = {words: self.ctl(*words.split(), "--dry-run") for words in (
            "deactivate test", "set test --activate-new=on --owner ann", "pause", "pause test",
            "resume test", "reload", "crawl test", "token create ann --governance",
            "token revoke 1", "removals approve test", "removals reject test", "purge test/s/a",
            "job cancel s1", f"backup {self.folder}/b.db")}
        self.assertEqual(self.kept(), before)
        self.assertFalse((self.folder / "b.db").exists())
        self.assertIn("start no scheduled crawls of test", said["pause test"])
        self.assertIn("It would change nothing", said["resume test"])
        self.assertIn("The configuration is good", said["reload"])
        self.assertIn("ann with GOVERNANCE", said["token create ann --governance"])
        self.assertIn("revoke token 1 of ci", said["token revoke 1"])
        self.assertIn("2 objects", said["removals approve test"])
        self.assertIn("forget test/s/a", said["purge test/s/a"])
        self.assertIn("give back what was set at test/s before", said["job cancel s1"])
        self.assertEqual([r for r in self.get("/audit")["records"] if "pause" in r["action"]], [])

    def test_each_is_refused_where_the_change_would_be(self):
        for words in ("purge test/s/a", "job cancel s9", "token revoke 9", "pause none",
                      "connection accept test", "deactivate none"):
            self.ctl(*words.split(), "--dry-run", status=1)
        self.config.write_text(self.config.read_text() + "\nwrong = ")
        self.ctl("reload", "--dry-run", status=1)


class Jobs(ObjsyncCtl):
    def stopped_crawl(self):
        gate = self.gate("here")
        self.script().scope("/", "s").add("scope", "/s").add("stop", gate.path).add(
            "end", "/s", "complete").write()
        return gate

    def test_ctrl_c_ends_the_waiting_and_not_the_crawl(self):
        gate = self.stopped_crawl()
        terminal = self.on_terminal("crawl", "test", "--wait")
        terminal.wait_for("listing: ")
        terminal.interrupt()
        self.assertEqual(terminal.end(), 130)
        job = self.get("/jobs")["jobs"][0]
        self.assertEqual(job["state"], "active")
        self.assertIn(f"objsyncctl jobs {job['id']} --wait goes on", terminal.shown)
        again = self.on_terminal("jobs", job["id"], "--wait")
        again.wait_for("listing: ")
        gate.wait()
        gate.open()
        self.assertEqual(again.end(), self.on_terminal("jobs", job["id"]).end())

    def test_ctrl_c_ends_a_dry_run_which_nobody_else_waits_for(self):
        self.stopped_crawl()
        terminal = self.on_terminal("crawl", "test", "--dry-run")
        terminal.wait_for("listing: ")
        job = self.get("/jobs")["jobs"][0]["id"]
        terminal.interrupt()
        self.assertEqual(terminal.end(), 130)
        self.assertEqual(self.over(job)["state"], "cancelled")

    def test_job_cancel_ends_a_crawl_and_gives_back_a_setting(self):
        gate = self.stopped_crawl()
        self.ctl("crawl", "test")
        gate.wait()
        crawl = self.ctl_lines("jobs")[0]["id"]
        self.ctl("job", "cancel", crawl)
        self.over(crawl)
        self.assertIn("cancelled", self.ctl("jobs", crawl, status=1))
        self.ctl("activate", "test", "--wait")
        setting = self.ctl_lines("jobs")[0]["id"]
        self.ctl("job", "cancel", setting)
        self.wait_until(lambda: self.state("test/s/a") == "inactive", "what was before")
        self.assertIn("give back", self.ctl("jobs"))
        self.ctl("job", "cancel", setting, status=1)


class Progress(DaemonTest):
    def test_a_bar_shows_how_far_an_announcement_is(self):
        self.write_config(self.connection("test", "synthetic",
                                          {"schemas": 4, "tables": 5000, "columns": 1}))
        self.start_crawled()
        terminal = Terminal([OBJSYNCCTL, "--socket", self.socket, "activate", "test", "--wait",
                             "--yes"])
        self.addCleanup(terminal.close)
        self.assertEqual(terminal.end(), 0)
        self.assertRegex(terminal.shown, r"\[#*-*\] +\d+ %  announcing: [\d,]+ of 20,005 objects")
        self.assertIn("20,005 objects, 20,000 events", terminal.shown)
        # What is no terminal gets lines, and few of them.
        self.assertLess(len(self.ctl("deactivate", "test", "--wait").splitlines()), 6)


class Tables(ObjsyncCtl):
    @staticmethod
    def columns(line):
        wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
        marks = sum(unicodedata.combining(c) != 0 for c in line)
        return len(line) + wide - marks

    def test_a_table_fits_every_terminal_whatever_the_names(self):
        self.tables("データベースの表", "e\u0301" * 30, "x" * 200, "a")
        self.crawl()
        self.set("test/s/a", dataOwners=["所有者" * 20])
        for columns in (200, 60, 33, 20, 9, 3, 1):
            for words in (("ls", "test/s"), ("jobs",), ("audit",), ("runs",), ("connections",)):
                terminal = self.on_terminal(*words, columns=columns)
                self.assertEqual(terminal.end(), 0)
                lines = terminal.shown.replace("\r", "").splitlines()
                self.assertGreater(len(lines), 0 if words == ("jobs",) else 1)
                for line in lines:
                    if line != "There are no jobs.":
                        self.assertLessEqual(self.columns(line), columns, (words, line))
        # Where there is room nothing is cut, and columns stand under each other.
        lines = [x for x in self.ctl("ls", "test/s").splitlines()]
        self.assertNotIn("…", "".join(lines))
        kinds = {self.columns(x[:x.rindex(" table ")]) for x in lines[1:]}
        self.assertEqual(len(kinds), 1)


class Access(ObjsyncCtl):
    def test_a_token_goes_into_a_file_works_and_is_revoked(self):
        token = self.ctl("token", "create", "ci", "--governance", "--note", "for tests",
                         "--expires", "7")
        self.assertIn("Token 1 of ci for GOVERNANCE", self.ctl_error)
        file = self.folder / "token"
        file.write_text(token)
        self.ctl("--token-file", str(file), "status")
        listed = self.ctl("token", "list")
        self.assertIn("for tests", listed)
        self.assertNotIn(token.strip(), listed)
        self.assertIn("expires in", self.ctl("doctor"))  # within two weeks
        self.stop()
        self.sql("UPDATE token SET expires_at = 1000")
        self.start()
        self.assertIn("has expired: who shows it is refused", self.ctl("doctor"))
        self.ctl("--token-file", str(file), "status", status=1)
        self.ctl("token", "revoke", "1")
        self.ctl("--token-file", str(file), "status", status=1)
        self.assertIn("There are no tokens", self.ctl("token", "list"))
        self.ctl("token", "create", "ci", "--expires", "soon", status=2)

    def test_audit_says_who_changed_what_from_what_to_what(self):
        self.ctl("activate", "test/s")
        self.ctl("pause", "test")
        self.ctl("activate", "test/none", status=1)
        self.wait_until(lambda: "refused (404)" in self.ctl("audit"), "the refusal's record")
        self.assertIn("isActive: - -> true", self.ctl("audit"))
        records = self.ctl_lines("audit", "--limit", "2")
        self.assertEqual(len(records), 2)
        self.assertEqual(records[1]["action"], "POST /data/connection/{key}/pause")

    def test_purge_asks_and_forgets(self):
        self.tables("b", "c")
        self.crawl()
        self.ctl("purge", "test/s/a", status=2)  # nobody there to be asked
        self.assertIn("--yes", self.ctl_error)
        terminal = self.on_terminal("purge", "test/s/a")
        terminal.wait_for("[y/N] ")
        terminal.press("y\n")
        self.assertEqual(terminal.end(), 0)
        self.ctl("show", "test/s/a", status=1)
        self.ctl("purge", "test/s/b", "--yes", status=1)
        self.assertIn("exclude", self.ctl_error)

    def test_each_of_them_has_a_form_for_programs(self):
        self.ctl("token", "create", "ci")
        for words in ("activate test", "set test --owner ann", "jobs", "jobs s1", "jobs s1 --wait",
                      "job cancel s1", "token create x", "token list", "token revoke 1", "audit",
                      "activate test --dry-run", "pause --dry-run", "activate test --wait"):
            with self.subTest(words):
                lines = self.ctl(*words.split(), "--json").splitlines()
                self.assertTrue([json.loads(line) for line in lines])


if __name__ == "__main__":
    unittest.main()
