"""The way a user goes first: crawl, change, crawl again; --once; --check-config; reload."""

import unittest

from harness import DaemonTest


class QuickPath(DaemonTest):
    def test_a_change_and_sighup_bring_exactly_its_events(self):
        self.write_config(self.connection(active=True, activate_new=True))
        self.script().scope("/", "s").scope(
            "/s", ("orders", "table", {"col": ["id:INTEGER:notnull", "total:INTEGER"]}),
            ("old", "table"), ("top", "view")).write()
        self.start_crawled()
        self.wait_delivered(1)
        self.assertEqual(self.paths(), {"test/s", "test/s/orders", "test/s/old", "test/s/top"})
        before = self.count_told()

        self.script().scope("/", "s").scope(
            "/s", ("orders", "table", {"col": ["id:INTEGER:notnull", "total:NUMERIC",
                                               "at:DATE"]}),
            ("new", "table"), ("top", "view")).write()
        self.hup()
        self.wait_delivered(2)
        self.assertEqual(sorted(self.changes(before)), [
            ("activated", "test/s/new"), ("added", "test/s/new"), ("changed", "test/s/orders"),
            ("deactivated", "test/s/old"), ("removed", "test/s/old")])
        changed = next(e for e in self.events() if e["type"] == "objsync.object.changed")
        self.assertEqual(
            {c["field"]: (c.get("old", {}).get("type"), c["new"]["type"])
             for c in changed["data"]["changes"]},
            {"columns.total": ("INTEGER", "NUMERIC"), "columns.at": (None, "DATE")})
        self.assertNotIn("initial", changed["data"])
        self.assert_replay_is_export()
        self.assertEqual(self.stop(), 0)

    def test_a_second_crawl_without_change_tells_nothing(self):
        self.tables("a", "b")
        self.start_crawled()
        self.wait_delivered(self.last_run()["id"])
        before = self.count_told()
        self.crawl()
        self.assertEqual(self.changes(before), [])

    def test_first_events_are_initial_until_the_first_complete_crawl(self):
        self.script().scope("/", "s").scope("/s", "a", outcome="partial").write()
        self.start_crawled()
        self.tables("a", "b")
        self.crawl()
        self.tables("a", "b", "c")
        self.crawl()
        initial = {e["subject"]: e["data"].get("initial", False) for e in self.events()
                   if e["type"] == "objsync.object.added"}
        self.assertEqual((initial["test/s/a"], initial["test/s/b"], initial["test/s/c"]),
                         (True, True, False))

    def test_sighup_takes_a_new_connection_and_crawls_it(self):
        self.tables("a")
        self.start_crawled()
        self.write_config(self.connection(), self.connection("second"))
        self.hup()
        self.wait_until(lambda: self.changes(connection="second"), "the new connection crawled")
        self.wait_idle()
        self.assertEqual(self.paths("second"), {"second/s", "second/s/a"})


class Once(DaemonTest):
    def test_once_ends_with_0_when_all_is_complete(self):
        self.tables("a")
        self.assertEqual(self.once(), 0, "said on its standard output")
        self.assertEqual(self.changes(),
                         [("added", "test"), ("added", "test/s"), ("added", "test/s/a")])

    def test_once_ends_with_3_and_names_what_is_incomplete(self):
        self.script().scope("/", "s", "secret").scope("/s", "a").scope(
            "/secret", outcome="denied", error="denied", text="no USAGE on secret").write()
        self.assertEqual(self.once(), 3, "said on its standard output")
        self.assertRegex(self.said, r"(?m)^test: incomplete")
        self.assertIn("secret", self.said)

    def test_once_ends_with_1_and_names_what_failed(self):
        bad = self.folder / "bad"
        self.script(bad).add("fail", "auth", text="wrong password", code="28000").write()
        self.tables("a")
        self.write_config(self.connection("bad", options={"script": bad}), self.connection("good"))
        self.assertEqual(self.once(), 1)
        self.assertRegex(self.said, r"(?m)^bad: failed: .*wrong password")
        self.assertNotRegex(self.said, r"(?m)^good: ")
        self.assertIn(("added", "good/s/a"), self.changes())

    def test_once_tells_failure_rather_than_incompleteness(self):
        bad, part = self.folder / "bad", self.folder / "part"
        self.script(bad).add("fail", "auth", text="wrong password").write()
        self.script(part).scope("/", "s").write()
        self.write_config(self.connection("bad", options={"script": bad}),
                          self.connection("part", options={"script": part}))
        self.assertEqual(self.once(), 1)
        self.assertRegex(self.said, r"(?m)^part: incomplete")


