"""Connections that are registered through the API: kept, crawled, changed, and ended."""

import unittest

from registry import RegistryTest


class Life(RegistryTest):
    def test_a_registered_connection_is_crawled_at_once_and_after_a_restart(self):
        self.tables("a", "b")
        self.start()
        self.register_crawled(settings={"isActive": True, "activateNewChildren": True})
        self.wait_delivered(self.last_run("shop")["id"])
        self.assertEqual(set(self.told("added")), {"shop", "shop/s", "shop/s/a", "shop/s/b"})
        self.assertEqual(set(self.told("activated")), {"shop/s/a", "shop/s/b"})
        self.stop()
        self.start()
        shop = self.status_of("shop")
        self.assertTrue(shop["registered"])
        self.assertTrue(shop["configured"])
        self.assertIsNotNone(shop["nextDue"])
        self.tables("a", "c")
        self.crawl("shop")
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a", "shop/s/c"})

    def test_what_was_registered_is_read_back_without_its_secrets(self):
        self.tables("a")
        self.start()
        secret = self.secret("any", "token", "s3cr3t-text")
        self.register(every="6h", options={"token": {"file": secret},
                                           "hosts": [{"name": "x", "token": {"file": secret}}]})
        shop = self.status_of("shop")
        self.assertEqual(shop["connection"], {
            "plugin": "scripted", "jitter": "0s", "every": "6h",
            "options": {"script": str(self.script_file), "token": "[REDACTED]",
                        "hosts": [{"name": "x", "token": "[REDACTED]"}]}})
        self.assertEqual((shop["createdBy"], shop["updatedBy"]), ("root", "root"))
        self.assertEqual(shop["createdAt"], shop["updatedAt"])
        registered, = self.audit("POST /data/connection")
        self.assertEqual(registered["target"], "shop")
        self.assertEqual(registered["after"]["connection"]["options"]["token"], {"file": secret})
        self.assertEqual(registered["after"]["settings"]["infrastructureAdmins"], ["root"])
        self.stop()
        self.assertNotIn(b"s3cr3t-text", self.store.read_bytes())

    def test_every_mistake_is_told_by_the_path_of_its_member(self):
        self.start()
        told = self.refused(400, "POST", "/data/connection", {
            "connectionKey": "shop", "connection": {
                "plugin": "scripted", "every": "6", "exclude": [""], "active": True,
                "options": {}}})
        for part in ("connection.every: ", "connection.exclude[0]: ", "connection.active: ",
                     'connection.options: "options" has no "script"'):
            self.assertIn(part, told)
        told = self.refused(400, "POST", "/data/connection", {
            "connectionKey": "shop", "connection": {"plugin": "scripted", "options": {
                "script": 3, "patience": "1", "token": "hunter2", "scirpt": ""}}})
        for part in ("connection.options.script: ", "connection.options.patience: ",
                     'connection.options.token: option "token" is a secret and must not stand here',
                     '{"file": "/path"}', "connection.options.scirpt: ", 'did you mean "script"?'):
            self.assertIn(part, told)
        self.assertNotIn("hunter2", told + self.log_text())
        told = self.refused(400, "POST", "/data/connection", {
            "connectionKey": "settings", "connection": {"plugin": "scirpted"}})
        self.assertIn('connectionKey: "settings" is a word of the API', told)
        told = self.refused(400, "POST", "/data/connection", {
            "connectionKey": "shop", "connection": {"plugin": "none"}})
        self.assertIn('connection.plugin: there is no plugin "none"', told)
        self.assertEqual(self.get("/data/connection")["connections"], [])

    def test_a_password_in_a_connection_string_is_refused_and_never_shown(self):
        string = "Driver=SQLite3;Database=/not/there;Pwd=hunter2"
        self.write_files(self.connection("files", plugin="odbc",
                                         options={"connection_string": string}))
        self.start()
        shown = self.status_of("files")["connection"]["options"]["connection_string"]
        self.assertEqual(shown, "Driver=SQLite3;Database=/not/there;Pwd=[REDACTED]")
        told = self.refused(400, "POST", "/data/connection", {
            "connectionKey": "shop", "connection": {
                "plugin": "odbc", "options": {"connection_string": string}}})
        self.assertIn("connection.options.connection_string: it holds a password", told)
        self.assertNotIn("hunter2", told)

    def test_a_dry_run_checks_and_keeps_nothing(self):
        self.start()
        body = {"connectionKey": "shop", "connection": self.definition()}
        answer = self.ok("POST", "/data/connection?dryRun=true", body)
        self.assertEqual(answer["would"], "register connection shop")
        body["connection"]["every"] = "x"
        self.refused(400, "POST", "/data/connection?dryRun=true", body)
        self.assertEqual(self.get("/data/connection")["connections"], [])

    def test_a_definition_can_be_tried_before_it_is_registered(self):
        self.script().add("check", "failed", "schema s", "denied", "GRANT USAGE").write()
        self.start()
        body = {"connectionKey": "shop", "connection": self.definition()}
        found = self.ok("POST", "/data/connection/check", body)["findings"]
        self.assertIn(("failed", "GRANT USAGE"), [(f["severity"], f["whatToDo"]) for f in found])
        body["connection"]["options"] = {}
        self.assertIn("connection.options", self.refused(400, "POST", "/data/connection/check", body))
        self.assertEqual(self.get("/data/connection")["connections"], [])

    def test_the_first_crawl_can_be_made_to_list_everything(self):
        self.tables("a")
        self.start()
        self.ok("POST", "/data/connection", {
            "connectionKey": "shop", "connection": self.definition(),
            "options": {"forceRecursiveCrawl": True}})
        self.wait_idle()
        self.assertTrue(self.last_run("shop")["full"])

    def test_a_registered_connection_is_paused_and_resumed_over_a_restart(self):
        self.tables("a")
        self.start()
        self.register_crawled()
        self.post("/data/connection/shop/pause")
        paused = self.health()
        self.assertEqual(paused["state"], "paused")
        self.stop()
        self.start()
        self.assertEqual(self.health(), paused)
        self.post("/data/connection/shop/resume")
        self.wait_until(lambda: self.health()["state"] == "ok", "that it is resumed")

    def test_a_reload_keeps_what_is_registered(self):
        self.tables("a")
        self.start()
        self.register_crawled()
        self.write_files(self.connection("other"))
        self.post("/reload")
        self.wait_idle()
        self.assertEqual({c["connectionKey"]: c["configured"]
                          for c in self.get("/data/connection")["connections"]},
                         {"other": True, "shop": True})
        self.hup()
        self.wait_until(lambda: self.last_run("shop")["why"] == "reload", "a crawl by the signal")


    def test_what_is_registered_while_files_are_read_is_not_lost(self):
        self.tables("a")
        self.start()
        asked = [self.post_in_thread("/data/connection", {
            "connectionKey": f"c{i}", "connection": self.definition()}) for i in range(12)]
        asked += [self.post_in_thread("/reload") for _ in range(4)]
        for thread in asked:
            thread.join()
            self.assertLess(thread.answer[0], 300, thread.answer)
        self.assertEqual({c["connectionKey"]: c["registered"] for c in (
            self.status_of(f"c{i}") for i in range(12))}, {f"c{i}": True for i in range(12)})
        self.wait_idle()


