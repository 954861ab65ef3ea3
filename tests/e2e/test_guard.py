"""No false removal: what is denied, partial, suddenly empty or another source removes nothing."""

import unittest

from harness import DaemonTest


class Guard(DaemonTest):
    def begin(self, *names, **guard):
        self.write_config(self.connection(active=True, activate_new=True, guard=guard or None))
        self.tables(*names)
        self.start_crawled()
        self.wait_delivered(1)
        self.before = self.count_told()

    def held(self):
        return {"/".join(o["objectPath"]): o for o in self.ctl_lines("removals")}

    def news(self):
        return self.changes(self.before)

    def test_a_scope_that_is_suddenly_empty_is_held(self):
        self.begin("a", "b", "c")
        self.tables()
        self.crawl()
        self.assert_nothing_removed()
        self.assertEqual(set(self.held()), {"test/s/a", "test/s/b", "test/s/c"})
        self.assertIn("too much went missing at once", self.held()["test/s/a"]["why"])
        self.assertIn("3 objects held", self.ctl("removals"))
        told = [e for e in self.events() if e["type"] == "objsync.removals.held"]
        self.assertEqual(told[0]["data"]["held"], 3)
        presence = {o["path"]: o["presence"] for o in self.export("test")}
        self.assertEqual(presence["test/s/a"], "held")
        # They stay data sources.
        self.assertNotIn("deactivated", [kind for kind, _ in self.news()])
        self.assertIn("held", self.ctl("explain", "test/s/a"))

    def test_approved_removals_happen(self):
        self.begin("a", "b", "c")
        self.tables()
        self.crawl()
        self.assertEqual(self.ctl_json("removals", "approve", "test/s")["objects"], 3)
        self.wait_until(lambda: len(self.removed()) == 3, "three removals")
        self.assertEqual(self.held(), {})
        self.assertEqual(self.paths(), {"test/s"})
        self.assertEqual(len([1 for kind, _ in self.news() if kind == "deactivated"]), 3)
        self.assert_replay_is_export()

    def test_one_of_the_held_can_be_approved_alone(self):
        self.begin("a", "b", "c")
        self.tables()
        self.crawl()
        self.assertEqual(self.ctl_json("removals", "approve", "test/s/b")["objects"], 1)
        self.wait_until(lambda: self.removed() == ["test/s/b"], "one removal")
        self.assertEqual(set(self.held()), {"test/s/a", "test/s/c"})

    def test_rejected_removals_do_not_happen(self):
        self.begin("a", "b", "c")
        self.tables()
        self.crawl()
        self.assertEqual(self.ctl_json("removals", "reject", "test/s")["objects"], 3)
        self.assertEqual(self.held(), {})
        self.assertEqual({o["presence"] for o in self.export("test")}, {"present"})
        self.tables("a", "b", "c")
        self.crawl()
        self.assert_nothing_removed()
        self.assert_replay_is_export()

    def test_a_second_crawl_confirms_when_it_began_late_enough(self):
        self.begin("a", "b", "c", confirm_after="0s")
        self.tables()
        self.crawl()
        self.assert_nothing_removed()
        self.crawl()
        self.assertEqual(sorted(self.removed()), ["test/s/a", "test/s/b", "test/s/c"])
        self.assertEqual(self.held(), {})
        self.assert_replay_is_export()

    def test_a_second_crawl_that_begins_too_soon_confirms_nothing(self):
        self.begin("a", "b", "c", confirm_after="1h")
        self.tables()
        self.crawl()
        self.crawl()
        self.crawl()
        self.assert_nothing_removed()
        self.assertEqual(len(self.held()), 3)

    def test_only_a_person_confirms_when_so_configured(self):
        self.begin("a", "b", "c", confirm="manual", confirm_after="0s")
        self.tables()
        self.crawl()
        self.crawl()
        self.assert_nothing_removed()
        self.assertTrue(self.held()["test/s/a"]["byHand"])
        self.assertIn("Only you can decide", self.ctl("removals"))

    def test_what_is_seen_again_is_held_no_more(self):
        self.begin("a", "b", "c", confirm_after="0s")
        self.tables()
        self.crawl()
        self.tables("a", "b", "c")
        self.crawl()
        self.assertEqual(self.held(), {})
        self.assertEqual({o["presence"] for o in self.export("test")}, {"present"})
        self.crawl()
        self.assert_nothing_removed()
        self.assert_replay_is_export()

    def test_held_removals_outlive_a_restart(self):
        self.begin("a", "b", "c")
        self.tables()
        self.crawl()
        self.kill()
        self.start()
        self.assertEqual(len(self.held()), 3)

    def test_more_than_the_share_is_held_and_less_is_not(self):
        names = [f"t{i}" for i in range(20)]
        self.begin(*names, share="20%", at_least=5)
        self.tables(*names[4:])
        self.crawl()
        self.assertEqual(sorted(self.removed()), ["test/s/t0", "test/s/t1", "test/s/t2",
                                                  "test/s/t3"])
        self.tables(*names[9:])
        self.crawl()
        self.assertEqual(len(self.removed()), 4)
        self.assertEqual(len(self.held()), 5)

    def test_a_missing_container_counts_with_all_below_it(self):
        self.script().scope("/", "big", "small").scope("/big", "a", "b").scope("/small", "c").write()
        self.start_crawled()
        self.script().scope("/", "small").scope("/small", "c").write()
        self.crawl()
        self.assert_nothing_removed()
        self.assertIn("test/big/a", self.paths())

    def test_a_filter_typo_is_held_for_a_person(self):
        names = [f"t{i}" for i in range(6)]
        self.begin(*names, confirm_after="0s")
        self.write_config(self.connection(exclude=["s/t*"], active=True, activate_new=True,
                                          guard={"confirm_after": "0s"}))
        self.hup()
        self.wait_delivered(2)
        self.crawl()
        self.crawl()
        self.assert_nothing_removed()
        self.assertEqual({o["cause"] for o in self.held().values()}, {"out_of_scope"})
        self.assertTrue(all(o["byHand"] for o in self.held().values()))
        self.ctl("removals", "approve", "test")
        self.wait_until(lambda: len(self.removed()) == 6, "the removals")
        reasons = {e["data"]["reason"] for e in self.events()
                   if e["type"] == "objsync.object.removed"}
        self.assertEqual(reasons, {"out_of_scope"})

    def test_the_first_listing_under_a_new_basis_proves_nothing(self):
        self.begin("a", "b", "c")
        self.script().scope("/", "s", basis="role B").scope("/s", "a", "b", basis="role B").write()
        self.crawl()
        self.assert_nothing_removed()
        self.assertEqual(set(self.held()), {"test/s/c"})
        self.assertIn("new basis", self.held()["test/s/c"]["why"])


