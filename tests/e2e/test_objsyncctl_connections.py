"""objsyncctl's commands that define connections, show how they are, and tag objects."""

import unittest

from harness import OBJSYNCCTL
from registry import RegistryTest
from terminal import Terminal


class Connections(RegistryTest):
    def setUp(self):
        super().setUp()
        self.tables("a", "b")
        self.start()

    def add(self, *words, status=0):
        return self.ctl("connection", "add", *words, status=status)

    def words(self, **options):
        return ["plugin=scripted", f"options.script={self.script_file}", "jitter=0s",
                *(f"options.{key}={value}" for key, value in options.items())]

    def file(self, name="shop.toml", **keys):
        file = self.folder / name
        file.write_text(self.connection("shop", **keys))
        return str(file)

    def test_add_from_words(self):
        shown = self.add("shop", *self.words(patience="5s", names='["x", "y"]'), "every=6h",
                         "exclude=[\"s/b\"]", "--activate-new", "--owner", "ann", "--admin", "ops")
        self.assertIn("shop is registered", shown)
        self.wait_idle()
        shop = self.status_of("shop")
        self.assertEqual(shop["connection"], {
            "plugin": "scripted", "options": {"script": str(self.script_file), "patience": "5s",
                                              "names": ["x", "y"]},
            "jitter": "0s", "every": "6h", "exclude": ["s/b"]})
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a"})
        own = self.object("shop")["overrides"]
        self.assertEqual((own["isActive"], own["activateNewChildren"], own["dataOwners"],
                          own["infrastructureAdmins"]), (False, True, ["ann"], ["ops", "root"]))

    def test_add_from_a_file_as_conf_d_has_it(self):
        self.add("--file", self.file(active=True), "every=2h")
        self.wait_idle()
        shop = self.status_of("shop")
        self.assertEqual(shop["connection"]["every"], "2h")
        self.assertTrue(self.object("shop")["settings"]["isActive"])

    def test_every_mistake_is_printed(self):
        self.add("shop", "plugin=scripted", "every=6", "options.scirpt=x", status=1)
        self.assertIn("connection.every: ", self.ctl_error)
        self.add("shop", *self.words(token="hunter2"), status=1)
        self.assertIn("connection.options.token: ", self.ctl_error)
        self.assertNotIn("hunter2", self.ctl_error)
        file = self.folder / "wrong.toml"
        file.write_text("[[connection]]\nname = \n")
        self.add("--file", str(file), status=2)
        self.assertIn("wrong.toml:2: ", self.ctl_error)
        file.write_text("[[connection]]\nname = 'a'\n[[connection]]\nname = 'b'\n")
        self.add("--file", str(file), status=2)
        self.assertIn("one [[connection]]", self.ctl_error)
        self.add("other", "--file", self.file(), status=2)
        self.assertIn("Two names", self.ctl_error)
        for words in ((), ("plugin=x",), ("shop", "every"), ("shop", ".=x"),
                      ("--file", "/not/there")):
            self.add(*words, status=2)
        self.assertEqual(self.get("/data/connection")["connections"], [])

    def test_a_dry_run_validates_and_a_check_connects(self):
        self.script().add("check", "failed", "schema s", "denied", "GRANT USAGE").write()
        self.assertIn("It would register connection shop",
                      self.add("shop", *self.words(), "--dry-run"))
        self.add("shop", *self.words(), "every=x", "--dry-run", status=1)
        self.assertIn("GRANT USAGE", self.add("shop", *self.words(), "--check", status=1))
        self.assertEqual(self.get("/data/connection")["connections"], [])

    def test_what_is_shown_can_be_changed_and_given_back(self):
        secret = self.secret("any", "token", "x")
        self.add("shop", *self.words(**{"token.file": secret,
                                        "labels": '{ "a b" = "1" }',
                                        "hosts": '[{ name = "h1" }, { name = "h2" }]'}),
                 "default_tags=[{ glob = \"s\", tags = [\"area=sales\"] }]")
        self.wait_idle()
        before = self.status_of("shop")["connection"]
        shown = self.ctl("connection", "show", "shop")
        self.assertIn("# registered by root, ", shown)
        self.assertIn("# ok since ", shown)
        self.assertIn('token = "[REDACTED]"', shown)
        file = self.folder / "shown.toml"
        file.write_text(shown)
        self.assertIn("shop is changed", self.ctl("connection", "change", "--file", str(file)))
        self.assertEqual(self.status_of("shop")["connection"], before)
        self.assertEqual(self.ctl_json("connection", "show", "shop")["connection"], before)
        self.assertIn("# changed by root, ", self.ctl("connection", "show", "shop"))
        self.crawl("shop")

    def test_change_by_words_leaves_the_rest(self):
        secret = self.secret("any", "token", "x")
        self.add("shop", *self.words(**{"token.file": secret}), "every=6h")
        self.ctl("connection", "change", "shop", "every=1h", "options.patience=9s")
        now = self.status_of("shop")["connection"]
        self.assertEqual((now["every"], now["options"]["patience"], now["options"]["token"]),
                         ("1h", "9s", "[REDACTED]"))
        self.ctl("connection", "change", "shop", "--unset", "every", "--unset", "options.patience")
        now = self.status_of("shop")["connection"]
        self.assertNotIn("every", now)
        self.assertNotIn("patience", now["options"])
        self.ctl("connection", "change", "shop", "every=3h")
        would = self.ctl("connection", "change", "shop", "every=5h", "--dry-run")
        self.assertEqual(would.splitlines(), ["It would change connection shop",
                                              '  - every = "3h"', '  + every = "5h"'])
        self.assertIn("it is defined like that already",
                      self.ctl("connection", "change", "shop", "every=3h", "--dry-run"))
        self.assertEqual(self.status_of("shop")["connection"]["every"], "3h")
        self.ctl("connection", "change", "shop", "every=x", status=1)
        self.ctl("connection", "change", "shop", "--unset", "none", status=2)
        self.ctl("connection", "change", "none", "every=1h", status=1)
        self.ctl("connection", "change", "--file", self.file(active=True), status=2)
        self.assertIn("objsyncctl activate", self.ctl_error)

    def test_remove_shows_what_ends_and_asks(self):
        self.add("shop", *self.words())
        self.wait_idle()
        shown = self.ctl("connection", "remove", "shop", "--dry-run")
        self.assertIn("ends 4 objects, 2 data sources among them", shown)
        self.ctl("connection", "remove", "shop", status=2)
        terminal = Terminal([OBJSYNCCTL, "--socket", self.socket, "connection", "remove", "shop"])
        self.addCleanup(terminal.close)
        terminal.wait_for("ends 4 objects")
        terminal.wait_for("Go on? [y/N] ")
        terminal.press("n\n")
        self.assertEqual(terminal.end(), 1)
        self.assertTrue(self.status_of("shop")["registered"])
        self.ctl("connection", "remove", "shop", "--yes")
        self.wait_removed()

    def test_remove_can_keep_the_objects(self):
        self.add("shop", *self.words())
        self.wait_idle()
        self.assertIn("It would keep the objects",
                      self.ctl("connection", "remove", "shop", "--keep-objects", "--dry-run"))
        self.assertTrue(self.status_of("shop")["configured"])
        self.ctl("connection", "remove", "shop", "--keep-objects")
        self.assertFalse(self.status_of("shop")["configured"])
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a", "shop/s/b"})
        self.assertIn("not configured any more", self.ctl("connection", "show", "shop"))

    def test_a_connection_of_the_files_is_shown_and_not_changed(self):
        self.write_files(self.connection("files", every="3h"))
        self.post("/reload")
        shown = self.ctl("connection", "show", "files")
        self.assertIn("# from the files", shown)
        self.assertIn('every = "3h"', shown)
        self.ctl("connection", "remove", "files", "--dry-run", status=1)
        self.ctl("connection", "change", "files", "every=1h", status=1)
        self.assertIn("objsyncd.toml:", self.ctl_error)


