"""The plugin databricks against a fake Databricks, driven by the daemon: what its events say."""

import unittest

from lakehouse import CRAWLER, Lakehouse


class Databricks(Lakehouse):
    def restrict(self):
        """The crawler sees what it is granted: the catalog and schemas, and each table."""
        for right, path in (("USE_CATALOG", "main"), ("USE_SCHEMA", "main"), ("SELECT", "main sales")):
            self.fake.say(f"grant {CRAWLER} {right} {path}")
        self.fake.say(f"admin {CRAWLER} no")

    def test_the_tree_is_crawled_and_a_second_crawl_tells_nothing(self):
        self.begin()
        self.assertEqual(self.paths("lake"), {
            "lake/main", "lake/main/sales", "lake/main/sales/customers", "lake/main/sales/items",
            "lake/main/sales/orders", "lake/main/sales/returns"})
        self.fake.say("forget")
        self.crawl("lake")
        self.assertEqual(self.told(), [])
        listings = self.fake.requests("/tables")
        self.assertEqual(len(listings), 2)  # two pages, and nothing of any single table
        self.assertTrue(all("omit_columns=true" in x for _, x in listings), listings)
        self.assert_replay_is_export("lake")

    def test_a_full_crawl_of_what_did_not_change_tells_nothing(self):
        self.begin()
        self.crawl("lake", full=True)
        self.assertEqual(self.told(), [])
        self.assertEqual(self.presence("lake/main"), "present")

    def test_a_changed_table_is_told_with_its_columns(self):
        self.begin()
        self.fake.say("change main sales orders columns=id:bigint,note:string,total:int")
        self.crawl("lake")
        self.assertEqual(self.told(), [("changed", "lake/main/sales/orders")])
        self.assertEqual(self.changed_fields(), ["columns.total"])

    def test_a_rename_is_a_rename_by_its_table_id(self):
        self.begin()
        self.fake.say("rename main sales orders purchases")
        self.crawl("lake")
        self.assertEqual([kind for kind, _ in self.told()], ["renamed"])

    def test_a_replaced_table_is_a_change_of_the_same_object(self):
        self.begin()
        self.fake.say("table main sales orders columns=id:bigint,note:string")
        self.crawl("lake")
        self.assertEqual(self.told(), [("changed", "lake/main/sales/orders")])
        event = next(e for e in self.events()[self.before:] if e["type"] == "objsync.object.changed")
        self.assertTrue(event["data"]["replaced"])

    def test_a_dropped_table_is_vanished_never_dropped(self):
        self.begin()
        self.fake.say("drop main sales orders")
        self.crawl("lake")
        self.assertEqual(self.reasons(), {"lake/main/sales/orders": "vanished"})

    def test_columns_of_a_foreign_table_that_are_not_there_yet_are_no_change(self):
        self.fake.say("table main sales far table_type=FOREIGN columns=a:int")
        self.begin()
        self.fake.say("change main sales far columns=")
        self.crawl("lake")
        self.assertEqual(self.told(), [])
        self.assertEqual(len(self.object("lake/main/sales/far")["object"]["columns"]), 1)

    def test_a_revoked_grant_on_a_table_removes_nothing(self):
        for table in ("customers", "items", "orders", "returns"):
            self.fake.say(f"grant {CRAWLER} SELECT main sales {table}")
        self.restrict()
        self.fake.say(f"revoke {CRAWLER} SELECT main sales")
        self.begin()
        self.fake.say(f"revoke {CRAWLER} SELECT main sales orders")
        for full in (False, True, False):
            self.crawl("lake", full=full)
            self.assertEqual(self.reasons(), {})
            self.assertEqual(self.presence("lake/main/sales/orders"), "inaccessible")

    def test_a_table_that_moves_between_two_pages_of_a_full_crawl_stays(self):
        self.begin()
        self.fake.say("behave paging=by_offset")
        self.fake.say('before page_token "drop main sales customers" times=1')
        self.crawl("lake", full=True, result="incomplete")
        self.assertEqual(self.reasons(), {})
        self.crawl("lake")
        self.assertEqual(self.reasons(), {"lake/main/sales/customers": "vanished"})

    def test_a_denied_schema_keeps_what_it_holds(self):
        self.begin()
        self.fake.do("fault", "schema_name=sales", "status", 403, "PERMISSION_DENIED")
        self.crawl("lake", result="incomplete")
        self.assertEqual(self.last_run("lake")["by_path"]["main/sales"]["outcome"], "denied")
        self.assertEqual(self.told(), [])

    def test_a_catalog_that_is_bound_elsewhere_stays_and_is_told_inaccessible(self):
        for line in ("catalog team", "schema team s", "table team s t"):
            self.fake.say(line)
        self.begin()
        self.fake.say("change team bind=9")
        for full in (False, True, False):
            self.crawl("lake", full=full)
            self.assertEqual(self.reasons(), {})
            self.assertEqual(self.presence("lake/team"), "inaccessible")
        self.assertEqual(self.told(), [("changed", "lake/team")])
        self.fake.say("change team isolated=false")
        self.crawl("lake")
        self.assertEqual(self.presence("lake/team"), "present")
        self.assertEqual(self.reasons(), {})

    def test_a_second_workspace_brings_its_catalogs_and_disturbs_nothing(self):
        west, = self.fake.say("workspace 9")
        for line in ("catalog team bind=9", "schema team s", "table team s t"):
            self.fake.say(line)
        self.begin()
        self.assertNotIn("lake/team", self.paths("lake"))
        self.stop()
        self.configure(workspaces=[{"host": west, "token": {"file": str(self.folder / "token")}}])
        self.start()
        self.crawl("lake")
        self.assertLessEqual({"lake/team", "lake/team/s/t"}, self.paths("lake"))
        self.assertEqual([p for k, p in self.told() if not p.startswith("lake/team")], [])

    def test_storms_of_429_end_complete(self):
        self.begin()
        self.fake.say("fault /unity-catalog/ status 429 REQUEST_LIMIT_EXCEEDED times=10")
        self.crawl("lake")
        self.assertEqual(self.told(), [])

    def test_a_crawl_that_fails_in_its_middle_removes_nothing(self):
        self.begin()
        for fault in ("cut 40", "truncate 40", "status 500 INTERNAL_ERROR", "html", "drop"):
            self.fake.say(f"fault page_token {fault}")
            self.crawl("lake", result="incomplete")
            self.fake.say("heal")
            self.assertEqual(self.told(), [], fault)
        self.crawl("lake")

    def test_another_metastore_under_the_same_name_removes_nothing(self):
        self.begin()
        self.fake.say("metastore meta-2")
        self.fake.say("drop main")
        self.crawl("lake", result="failed")
        self.assertEqual(self.told(), [])

    def test_check_names_the_grant_that_is_missing(self):
        self.fake.do("fault", "schemas?catalog_name=main", "status", 403, "PERMISSION_DENIED")
        self.start_crawled()
        said = self.ctl_run("check", "lake").stdout
        self.assertIn("GRANT BROWSE ON CATALOG `main`", said)