class Changes(RegistryTest):
    def setUp(self):
        super().setUp()
        self.tables("a")
        self.other = self.folder / "other-script"
        self.start()
        self.register_crawled()

    def test_the_next_crawl_goes_by_the_change(self):
        self.script(self.other).scope("/", "s").scope("/s", "a", "b").write()
        self.change(script=self.other, every="1h")
        self.crawl("shop")
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a", "shop/s/b"})
        changed, = self.audit("PUT /data/connection/{key}")
        self.assertEqual(changed["before"]["connection"]["options"]["script"],
                         str(self.script_file))
        self.assertEqual(changed["after"]["connection"]["every"], "1h")

    def test_a_crawl_that_runs_ends_as_it_began(self):
        gate = self.gate("gate")
        self.script().scope("/", "s").add("stop", gate.path).scope("/s", "a", "b").write()
        crawl = self.trigger("shop")
        gate.wait()
        self.script(self.other).scope("/").write()
        self.change(script=self.other, exclude=["s/b"])
        gate.open()
        self.assertEqual(self.finished(crawl)["result"], "complete")
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a", "shop/s/b"})

    def test_what_is_redacted_stays_as_it_is(self):
        secret = self.secret("any", "token", "the-text")
        self.change(options={"token": {"file": secret}})
        read = self.status_of("shop")["connection"]
        self.assertEqual(read["options"]["token"], "[REDACTED]")
        self.script().add("log", "info", "it is $token").scope("/", "s").scope("/s", "a").write()
        self.ok("PUT", "/data/connection/shop", {"connection": {**read, "every": "2h"}})
        self.crawl("shop")
        self.assertIn("it is ***", self.log_text())
        self.assertNotIn("the-text", self.log_text())
        told = self.refused(400, "PUT", "/data/connection/shop", {"connection": self.definition(
            options={"hosts": [{"name": "x", "token": "[REDACTED]"}]})})
        self.assertIn("connection.options.hosts[0].token", told)

    def test_another_source_is_refused_until_it_is_accepted(self):
        self.script(self.other).add("identity", "elsewhere").scope("/", "x").scope("/x").write()
        self.change(script=self.other)
        self.crawl("shop", result="failed")
        shop = self.status_of("shop")
        self.assertEqual((shop["sourceIdentity"], shop["refusedIdentity"]),
                         ("scripted", "elsewhere"))
        self.assertEqual(shop["health"]["state"], "failing")
        self.assertEqual(self.paths("shop"), {"shop/s", "shop/s/a"})
        self.assert_nothing_removed()
        self.post("/data/connection/shop/accept")
        self.crawl("shop")
        self.assertIn("shop/x", self.paths("shop"))

    def test_a_mistake_changes_nothing(self):
        before = self.status_of("shop")["connection"]
        told = self.refused(400, "PUT", "/data/connection/shop",
                            {"connection": self.definition(every="never")})
        self.assertIn("connection.every", told)
        self.assertEqual(self.status_of("shop")["connection"], before)
        record, = self.wait_until(lambda: self.audit("PUT /data/connection/{key}"), "its record")
        self.assertEqual(record["status"], 400)
        self.assertIn("connection.every: ", record["detail"])

    def test_a_connection_that_fails_is_crawled_again_when_it_is_changed(self):
        self.change(script=self.folder / "not-there")
        self.crawl("shop", result="failed")
        failing = self.health()
        self.assertEqual(failing["state"], "failing")
        self.stop()
        self.start()
        self.assertEqual(self.health(), failing)
        self.change(script=self.script_file)
        self.wait_until(lambda: self.health()["state"] == "ok", "that it is crawled and well")
        self.assertEqual(self.last_run("shop")["why"], "reload")

    def test_what_is_not_there_cannot_be_changed(self):
        self.refused(404, "PUT", "/data/connection/none", {"connection": self.definition()})