class Proof(DaemonTest):
    """What a listing that is not complete proves."""

    def begin(self):
        self.script().scope("/", "s1", "s2").scope("/s1", "a", "b", "c").scope("/s2", "d").write()
        self.start_crawled()
        self.wait_delivered(1)

    def test_incomplete_listings_remove_nothing(self):
        self.begin()
        for outcome, words in [("partial", {"error": "timeout", "text": "cut after a page"}),
                               ("denied", {"error": "denied", "text": "no USAGE on s1"}),
                               ("failed", {"error": "timeout", "text": "lost the connection"})]:
            with self.subTest(outcome=outcome):
                self.script().scope("/", "s1", "s2").scope(
                    "/s1", "a", outcome=outcome, **words).scope("/s2", "d").write()
                run = self.crawl(result="incomplete")["run"]
                scope = self.last_run()["by_path"]["s1"]
                self.assertEqual(scope["outcome"], outcome)
                self.assertIn(words["text"], scope["error"])
                self.assertIn(words["text"], self.ctl("runs", str(run)))
                self.assert_nothing_removed()

    def test_a_listing_that_was_never_begun_is_skipped_and_removes_nothing(self):
        self.begin()
        self.script().scope("/", "s1", "s2").scope("/s2", "d").write()
        self.crawl(result="incomplete")
        scope = self.last_run()["by_path"]["s1"]
        self.assertEqual((scope["outcome"], scope["error"]), ("skipped", "not visited"))
        self.assert_nothing_removed()

    def test_a_crawl_that_fails_removes_nothing_that_was_not_proved(self):
        self.begin()
        self.script().scope("/", "s1", "s2").add(
            "fail", "unavailable", text="the server went away", code="08S01").write()
        self.crawl(result="failed")
        self.assert_nothing_removed()
        self.assertIn("the server went away", self.last_run()["error"])
        self.assertIn("the server went away", self.ctl("status"))

    def test_a_name_listed_twice_makes_the_listing_partial(self):
        self.begin()
        self.script().scope("/", "s1", "s2").scope("/s1", "a", "b", "a").scope("/s2", "d").write()
        self.crawl(result="incomplete")
        self.assertEqual(self.last_run()["by_path"]["s1"]["outcome"], "partial")
        self.assert_nothing_removed()

    def test_what_the_plugin_keeps_is_not_removed(self):
        self.begin()
        script = self.script().scope("/", "s1", "s2").scope("/s2", "d")
        script.add("scope", "/s1").add("object", "/s1/a", "table").add("object", "/s1/b", "table")
        script.add("keep", "/s1/c", "no permission").add("end", "/s1", "complete").write()
        self.crawl()
        self.assert_nothing_removed()
        presence = {o["path"]: o["presence"] for o in self.export("test")}
        self.assertEqual(presence["test/s1/c"], "inaccessible")

    def test_a_removal_tells_its_reason(self):
        self.begin()
        self.script().scope("/", "s1", "s2").scope("/s1", "a", "b").scope(
            "/s2", "d", permission=1).write()
        self.crawl()
        self.script().scope("/", "s1", "s2").scope("/s1", "a", permission=1).scope("/s2", "d").write()
        self.crawl()
        reasons = {e["subject"]: e["data"]["reason"] for e in self.events()
                   if e["type"] == "objsync.object.removed"}
        self.assertEqual(reasons, {"test/s1/c": "dropped", "test/s1/b": "vanished"})


