#!/usr/bin/env python3
"""objsyncctl against the control server over a store with one of everything."""

import json
import os
import pty
import select
import subprocess
import sys
import unittest

SERVER, CTL = os.environ["CONTROL_TEST_SERVER"], os.environ["OBJSYNCCTL"]
ESCAPE = "\x1b"


class Served(unittest.TestCase):
    server_args = ()

    def setUp(self):
        self.server = subprocess.Popen([SERVER, *self.server_args], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.socket = self.server.stdout.readline().strip()
        self.env = {"PATH": os.environ["PATH"], "OBJSYNC_SOCKET": self.socket, "TZ": "UTC"}

    def stop(self):
        if not self.server.stdin.closed:
            self.server.stdin.close()
        self.server.wait(10)
        self.server.stdout.close()

    def new_event(self):
        self.server.stdin.write("\n")
        self.server.stdin.flush()

    def ctl(self, *args, code=0):
        done = subprocess.run([CTL, *args], env=self.env, stdin=subprocess.DEVNULL, timeout=60,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, f"{args}: {done.stdout}{done.stderr}")
        return done

    def lines(self, *args, code=0):
        return self.ctl(*args, code=code).stdout.splitlines()

    def values(self, *args, code=0):
        return [json.loads(line) for line in self.lines(*args, "--json", code=code)]


class Codes(Served):
    def test_a_crawl_exits_as_it_ended(self):
        self.assertIn("complete: 3,000 objects in 3 scopes; 2 added",
                      self.ctl("crawl", "shop", "--wait").stdout)
        shown = self.ctl("crawl", "shop/archive", "--wait", code=3).stdout
        self.assertIn("archive: permission denied", shown)
        self.assertIn("objsyncctl runs 2", shown)

    def test_wrong_usage_is_2_and_names_what_is_wrong(self):
        self.assertIn("bogus", self.ctl("bogus", code=2).stderr)
        self.assertIn("PATH", self.ctl("crawl", code=2).stderr)
        self.assertIn("--frob", self.ctl("status", "--frob", code=2).stderr)
        self.assertIn("Subcommands", self.ctl(code=2).stderr)

    def test_a_daemon_that_is_not_there_is_4(self):
        for socket in ("/nonexistent/control.sock", "/tmp", "x" * 300):
            done = self.ctl("--socket", socket, "status", code=4)
            self.assertIn("What to do:", done.stderr)

    def test_help_tells_the_exit_codes(self):
        self.assertIn("3 incomplete, 1 failed, 2 wrong usage", self.ctl("--help").stdout)

    def test_a_check_that_found_a_fault_is_1_and_says_what_to_do(self):
        shown = self.ctl("check", "shop", code=1).stdout
        self.assertIn("GRANT USAGE ON SCHEMA main TO reader", shown)

    def test_an_error_prints_title_detail_and_what_to_do(self):
        done = self.ctl("show", "shop/none", code=1)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.splitlines(), [
            "objsyncctl: No such object", "  nothing is known at shop/none",
            "  What to do: objsyncctl explain shop/none says why"])

    def test_an_error_in_json_is_the_problem_itself(self):
        done = self.ctl("show", "shop/none", "--json", code=1)
        self.assertEqual(json.loads(done.stderr)["status"], 404)


