"""Who may register what, with whose secrets, and what becomes of a definition that turns wrong."""

import unittest

from registry import RegistryTest


class Access(RegistryTest):
    def setUp(self):
        super().setUp()
        self.tables("a")
        self.start()
        self.alice = self.token("alice", "CREATE_DATA_SOURCE")
        self.bob = self.token("bob", "CREATE_DATA_SOURCE")

    def test_who_registers_manages_it_and_others_see_nothing_of_it(self):
        self.register("shop", self.alice)
        self.wait_idle()
        self.assertEqual(self.object("shop")["settings"]["infrastructureAdmins"], ["alice"])
        shop = self.ok("GET", "/data/connection/shop", token=self.alice)
        self.assertEqual(shop["createdBy"], "alice")
        self.ok("POST", "/data/crawl/shop", {}, self.alice)
        self.change("shop", self.alice, every="2h")
        for method, path, body in (
                ("GET", "/data/connection/shop", None), ("GET", "/data/connection/shop/removal", None),
                ("PUT", "/data/connection/shop", {"connection": self.definition()}),
                ("DELETE", "/data/connection/shop?token=1", None),
                ("DELETE", "/data/connection/shop?keepObjects=true", None),
                ("PUT", "/data/tags/shop/s/a", {"localTags": {"a": "1"}})):
            self.refused(404, method, path, body, self.bob)
        self.assertEqual(self.ok("GET", "/data/connection", token=self.bob)["connections"], [])
        self.remove("shop", self.alice)
        self.wait_removed()

    def test_without_the_permission_nothing_is_registered_or_tried(self):
        nobody = self.token("nobody")
        body = {"connectionKey": "shop", "connection": self.definition()}
        self.refused(403, "POST", "/data/connection", body, nobody)
        self.refused(403, "POST", "/data/connection?dryRun=true", body, nobody)
        self.refused(403, "POST", "/data/connection/check", body, nobody)

    def test_owners_and_admins_of_a_registration_have_their_rights(self):
        self.register("shop", self.alice, settings={
            "dataOwners": ["carol"], "infrastructureAdmins": ["dave"]})
        self.wait_idle()
        carol, dave = self.token("carol"), self.token("dave")
        self.ok("GET", "/data/object/shop/s/a", token=carol)
        self.refused(403, "PUT", "/data/connection/shop", {"connection": {}}, carol)
        self.change("shop", dave, every="3h")
        self.assertEqual(set(self.object("shop")["settings"]["infrastructureAdmins"]),
                         {"alice", "dave"})

    def test_only_allowed_plugins_are_for_everyone(self):
        body = {"connectionKey": "x", "connection": {
            "plugin": "odbc", "options": {"connection_string": "Driver=/tmp/evil.so"}}}
        for path in ("/data/connection", "/data/connection?dryRun=true", "/data/connection/check"):
            told = self.refused(400, "POST", path, body, self.alice)
            self.assertIn('connection.plugin: plugin "odbc" is not one', told)
        self.register("shop", self.alice)
        self.refused(400, "PUT", "/data/connection/shop", {"connection": body["connection"]},
                     self.alice)

    def test_a_caller_may_use_its_own_secrets_and_no_others(self):
        mine = self.secret("alice", "token", "alices-secret")
        other = self.secret("bob", "token", "bobs-secret")
        somewhere = self.folder / "somewhere"
        somewhere.write_text("the daemon's")
        link = self.secrets / "alice" / "link"
        link.symlink_to(other)

        def body(reference):
            return {"connectionKey": "shop", "connection": self.definition(
                options={"token": reference})}
        for reference in ({"file": other}, {"file": str(somewhere)}, {"file": "/etc/shadow"},
                          {"file": f"{self.secrets}/alice/../bob/token"}, {"env": "HOME"},
                          {"credential": "db"}, {"file": str(link)}, {"file": "/not/there"}):
            for path in ("/data/connection", "/data/connection/check"):
                told = self.refused(400, "POST", path, body(reference), self.alice)
                self.assertIn("connection.options.token: ", told)
                self.assertNotIn("secret-", told)
        self.ok("POST", "/data/connection", body({"file": mine}), self.alice)
        self.script().add("log", "info", "token $token").scope("/").write()
        self.ok("POST", "/data/connection", {
            **body({"file": str(somewhere)}), "connectionKey": "by-governor"})

    def test_a_link_that_is_made_later_is_not_followed(self):
        mine = self.secret("alice", "token", "alices-secret")
        other = self.secret("bob", "token", "bobs-secret")
        self.register("shop", self.alice, options={"token": {"file": mine}})
        self.wait_idle()
        (self.secrets / "alice" / "token").unlink()
        (self.secrets / "alice" / "token").symlink_to(other)
        self.crawl("shop", result="failed")
        self.assertIn("no symbolic link is followed", self.health()["reason"])

    def test_an_admin_cannot_send_a_secret_of_others_elsewhere(self):
        somewhere = self.folder / "somewhere"
        somewhere.write_text("the governor's")
        token = {"token": {"file": str(somewhere)}}
        self.register("shop", options=token, settings={"infrastructureAdmins": ["alice"]})
        kept = self.definition(options={"token": "[REDACTED]"})
        # What sends it nowhere else is the admin's to change.
        self.ok("PUT", "/data/connection/shop", {"connection": {**kept, "every": "3h"}}, self.alice)
        elsewhere = self.definition(script=self.folder / "mine", options={"token": "[REDACTED]"})
        told = self.refused(400, "PUT", "/data/connection/shop", {"connection": elsewhere},
                            self.alice)
        self.assertIn("connection.options.token: ", told)
        # And a governor's word lasts over a restart.
        self.stop()
        self.start()
        self.assertEqual(self.crawl("shop")["result"], "complete")

    def test_the_past_of_a_name_is_for_its_admin_or_a_governor(self):
        self.register("shop", self.alice)
        self.wait_idle()
        body = {"connectionKey": "shop", "connection": self.definition()}
        taken = self.refused(409, "POST", "/data/connection", body, self.bob)
        self.ok("DELETE", "/data/connection/shop?keepObjects=true", token=self.alice)
        self.assertEqual(self.refused(409, "POST", "/data/connection", body, self.bob), taken)
        self.ok("POST", "/data/connection", body, self.alice)
        self.wait_idle()
        self.remove("shop", self.alice)
        self.wait_until(lambda: self.request("GET", "/data/connection/shop")[0] == 404, "its end")
        self.assertEqual(self.refused(409, "POST", "/data/connection", body, self.bob), taken)
        self.ok("POST", "/data/connection", body)