class Tags(Lakehouse):
    def setUp(self):
        super().setUp()
        self.fake.say("warehouse w-1")
        self.fake.say("tag pii yes main sales orders")
        self.fake.say("tag pii key main sales orders id")
        self.configure(warehouse="w-1")

    def tags(self, path):
        return {(t.get("column"), t["name"]): t["value"] for t in self.object(path)["object"]["tags"]}

    def test_tags_have_a_time_of_their_own_and_tell_what_changed(self):
        self.begin()
        orders = "lake/main/sales/orders"
        self.assertEqual(self.tags(orders), {(None, "pii"): "yes", ("id", "pii"): "key"})
        self.fake.say("tag team shop main sales")
        self.fake.say("untag pii main sales orders id")
        self.crawl("lake")
        self.assertEqual(sorted(self.told()), [("changed", "lake/main/sales"), ("changed", orders)])
        self.assertEqual(self.tags(orders), {(None, "pii"): "yes"})
        self.fake.say("untag pii main sales orders")
        self.crawl("lake")
        self.assertEqual(self.object(orders)["object"]["tags"], [])

    def test_a_lost_grant_takes_no_tag_away(self):
        for right, path in (("USE_CATALOG", "main"), ("USE_SCHEMA", "main sales"), ("SELECT", "main")):
            self.fake.say(f"grant {CRAWLER} {right} {path}")
        self.begin()
        self.crawl("lake")
        self.fake.say(f"admin {CRAWLER} no")
        self.crawl("lake")
        self.mark()
        self.fake.say(f"revoke {CRAWLER} USE_SCHEMA main sales")
        for _ in range(2):
            self.crawl("lake")
        self.assertEqual(self.told(), [("changed", "lake/main/sales")])  # inaccessible
        self.assertEqual(len(self.tags("lake/main/sales/orders")), 2)

    def test_a_schema_that_cannot_be_listed_keeps_its_tags(self):
        self.begin()
        self.crawl("lake")
        self.fake.do("fault", "schema_name=sales", "status", 403, "PERMISSION_DENIED")
        self.fake.say("untag pii main sales orders")
        self.fake.say("untag pii main sales orders id")
        self.crawl("lake", result="incomplete")
        self.assertEqual(len(self.tags("lake/main/sales/orders")), 2)

    def test_a_warehouse_that_fails_takes_no_tag_away(self):
        self.begin()
        self.fake.say("fault /sql/statements status 500 INTERNAL_ERROR")
        self.crawl("lake", result="incomplete")
        self.assertEqual(self.told(), [])


if __name__ == "__main__":
    unittest.main()