class Looking(Served):
    def test_names_are_shown_as_they_are_typed(self):
        names = [line.split()[0] for line in self.lines("ls", "shop/main")[1:]]
        self.assertEqual(names, ["%2E%2E", "a%2Fb%3Bc%25", "customers", "orders", "%FF%FE",
                                 "orders;function"])
        for name in names:
            shown = self.values("show", f"shop/main/{name}")[0]
            self.assertEqual(shown["objectPath"], ["shop", "main", name])

    def test_a_slash_at_the_end_of_a_container_is_allowed(self):
        self.assertEqual(self.lines("ls", "shop/main/"), self.lines("ls", "shop/main"))

    def test_a_tree_is_indented_and_ends_at_its_depth(self):
        self.assertEqual(self.lines("tree", "shop", "--depth", "1"),
                         ["shop", "  archive/  schema", "  main/  schema"])
        self.assertIn("    customers  table, inactive, held", self.lines("tree", "shop"))

    def test_export_is_the_whole_tree(self):
        exported = [json.loads(line) for line in self.lines("export")]
        self.assertEqual(len(exported), 11)
        orders = [o for o in exported if o["oid"] == 3][0]
        self.assertEqual(orders["object"]["columns"][0]["name"], "id")

    def test_history_is_newest_first(self):
        types = [e["type"].split(".")[-1]
                 for e in self.values("show", "shop/main/orders", "--history")]
        self.assertEqual(types, ["changed", "added"])

    def test_explain_says_which_rule_keeps_an_object_out(self):
        self.assertIn('excluded by "**/TMP_*"', self.ctl("explain", "shop/main/TMP_1").stdout)

    def test_every_command_has_a_form_for_programs(self):
        for args in (["status"], ["connections"], ["plugins"], ["ls"], ["ls", "shop"],
                     ["tree", "shop"], ["show", "shop"], ["explain", "shop"], ["runs"],
                     ["runs", "2"], ["removals"], ["events"], ["config", "check"], ["reload"],
                     ["pause"], ["resume", "shop"], ["connection", "accept", "shop"],
                     ["connection", "remove", "shop", "--dry-run"],
                     ["connection", "remove", "shop", "--yes"], ["backup", "x.db"],
                     ["crawl", "shop"], ["crawl", "shop", "--wait"],
                     ["crawl", "shop", "--dry-run"], ["removals", "approve", "shop"],
                     ["removals", "reject", "shop"], ["export", "shop"]):
            with self.subTest(args):
                self.assertTrue(self.values(*args))

    def test_removals_say_what_holds_them(self):
        shown = self.ctl("removals").stdout
        self.assertIn("too much went missing at once in shop/main", shown)
        self.assertIn("shop/main/customers", shown)

    def test_a_backup_file_is_in_the_directory_of_the_caller(self):
        self.assertIn(os.path.join(os.getcwd(), "x.db"), self.ctl("backup", "x.db").stdout)

    def test_nothing_is_removed_without_agreement(self):
        self.assertIn("--yes", self.ctl("connection", "remove", "shop", code=2).stderr)

    def test_what_a_server_said_cannot_drive_the_terminal(self):
        self.assertNotIn(ESCAPE, self.ctl("check", "shop", code=1).stdout)


class Doctor(Served):
    def test_it_says_what_is_wrong_since_when_and_what_to_do(self):
        all_found = self.values("doctor", code=1)

        def found(text):
            return next(a for a in all_found if text in a["what"])
        login = found("the server refused the login")
        self.assertEqual((login["where"], login["whatToDo"]), ("shop", "check the password"))
        self.assertTrue(login["since"])
        self.assertIn("objsyncctl removals approve (or reject) shop/main", found("held")["whatToDo"])
        self.assertEqual(found("ABI")["where"], "/usr/lib/objsync/plugins/old.so")
        failed = found("by job s2: the store is damaged")
        self.assertEqual((failed["where"], failed["severity"]), ("shop", "failed"))
        self.assertTrue(failed["since"])
        self.assertIn("set it again", failed["whatToDo"])
        stuck = found("stands still, job s3")
        self.assertEqual((stuck["where"], stuck["since"]), ("lake", "2023-11-14T22:13:20.000Z"))
        self.assertIn("job cancel s3", stuck["whatToDo"])

    def test_one_denial_of_many_schemas_is_told_once(self):
        denied = [a for a in self.values("doctor", code=1) if "permission denied" in a["what"]]
        self.assertEqual(len(denied), 1)

    def test_people_see_the_same(self):
        shown = self.ctl("doctor", code=1).stdout
        self.assertIn("shop: the server refused the login\n         Since ", shown)
        self.assertIn("What to do: check the password", shown)


