"""Jobs: settings that are announced in steps, through kills and beside others; crawls that are
cancelled."""

import unittest

from harness import DaemonTest

# Several steps of the writer: objects of one transaction.
STEP = 5000
SCHEMAS, TABLES = 6, STEP


class Announcing(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(
            self.connection("test", "synthetic",
                            {"schemas": SCHEMAS, "tables": TABLES, "columns": 1}),
            self.connection("other"))
        self.tables("a")
        self.start_crawled()

    def activated(self):
        return self.sql("SELECT COUNT(*) FROM object WHERE announced")[0][0]

    def until_in_time(self, attempt):
        """Tries until something happened while a job was under way, which on a busy machine may be
        over before; returns what the attempt found."""
        for _ in range(20):
            if found := attempt(self.set("test", isActive=True)["bulkId"]):
                return found
            self.set_and_wait("test", isActive=False)
        self.fail("the job was over each time")

    def killed_job(self):
        """Activates all, and kills the daemon when the first of it is committed; returns the job,
        which is not over."""
        def attempt(job):
            self.wait_until(self.activated, "something to be activated")
            self.kill()
            if self.activated() < SCHEMAS * TABLES:
                return job
            return self.start()
        return self.until_in_time(attempt)

    def test_a_killed_job_goes_on_where_it_stood_and_tells_each_object_once(self):
        job = self.killed_job()
        self.start()
        output = self.over(job)["output"]
        self.assertEqual(output["done"], SCHEMAS * (TABLES + 1) + 1)
        self.assertEqual(output["total"], output["done"])
        self.assertEqual(output["events"], SCHEMAS * TABLES)
        self.assertEqual(self.activated(), SCHEMAS * TABLES)
        last = self.get(f"/data/object/test/SCHEMA_{SCHEMAS - 1:05}?history=1")
        self.assertEqual(last["settings"]["isActive"], True)
        self.wait_until_delivered()
        # Neither left out nor told again: each status is told in turns.
        told = {}
        for event in self.assert_stream():
            kind = event["type"].rpartition(".")[2]
            if kind in ("activated", "deactivated"):
                self.assertNotEqual(told.get(event["data"]["oid"]), kind)
                told[event["data"]["oid"]] = kind
        self.assertEqual(set(told.values()), {"activated"})
        self.assertEqual(len(told), SCHEMAS * TABLES)
        self.assert_replay_is_export()

    def test_a_cancelled_job_gives_back_what_was_and_says_so(self):
        job = self.killed_job()  # so that it is not over when it is cancelled
        self.start()
        status, answer = self.request("DELETE", f"/jobs/{job}")
        self.assertEqual((status, answer), (200, {"id": job, "cancelled": True}))
        self.assertEqual(self.over(job)["state"], "cancelled")
        back = self.get("/jobs?limit=1")["jobs"][0]
        self.assertTrue(back["output"]["givesBack"])
        self.assertTrue(back["output"]["requestedBy"])
        self.assertEqual(self.over(back["id"])["state"], "completed")
        self.assertEqual(self.activated(), 0)
        self.assertFalse(self.get("/data/object/test")["settings"]["isActive"])
        self.assertEqual(self.request("DELETE", f"/jobs/{job}")[0], 409)
        record = next(r for r in self.get("/audit")["records"]
                      if r["action"] == "DELETE /jobs/{key}" and r["status"] == 200)
        self.assertEqual(record["target"], f"{job} of test")
        self.assertEqual((record["before"]["isActive"], record["after"]["isActive"]), (True, False))
        self.assert_replay_is_export()

    def test_the_daemon_answers_and_another_connections_job_is_done_before(self):
        def attempt(large):
            small = self.set("other", isActive=None)["bulkId"]
            shown = self.get("/data/object/test/SCHEMA_00000")
            output = self.job(large)["output"]
            in_time = (output["total"] or 1 << 60) - output["done"] > 3 * STEP
            return in_time and (small, large, shown)
        small, large, shown = self.until_in_time(attempt)
        self.assertTrue(shown["pending"])
        small, large = self.over(small)["output"], self.over(large)["output"]
        self.assertLess(small["endedAt"], large["endedAt"])
        self.assertFalse(self.get("/data/object/test/SCHEMA_00000")["pending"])

    def test_a_setting_made_again_takes_the_place_of_the_job_before(self):
        def attempt(first):
            second = self.set("test", isActive=False)["bulkId"]
            return self.job(first)["state"] == "cancelled" and (first, second)
        first, second = self.until_in_time(attempt)
        self.assertEqual(self.over(second)["state"], "completed")
        self.assertEqual(self.job(first)["output"]["replacedBy"], second)
        self.assertEqual(self.activated(), 0)
        self.assert_replay_is_export()

    def test_jobs_of_one_connection_go_one_after_another(self):
        ids = [self.set(f"test/SCHEMA_{i:05}", isActive=True)["bulkId"] for i in range(4)]
        outputs = [self.over(i)["output"] for i in ids]
        for before, after in zip(outputs, outputs[1:]):
            self.assertLessEqual(before["endedAt"], after["endedAt"])
        self.assertEqual(self.activated(), 4 * TABLES)

    def test_a_job_that_cannot_go_on_has_failed_and_doctor_says_what_to_do(self):
        job = self.killed_job()
        self.sql("UPDATE job SET cursor = x'ff' WHERE id = ?", int(job[1:]))
        self.start()
        failed = self.over(job)
        self.assertEqual(failed["state"], "failed")
        self.assertTrue(failed["output"]["error"])
        said = self.ctl("doctor", status=1)
        self.assertIn(f"by job {job}", said)
        self.assertIn("set it again", said)
        self.assertIn("failed", self.ctl("jobs"))
        self.ctl("activate", "test", "--wait")
        self.assertEqual(self.activated(), SCHEMAS * TABLES)
        self.assertNotIn(f"by job {job}", self.ctl("doctor"))
        self.assert_replay_is_export()


class Crawls(DaemonTest):
    def setUp(self):
        super().setUp()
        self.write_config(self.connection(active=True, activate_new=True))
        self.tables("a", "b")
        self.start_crawled()

    def stopped_crawl(self):
        """A crawl that has listed the schema, and waits before it ends."""
        gate = self.gate("here")
        self.script().scope("/", "s").add("scope", "/s").add("object", "/s/new", "table").add(
            "stop", gate.path).add("end", "/s", "complete").write()
        job = self.trigger()
        gate.wait()
        return job

    def test_a_cancelled_crawl_keeps_what_it_saw_and_concludes_no_absence(self):
        job = self.stopped_crawl()
        listed = self.get("/jobs")["jobs"][0]
        self.assertEqual((listed["id"], listed["state"]), (job, "active"))
        self.assertEqual(self.request("DELETE", f"/jobs/{job}?dryRun=true")[0], 200)
        self.assertEqual(self.job(job)["state"], "active")
        self.assertEqual(self.request("DELETE", f"/jobs/{job}")[0], 200)
        ended = self.over(job)
        self.assertEqual((ended["state"], ended["output"]["result"]), ("cancelled", "cancelled"))
        self.assertLess(ended["output"]["startedAt"], ended["output"]["endedAt"])
        self.assertEqual(self.job(job), ended)  # its rate, too, is that of its own time
        self.assertEqual(self.request("DELETE", f"/jobs/{job}")[0], 409)
        self.assertLessEqual({"test/s/a", "test/s/b"}, self.paths())
        self.assert_nothing_removed()
        self.tables("a", "b")
        self.crawl()  # and the connection is crawled as before

    def test_one_that_waits_is_cancelled_before_it_begins(self):
        first = self.stopped_crawl()
        second = self.trigger()
        self.assertEqual(self.job(second)["state"], "created")
        self.assertEqual(self.request("DELETE", f"/jobs/{second}")[0], 200)
        self.assertEqual(self.job(second)["state"], "cancelled")
        self.assertEqual(self.job(first)["state"], "active")
        self.request("DELETE", f"/jobs/{first}")
        self.over(first)
        self.wait_until(lambda: not self.status_of()["crawls"], "nothing more to crawl")
        self.assertEqual(len(self.get("/runs")["runs"]), 2)

    def test_a_crawl_on_schedule_has_an_id_too(self):
        gate = self.gate("here")
        self.script().scope("/", "s").add("scope", "/s").add("stop", gate.path).add(
            "end", "/s", "complete").write()
        self.hup()
        gate.wait()
        job = self.wait_until(lambda: self.get("/jobs")["jobs"], "the crawl")[0]["id"]
        self.assertEqual(self.request("DELETE", f"/jobs/{job}")[0], 200)
        self.assertEqual(self.over(job)["state"], "cancelled")

    def test_an_id_is_not_given_again_after_a_restart(self):
        before = [self.trigger() for _ in range(3)]
        for job in before:
            self.over(job)
        self.stop()
        self.start()
        for job in before:
            self.assertEqual(self.request("GET", f"/jobs?bulkId={job}")[0], 404)
        self.assertNotIn(self.trigger(), before)


if __name__ == "__main__":
    unittest.main()