class ConfigTest(DaemonTest):
    def line_of(self, text):
        lines = self.config.read_text().splitlines()
        return next(i for i, line in enumerate(lines, 1) if text in line)

    def assert_told(self, text, where, *words):
        """One line of what was said names the place and has all the words."""
        place = f"{self.config}:{self.line_of(where)}"
        found = [line for line in text.splitlines() if place in line
                 and all(w in line for w in words)]
        self.assertTrue(found, f"no line names {place} with {words}:\n{text}")


class CheckConfig(ConfigTest):
    def write_wrong(self):
        (self.folder / "empty").mkdir()
        self.write_config(
            self.connection("one", exclud=["x"]),
            self.connection("two", active="yes"),
            self.connection("three"), self.connection("three"),
            self.connection("four", options={"script": self.script_file,
                                             "token": {"file": self.folder / "no-such-file"}}),
            self.connection("five", plugin="scriptd"),
            self.connection("six", options={"script": self.script_file, "tokn": "x"}))

    def test_all_mistakes_come_in_one_go_with_their_places(self):
        self.write_wrong()
        self.assertEqual(self.run_daemon("--check-config"), 1)
        self.assert_told(self.said, "exclud = ", "exclud", "exclude")
        self.assert_told(self.said, 'active = "yes"', "active")
        lines = self.config.read_text().splitlines()
        second = [i for i, line in enumerate(lines) if line == 'name = "three"'][1]
        self.assertRegex(self.said, rf"objsyncd.toml:{second}\b.*three")
        self.assert_told(self.said, "no-such-file", "no-such-file")
        self.assert_told(self.said, 'plugin = "scriptd"', "scriptd", "scripted")
        self.assert_told(self.said, "tokn = ", "tokn", "token")

    def test_a_daemon_does_not_start_on_a_wrong_configuration(self):
        self.write_wrong()
        self.assertEqual(self.run_daemon(), 1)
        self.assert_told(self.said, "exclud = ", "exclud")
        self.assert_told(self.said, "tokn = ", "tokn")
        self.assertFalse(self.store.exists())

    def test_a_good_configuration_is_said_to_be_good(self):
        self.assertEqual(self.run_daemon("--check-config"), 0)
        self.assertIn("good", self.said)
        self.assertFalse(self.store.exists())

    def test_conf_d_is_read_and_its_mistakes_named(self):
        (self.folder / "conf.d").mkdir()
        more = self.folder / "conf.d" / "more.toml"
        more.write_text(self.connection("more") + "\nscrpt = 1\n")
        self.assertEqual(self.run_daemon("--check-config"), 1)
        self.assertRegex(self.said, rf"{more}:\d+.*scrpt.*script")

    def test_text_that_is_no_toml_is_named_with_its_line(self):
        self.config.write_text("[daemon]\nstate = \n")
        self.assertEqual(self.run_daemon("--check-config"), 1)
        self.assertRegex(self.said, rf"{self.config}:[23]\b")

    def test_a_configuration_that_is_not_there_is_named(self):
        self.config.unlink()
        self.assertEqual(self.run_daemon("--check-config"), 1)
        self.assertIn(str(self.config), self.said)

    def test_a_refused_plugin_says_why(self):
        for plugin, why in [("no_symbol", "objsync_plugin_v1"), ("wrong_abi", "version 2"),
                            ("unset", "crawl"), ("unresolved", "nobody_has_this")]:
            with self.subTest(plugin=plugin):
                self.write_config(self.connection(plugin=plugin, options={}))
                self.assertEqual(self.run_daemon("--check-config"), 1)
                self.assert_told(self.said, f'plugin = "{plugin}"', why)
                self.assertNotIn("did you mean", self.said)