class Identity(DaemonTest):
    def source(self, identity, *names):
        self.script().add("identity", identity).scope("/", "s").scope("/s", *names).write()

    def test_another_source_is_refused_until_it_is_accepted(self):
        self.source("account-1", "a", "b")
        self.start_crawled()
        before = self.count_told()
        self.source("account-2", "x")
        self.crawl(result="failed")
        self.assertEqual(self.changes(before), [])
        run = self.last_run()
        for word in ("account-1", "account-2", "connection accept test"):
            self.assertIn(word, run["error"])
        self.assertIn("account-2", self.ctl("status"))
        # Nor does it get through by trying again.
        self.crawl(result="failed")
        self.assertEqual(self.paths(), {"test/s", "test/s/a", "test/s/b"})

        accepted = self.ctl_json("connection", "accept", "test")
        self.assertEqual((accepted["before"], accepted["now"]), ("account-1", "account-2"))
        self.crawl()
        self.assertIn("test/s/x", self.paths())

    def test_back_at_the_right_source_all_goes_on_by_itself(self):
        self.source("account-1", "a", "b")
        self.start_crawled()
        self.source("account-2", "x")
        self.crawl(result="failed")
        self.source("account-1", "a", "b", "c")
        self.crawl()
        self.assertEqual(self.paths(), {"test/s", "test/s/a", "test/s/b", "test/s/c"})
        self.assert_nothing_removed()

    def test_there_is_nothing_to_accept_where_nothing_was_refused(self):
        self.source("account-1", "a")
        self.start_crawled()
        self.ctl("connection", "accept", "test", status=1)
        self.assertIn("accept", self.ctl_error)


if __name__ == "__main__":
    unittest.main()
