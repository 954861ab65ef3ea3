"""Who may set what, on a running daemon: owners and admins that were assigned by settings, as
tokens. tests/unit/control/permissions_test.cc has the whole matrix."""

import json
import unittest

from client import Unix
from harness import DaemonTest


class Permissions(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(self.connection())
        self.script().scope("/", "s", "other").scope(
            "/s", *[(t, "table", {"owner": "ann"}) for t in "ab"]).scope(
            "/other", ("x", "table", {"owner": "eve"})).write()
        self.start_crawled()
        self.tokens = {name: self.post("/tokens", {"principal": name})["token"]
                       for name in ("ann", "ops", "eve")}

    def ask(self, who, method, path, body=None):
        """(status, answer), as that principal."""
        client = Unix(self.socket)
        self.addCleanup(client.close)
        client.request(method, path, json.dumps(body) if body is not None else None,
                       {"Authorization": f"Bearer {self.tokens[who]}"})
        answer = client.getresponse()
        return answer.status, json.loads(answer.read() or "null")

    def put(self, who, path, **settings):
        return self.ask(who, "PUT", f"/data/settings/{path}", {"settings": settings})[0]

    def test_the_owner_of_the_platform_may_nothing(self):
        self.assertEqual(self.get("/data/object/test/other/x")["object"]["owner"], "eve")
        self.assertEqual(self.ask("eve", "GET", "/data/object/test/other/x")[0], 404)
        self.assertEqual(self.put("eve", "test/other/x", isActive=True), 404)

    def test_a_data_owner_sets_the_status_at_and_below_its_node_and_assigns_nobody(self):
        self.set("test/s", 200, dataOwners=["ann"])
        self.assertEqual(self.put("ann", "test/s", isActive=True), 202)
        self.assertEqual(self.put("ann", "test/s/a", isActive=False), 202)
        self.assertEqual(self.put("ann", "test/s", activateNewChildren=True), 200)
        self.assertEqual(self.put("ann", "test/s", dataOwners=["ann", "eve"]), 403)
        self.assertEqual(self.put("ann", "test/s", isActive=False, infrastructureAdmins=["ann"]), 403)
        self.assertTrue(self.get("/data/object/test/s")["settings"]["isActive"])
        # What is above and beside looks as if it were not there.
        for path in ("test", "test/other", "test/other/x", "nowhere"):
            self.assertEqual(self.put("ann", path, isActive=True), 404)
        self.assertEqual(self.ask("ann", "POST", "/data/crawl/test/s", {})[0], 202)
        self.assertEqual(self.ask("ann", "POST", "/data/crawl/test", {})[0], 404)

    def test_an_infrastructure_admin_assigns_owners_and_admins_at_and_below_its_node(self):
        self.set("test", 200, infrastructureAdmins=["ops"])
        self.assertEqual(self.put("ops", "test/s", dataOwners=["ann"]), 200)
        self.assertEqual(self.put("ann", "test/s/a", isActive=True), 202)
        self.assertEqual(self.put("ops", "test/other", infrastructureAdmins=["eve"]), 200)
        self.assertEqual(self.put("eve", "test/other/x", dataOwners=["ann"]), 200)
        self.assertEqual(self.put("eve", "test/s", isActive=True), 404)
        self.assertEqual(self.ask("ops", "POST", "/data/connection/test/pause", {})[0], 200)
        self.assertEqual(self.ask("eve", "POST", "/data/connection/test/pause", {})[0], 404)
        self.assertEqual(self.ask("ops", "GET", "/tokens")[0], 403)

    def test_what_was_given_is_taken_again_at_once(self):
        self.set("test/s", 200, dataOwners=["ann"])
        self.assertEqual(self.put("ann", "test/s", isActive=True), 202)
        self.set("test/s", 200, dataOwners=None)
        self.assertEqual(self.put("ann", "test/s", isActive=False), 404)
        self.assertEqual(self.ask("ann", "GET", "/jobs")[1]["jobs"], [])

    def test_jobs_belong_to_who_may_decide_about_what_they_are_about(self):
        self.set("test/s", 200, dataOwners=["ann"])
        mine = self.ask("ann", "PUT", "/data/settings/test/s", {"settings": {"isActive": True}})
        mine = mine[1]["bulkId"]
        other = self.set("test/other", isActive=True)["bulkId"]
        self.over(mine)
        self.over(other)
        self.assertEqual([j["id"] for j in self.ask("ann", "GET", "/jobs")[1]["jobs"]], [mine])
        self.assertEqual(self.ask("ann", "GET", f"/jobs?bulkId={other}")[0], 404)
        self.assertEqual(self.ask("ann", "DELETE", f"/jobs/{other}")[0], 404)
        self.assertEqual(self.ask("ann", "DELETE", "/jobs/s99")[0], 404)
        self.assertEqual(self.ask("ann", "DELETE", f"/jobs/{mine}")[0], 200)
        self.assertTrue(self.get("/data/object/test/other")["settings"]["isActive"])

    def test_an_owner_purges_what_it_owns(self):
        self.set("test/s", 200, dataOwners=["ann"])
        self.script().scope("/", "s", "other").scope("/s", "a").scope("/other", "y", "z").write()
        self.crawl()
        self.post("/removals/approve", {"path": "test"})
        self.wait_until(lambda: self.get("/data/object/test/other/x")["presence"] == "removed",
                        "the removal")
        self.assertEqual(self.ask("ann", "DELETE", "/data/object/test/other/x")[0], 404)
        self.assertEqual(self.ask("ann", "DELETE", "/data/object/test/s/b")[0], 200)


if __name__ == "__main__":
    unittest.main()