class Reload(ConfigTest):
    def test_a_wrong_configuration_is_not_taken_and_says_so(self):
        self.tables("a")
        self.start_crawled()
        self.write_config(self.connection(), self.connection("second", evry="1h"))
        self.ctl("reload", status=1)
        self.assert_told(self.ctl_error, "evry = ", "evry", "every")
        self.assertEqual([c["connectionKey"] for c in self.get("/status")["connections"]],
                         ["test"])
        self.assertTrue(any("evry" in m for m in self.get("/status")["configMistakes"]))
        self.assertIn("evry", self.ctl("status"))
        # As it was: it still crawls.
        self.tables("a", "b")
        self.crawl()
        self.assertIn("test/s/b", self.paths())

    def test_sighup_with_a_wrong_configuration_says_so_and_crawls_with_the_old_one(self):
        self.tables("a")
        self.start_crawled()
        self.tables("a", "b")
        self.write_config(self.connection(), self.connection("second", evry="1h"))
        self.hup()
        self.wait_delivered(2)
        self.assertIn("test/s/b", self.paths())
        self.assert_told(self.log_text(), "evry = ", "evry")
        self.assertIn("old configuration stays", self.log_text())

    def test_a_mended_configuration_is_taken(self):
        self.tables("a")
        self.start_crawled()
        self.write_config(self.connection(evry="1h"))
        self.ctl("reload", status=1)
        self.write_config(self.connection(), self.connection("second"))
        self.ctl("reload")
        self.assertEqual(self.get("/status")["configMistakes"], [])
        self.crawl("second")
        self.assertEqual(self.paths("second"), {"second/s", "second/s/a"})

    def test_reload_alone_crawls_nothing(self):
        self.tables("a")
        self.start_crawled()
        runs = len(self.get("/runs")["runs"])
        self.ctl("reload")
        self.assertEqual(len(self.get("/runs")["runs"]), runs)

    def test_a_run_keeps_the_filter_it_began_with_in_all_its_children(self):
        """A child that knew the new filter would leave out what the run takes for dropped then."""
        self.tables("a", "b", "c", "tmp")
        self.start_crawled()
        before = self.count_told()
        gate = self.gate("middle")
        script = self.script().scope("/", "s").add("once", self.folder / "stopped", "stop",
                                                   gate.path)
        script.add("once", self.folder / "crashed", "crash")
        script.scope("/s", "a", "b", "c", "tmp").write()
        running = self.trigger()
        gate.wait()
        self.write_config(self.connection(exclude=["**/tmp"]))
        self.ctl("reload")
        gate.open()
        run = self.finished(running)["run"]
        self.wait_delivered(run)
        self.assertEqual(self.run_of(run)["children"], 2)
        self.assertEqual(self.changes(before), [])
        # The next one has the new filter, and holds what that leaves out under its new basis.
        self.crawl()
        self.assert_nothing_removed()
        self.assertEqual([o["cause"] for o in self.ctl_lines("removals")], ["out_of_scope"])

    def test_a_reload_repeats_no_event(self):
        self.tables("a", "b")
        self.start_crawled()
        self.wait_delivered(1)
        for _ in range(3):
            self.ctl("reload")
        self.crawl()
        ids = [e["id"] for e in self.events()]
        self.assertEqual(len(ids), len(set(ids)))

    def test_config_check_tells_what_a_new_filter_puts_out_of_scope(self):
        self.tables("a", "tmp_1", "tmp_2")
        self.start_crawled()
        self.write_config(self.connection(exclude=["**/tmp_*"]))
        report = self.ctl_json("config", "check")
        self.assertTrue(report["valid"])
        self.assertEqual(report["filters"][0]["outOfScope"]["objects"], 2)
        self.assertIn("2 stored objects out of scope", self.ctl("config", "check"))

    def test_reloads_at_once_are_all_answered(self):
        self.tables("a")
        self.start_crawled()
        others = [self.post_in_thread("/reload") for _ in range(3)]
        self.hup()
        for thread in others:
            thread.join(20)
            self.assertFalse(thread.is_alive(), "a reload was never answered")


if __name__ == "__main__":
    unittest.main()