class TurnedWrong(RegistryTest):
    """What was right when it was registered, and is not at a later start or reload."""

    def setUp(self):
        super().setUp()
        self.tables("a")
        self.start()

    def restart_without_the_plugin(self):
        self.register_crawled("shop")
        self.write_files(self.connection("files", plugin="odbc", options={
            "connection_string": "Driver=SQLite3;Database=/not/there"}))
        text = self.config.read_text()
        dirs = next(line for line in text.splitlines() if line.startswith("plugin_dirs"))
        self.config.write_text(text.replace(dirs, dirs.replace("/scripted", "/no-scripted")))
        self.stop()
        self.start()

    def test_it_keeps_no_daemon_from_starting_and_is_shown_with_what_is_wrong(self):
        self.restart_without_the_plugin()
        failing = self.health()
        self.assertEqual(failing["state"], "failing")
        self.assertIn('there is no plugin "scripted"', failing["reason"])
        self.assertTrue(self.status_of("files")["configured"])
        told = self.refused(409, "POST", "/data/crawl/shop", {})
        self.assertIn('there is no plugin "scripted"', told)
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a"})
        self.stop()
        self.start()
        self.assertEqual(self.health(), failing)  # since when, too
        self.write_files()
        self.post("/reload")
        self.assertEqual(self.health()["state"], "ok")
        self.crawl("shop")
        self.assert_nothing_removed()

    def test_it_can_be_changed_and_removed(self):
        self.restart_without_the_plugin()
        self.ok("PUT", "/data/connection/shop", {"connection": {
            "plugin": "odbc", "options": {"connection_string": "Driver=SQLite3;Database=/none"}}})
        self.wait_until(lambda: "no plugin" not in self.health()["reason"], "that it is crawled")
        self.remove()
        self.wait_removed()

    def test_a_secret_that_is_not_there_for_now_fails_the_crawl_only(self):
        file = self.secret("any", "token", "x")
        self.register_crawled("shop", options={"token": {"file": file}})
        (self.secrets / "any" / "token").rename(self.secrets / "any" / "away")
        self.stop()
        self.start()
        self.crawl("shop", result="failed")
        self.assertIn(file, self.health()["reason"])
        (self.secrets / "any" / "away").rename(file)
        self.crawl("shop")
        self.assertEqual(self.health()["state"], "ok")

    def test_a_plugin_that_is_allowed_no_more_is_not_called(self):
        alice = self.token("alice", "CREATE_DATA_SOURCE")
        self.register("shop", alice)
        self.wait_idle()
        self.write_config("")
        self.post("/reload")
        self.assertIn("is not one that callers without GOVERNANCE", self.health()["reason"])


if __name__ == "__main__":
    unittest.main()