class Names(RegistryTest):
    def test_a_name_of_the_files_cannot_be_registered_or_changed(self):
        self.tables("a")
        self.write_files(self.connection("shop"))
        self.start_crawled()
        body = {"connectionKey": "shop", "connection": self.definition()}
        self.assertIn("is taken", self.refused(409, "POST", "/data/connection", body))
        told = self.refused(409, "PUT", "/data/connection/shop", {"connection": self.definition()})
        self.assertIn(f"{self.config}:", told)
        token = self.get("/data/connection/shop/removal")["token"]
        told = self.refused(409, "DELETE", f"/data/connection/shop?token={token}")
        self.assertIn("take it out", told)
        for query in ("dryRun=true", "dryRun=true&keepObjects=true", "keepObjects=true"):
            self.refused(409, "DELETE", f"/data/connection/shop?{query}")
        self.assertFalse(self.status_of("shop")["registered"])
        self.assertEqual(self.status_of("shop")["connection"]["plugin"], "scripted")

    def test_a_file_that_has_a_registered_name_later_is_not_taken(self):
        self.tables("a")
        self.start()
        self.register_crawled()
        self.write_files(self.connection("shop"), self.connection("other"))
        told = self.refused(409, "POST", "/reload", {})
        self.assertIn("was registered through the API by root", told)
        self.assertIn(f"{self.config}:", told)
        self.assertEqual([c["connectionKey"] for c in self.get("/data/connection")["connections"]],
                         ["shop"])
        self.assertEqual(self.post("/config/check")["valid"], False)

        # A start takes the rest, and goes on telling.
        self.stop()
        self.start_crawled()
        self.assertTrue(self.status_of("shop")["registered"])
        self.assertIn("was registered", self.get("/status")["configMistakes"][0])
        self.assertEqual({c["connectionKey"] for c in self.get("/data/connection")["connections"]},
                         {"shop", "other"})

    def test_a_file_goes_on_with_the_objects_of_a_registration_that_is_forgotten(self):
        self.tables("a")
        self.start()
        self.register_crawled(settings={"isActive": True})
        oid = self.object("shop/s/a")["oid"]
        before = self.count_told()
        answer = self.ok("DELETE", "/data/connection/shop?keepObjects=true")
        self.assertEqual(answer, {"removed": True, "objects": 0, "dataSources": 0})
        self.assertEqual(self.health()["state"], "unconfigured")
        self.write_files(self.connection("shop", active=True))
        self.post("/reload")
        self.crawl("shop")
        self.assertEqual(self.object("shop/s/a")["oid"], oid)
        self.assertFalse(self.status_of("shop")["registered"])
        self.assertEqual(self.changes(before), [])

    def test_what_went_from_the_files_can_be_registered(self):
        self.tables("a")
        self.write_files(self.connection("shop"))
        self.start_crawled()
        oid = self.object("shop/s/a")["oid"]
        self.write_files()
        self.post("/reload")
        self.register_crawled()
        self.assertEqual(self.object("shop/s/a")["oid"], oid)
        self.assertEqual(self.health()["state"], "ok")


if __name__ == "__main__":
    unittest.main()