class WrongConfiguration(Served):
    server_args = ("wrong",)

    def test_every_mistake_is_printed(self):
        for args in (["reload"], ["config", "check"]):
            done = self.ctl(*args, code=1)
            self.assertIn("/etc/objsync.toml:3: unknown key", done.stdout + done.stderr)


class Following(Served):
    def follow(self, *args):
        process = subprocess.Popen([CTL, "events", "--follow", "--json", *args], env=self.env,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

        def end():
            process.kill()
            process.wait()
            process.stdout.close()
        self.addCleanup(end)
        self.left = b""
        return process.stdout.fileno()

    def sequence(self, out):
        while b"\n" not in self.left:
            ready, _, _ = select.select([out], [], [], 30)
            self.assertTrue(ready, "no event came")
            part = os.read(out, 65536)
            self.assertTrue(part, "the stream ended")
            self.left += part
        line, self.left = self.left.split(b"\n", 1)
        return int(json.loads(line)["sequence"])

    def test_new_events_come_as_they_are_committed(self):
        out = self.follow("--connection", "shop", "--since", "1")
        self.assertEqual([self.sequence(out) for _ in range(3)], [1, 2, 3])
        for expected in (4, 5):
            self.new_event()
            self.assertEqual(self.sequence(out), expected)

    def test_events_go_on_from_the_cursor_that_was_printed(self):
        first = self.ctl("events")
        self.assertEqual(len(first.stdout.splitlines()), 3)
        cursor = first.stderr.split()[-1]
        self.assertEqual(self.lines("events", "--since", cursor), [])
        out = self.follow("--since", cursor)
        self.new_event()
        self.assertEqual(self.sequence(out), 4)

    def test_a_path_limits_them(self):
        events = self.values("events", "--path", "shop/main/a%2Fb")
        self.assertEqual(events, [])
        events = self.values("events", "--path", "shop/main/orders")
        self.assertEqual({e["subject"] for e in events}, {"shop/main/orders"})

    def test_a_cursor_of_another_store_says_to_start_over(self):
        self.assertIn("export", self.ctl("events", "--since", "other.1", code=1).stderr)


class OnATerminal(Served):
    def shown(self, *args, columns=80, **env):
        ours, theirs = pty.openpty()
        process = subprocess.Popen([CTL, *args], stdin=subprocess.DEVNULL, stdout=theirs,
                                   env={**self.env, "TERM": "xterm", "COLUMNS": str(columns), **env})
        os.close(theirs)
        text = b""
        try:
            while part := os.read(ours, 4096):
                text += part
        except OSError:  # how the end looks on Linux
            pass
        os.close(ours)
        process.wait(10)
        return text.decode()

    def test_colours_are_on_a_terminal_only_and_can_be_switched_off(self):
        self.assertIn(ESCAPE, self.shown("connections"))
        self.assertNotIn(ESCAPE, self.shown("connections", NO_COLOR="1"))
        self.assertNotIn(ESCAPE, self.shown("connections", TERM="dumb"))
        self.assertNotIn(ESCAPE, self.ctl("connections").stdout)

    def test_progress_replaces_its_line_on_a_terminal(self):
        shown = self.shown("crawl", "shop", "--wait")
        self.assertIn("\r" + ESCAPE + "[Klisting: 2,000 objects", shown)
        self.assertNotIn("\r" + ESCAPE, self.ctl("crawl", "shop", "--wait").stdout)

    def test_a_table_is_cut_to_the_width_of_the_terminal(self):
        shown = self.shown("plugins", columns=60, NO_COLOR="1")
        table = shown.replace("\r", "").splitlines()[:3]
        self.assertTrue(all(len(line) <= 60 for line in table), table)
        self.assertIn("…", shown)
        self.assertNotIn("…", self.ctl("plugins").stdout)


if __name__ == "__main__":
    unittest.main()
