"""The end of a registered connection: after a preview, its crawls stopped, in steps, over kills."""

import unittest

from registry import RegistryTest

MANY = 12_000  # more than the daemon removes in one transaction


class Removal(RegistryTest):
    def many(self, count=MANY):
        self.script().scope("/", "s").scope("/s", *[f"t{i:05}" for i in range(count)]).write()

    def test_its_objects_end_with_its_removal_after_a_preview(self):
        self.tables("a", "b")
        self.start()
        self.register_crawled(settings={"isActive": True, "activateNewChildren": True})
        preview = self.get("/data/connection/shop/removal")
        self.assertEqual((preview["removed"], preview["objects"], preview["dataSources"]),
                         (False, 4, 2))
        self.refused(400, "DELETE", "/data/connection/shop")
        self.refused(409, "DELETE", "/data/connection/shop?token=1")
        removed = self.ok("DELETE", f"/data/connection/shop?token={preview['token']}")
        self.assertEqual(removed, {"removed": True, "objects": 4, "dataSources": 2})
        self.wait_removed()
        self.wait_until(lambda: "shop" in self.removed(), "the last event")
        self.assertEqual(self.removed(), ["shop/s/a", "shop/s/b", "shop/s", "shop"])
        self.assertEqual({e["data"]["reason"] for e in self.events()
                          if e["type"] == "objsync.object.removed"}, {"connection_removed"})
        self.assertEqual(self.told("deactivated"), ["shop/s/a", "shop/s/b"])
        record, = [r for r in self.audit("DELETE /data/connection/{key}") if r["status"] == 200]
        self.assertEqual(record["before"]["connection"]["plugin"], "scripted")
        self.assertIsNone(record["after"])
        self.assert_stream()

    def test_a_preview_holds_only_while_nothing_has_changed(self):
        self.tables("a", "b")
        self.start()
        self.register_crawled()
        token = self.get("/data/connection/shop/removal")["token"]
        self.crawl("shop")  # finds nothing new
        self.assertEqual(self.get("/data/connection/shop/removal")["token"], token)
        self.tables("a", "b", "c")
        self.crawl("shop")
        told = self.refused(409, "DELETE", f"/data/connection/shop?token={token}")
        self.assertIn("look at", told)
        self.assertEqual(self.status_of("shop")["registered"], True)

    def test_a_crawl_that_runs_is_stopped_first(self):
        self.tables("a")
        self.start()
        self.register_crawled()
        gate = self.gate("gate")
        self.script().scope("/", "s").add("stop", gate.path).scope("/s", "a", "b").write()
        crawl = self.trigger("shop")
        gate.wait()
        self.remove()
        self.assertEqual(self.finished(crawl)["result"], "cancelled")
        self.wait_removed()
        self.assertNotIn("shop/s/b", self.told("added"))
        self.assertEqual(self.request("POST", "/data/crawl/shop", {})[0], 404)

    def test_what_changes_while_a_crawl_is_stopped_is_not_removed_unseen(self):
        self.tables("a")
        self.start()
        self.register_crawled()
        gate = self.gate("gate")
        self.script().scope("/", "s").add("stop-deaf", gate.path).scope("/s", "a").write()
        self.trigger("shop")
        gate.wait()
        token = self.get("/data/connection/shop/removal")["token"]
        asked = self.in_thread("DELETE", f"/data/connection/shop?token={token}")
        self.wait_until(lambda: not self.get("/status")["connections"], "that it is taken out")
        self.ok("PUT", "/data/settings/shop/s", {"settings": {"isActive": True}})
        self.tables("a")  # for the crawl that was cut short, and begins anew
        gate.open()
        asked.join()
        status, problem = asked.answer
        self.assertEqual(status, 409, problem)
        self.assertIn("have changed since", problem["detail"])
        self.assertTrue(self.status_of("shop")["registered"])
        self.crawl("shop")
        self.assert_nothing_removed()
        self.remove()
        self.wait_removed()

    def test_it_goes_on_after_a_kill_and_tells_of_each_object_once(self):
        self.many()
        self.start()
        self.register_crawled()
        self.remove()
        self.kill()
        self.start()
        self.wait_removed()
        self.wait_until(lambda: "shop" in self.removed(), "the last event")
        told = [e["subject"] for e in self.assert_stream() if e["type"].endswith(".removed")]
        self.assertEqual(len(told), MANY + 2)
        self.assertEqual(len(set(told)), MANY + 2)
        self.assertEqual(self.get("/data/connection")["connections"], [])

    def test_while_it_goes_on_the_daemon_answers_and_others_are_crawled(self):
        self.many()
        self.start()
        self.register_crawled()
        self.tables("a")
        self.remove()
        self.assertIn("being removed", self.refused(409, "POST", "/data/connection", {
            "connectionKey": "shop", "connection": self.definition()}))
        self.register("other")
        self.wait_until(lambda: self.status_of("other")["lastRun"], "a crawl beside the removal")
        self.wait_removed()

    def test_a_name_can_be_used_again_and_what_returns_keeps_its_oid(self):
        self.tables("a")
        self.start()
        self.register_crawled()
        self.post("/data/connection/shop/pause")
        oid = self.object("shop/s/a")["oid"]
        self.remove()
        self.wait_removed()
        self.register_crawled()
        shop = self.status_of("shop")
        self.assertFalse(shop["paused"])
        self.assertEqual(self.object("shop/s/a")["oid"], oid)
        self.wait_delivered(shop["lastRun"]["id"])
        self.assertIn("shop/s/a", self.told("restored"))
        self.assert_replay_is_export("shop")

    def test_a_connection_that_went_from_the_files_is_removed_in_the_same_way(self):
        self.tables("a")
        self.write_files(self.connection("shop"))
        self.start_crawled()
        self.write_files()
        self.post("/reload")
        self.assertEqual(self.health()["state"], "unconfigured")
        self.remove()
        self.wait_removed()
        self.wait_until(lambda: "shop" in self.removed(), "the last event")


if __name__ == "__main__":
    unittest.main()