class Health(RegistryTest):
    """Each state, where people look for it."""

    def setUp(self):
        super().setUp()
        self.tables("a")
        self.start()
        self.register_crawled()

    def shown(self, state, reason="", remedy="", since=None):
        health = self.health()
        self.assertEqual(health["state"], state)
        self.assertIn(reason, health["reason"])
        for command in ("connections", "status"):
            text = self.ctl(command)
            line = next(x for x in text.splitlines() if x.startswith("shop "))
            self.assertIn(f" {state} ", line)
            if reason:
                self.assertIn(f"shop: {health['reason']}", text)
                self.assertIn(f"What to do: {remedy}", text)
        ailments = {a["where"]: a for a in self.ctl_lines(
            "doctor", status=1 if state == "failing" else 0)}
        if state == "ok":
            self.assertNotIn("shop", ailments)
        else:
            self.assertEqual(ailments["shop"]["since"], health["since"])
        if since:
            self.assertEqual(health["since"], since)
        return health["since"]

    def restart(self):
        self.stop()
        self.start()

    def test_ok(self):
        since = self.shown("ok")
        self.crawl("shop")
        self.restart()
        self.shown("ok", since=since)

    def test_degraded_until_what_could_not_be_seen_is_listed(self):
        self.script().scope("/", "s").scope("/s", "a", outcome="denied", text="no grant").write()
        self.crawl("shop", result="incomplete")
        since = self.shown("degraded", "shop/s: denied: no grant", "objsyncctl check shop")
        self.crawl("shop", result="incomplete")
        self.restart()
        self.shown("degraded", "shop/s: denied: no grant", since=since)
        self.tables("a")
        self.crawl("shop/s")
        self.shown("ok")

    def test_failing(self):
        self.script().add("fail", "auth", text="wrong password").write()
        self.crawl("shop", result="failed")
        since = self.shown("failing", "wrong password", "objsyncctl check shop")
        self.restart()
        self.shown("failing", "wrong password", since=since)
        self.tables("a")
        self.crawl("shop")
        self.shown("ok")

    def test_failing_by_another_source(self):
        self.script().add("identity", "other").scope("/").write()
        self.crawl("shop", result="failed")
        self.shown("failing", "another source")

    def test_paused(self):
        self.ctl("pause", "shop")
        since = self.shown("paused", "by hand", "objsyncctl resume shop")
        self.restart()
        self.shown("paused", "by hand", since=since)
        self.ctl("resume", "shop")
        self.shown("ok")

    def test_unconfigured(self):
        self.ctl("connection", "remove", "shop", "--keep-objects")
        health = self.health()
        self.restart()
        self.assertEqual(self.health(), health)
        self.assertEqual(health["state"], "unconfigured")
        self.assertIn(" unconfigured ", self.ctl("connections"))
        found = {a["where"]: a for a in self.ctl_lines("doctor")}
        self.assertIn("objsyncctl connection remove shop", found["shop"]["whatToDo"])


class Tags(RegistryTest):
    def setUp(self):
        super().setUp()
        self.tables("a")
        self.start()
        self.register_crawled()

    def test_tag_and_untag(self):
        shown = self.ctl("tag", "shop/s/a", "pii", "area=sales", "--dry-run")
        self.assertIn("as it would be:\n  area=sales  (new)\n  pii  (new)", shown)
        self.assertEqual(self.object("shop/s/a")["localTags"], {})
        self.ctl("tag", "shop/s/a", "pii", "area=sales")
        shown = self.ctl("tag", "shop/s/a", "area=hr")
        self.assertIn("  area=hr  (was area=sales)\n  pii", shown)
        self.assertIn("local tags:       area=hr, pii", self.ctl("show", "shop/s/a"))
        self.assertEqual(self.ctl_json("untag", "shop/s/a", "pii", "--dry-run")["after"],
                         {"area": "hr"})
        shown = self.ctl("untag", "shop/s/a", "pii")
        self.assertIn("  area=hr\n  pii  (gone)", shown)
        self.assertEqual(self.object("shop/s/a")["localTags"], {"area": "hr"})
        self.assertEqual(self.ctl_lines("export", "shop/s/a")[0]["localTags"], {"area": "hr"})

    def test_what_is_no_tag_is_wrong_usage(self):
        self.ctl("tag", "shop/s/a", "=x", status=2)
        self.assertIn("no name", self.ctl_error)
        self.ctl("tag", "shop/s/a", status=2)
        self.ctl("untag", "shop/s/a", status=2)
        self.ctl("tag", "shop/s/none", "a=1", status=1)


if __name__ == "__main__":
    unittest.main()
