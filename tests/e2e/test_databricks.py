"""The plugin databricks against a metastore on a socket, driven by the daemon."""

import unittest

from harness import BUILD, PLUGIN_DIRS, DaemonTest
from metastore import Metastore, error

PLUGIN_DIRS.append(BUILD / "plugins" / "databricks")


class Lakehouse(DaemonTest):
    def setUp(self):
        super().setUp()
        self.source = Metastore()
        self.addCleanup(self.source.close)
        self.source.catalog("main", owner="ann")
        self.source.schema("main", "sales", schema_id="s-1")
        for i, name in enumerate(["customers", "items", "orders", "returns"]):
            self.source.table("main", "sales", name, ["id", "note"], table_id=f"t-{i}")
        (self.folder / "token").write_text("dapi-secret-7")
        self.write_config(self.connection("lake", "databricks", {
            "host": self.source.url, "token": {"file": str(self.folder / "token")},
            "requests_per_second": 0, "retry_delay": "1ms"}, active=True, activate_new=True))

    def begin(self):
        self.start_crawled()
        self.wait_delivered(1)
        self.before = len(self.events())

    def reasons(self):
        return {e["subject"]: e["data"]["reason"] for e in self.events()[self.before:]
                if e["type"] == "objsync.object.removed"}

    def presence(self, path):
        return next(o["presence"] for o in self.export("lake") if o["path"] == path)

    def test_the_tree_is_crawled_and_a_second_crawl_tells_nothing(self):
        self.begin()
        self.assertEqual(self.paths("lake"), {
            "lake/main", "lake/main/sales", "lake/main/sales/customers", "lake/main/sales/items",
            "lake/main/sales/orders", "lake/main/sales/returns"})
        self.source.asked.clear()
        self.crawl("lake")
        self.assertEqual(self.changes(self.before), [])
        listings = [x for x in self.source.asked if "/tables" in x]
        self.assertEqual(len(listings), 2)  # two pages, and nothing of any single table
        self.assertTrue(all("omit_columns=true" in x for x in listings), listings)
        self.assert_replay_is_export("lake")
        self.assertNotIn("dapi-secret-7", self.log_text())

    def test_a_changed_table_is_told_with_its_columns(self):
        self.begin()
        self.source.table("main", "sales", "orders", ["id", "note", "total"], table_id="t-2",
                          updated_at=2)
        self.crawl("lake")
        self.assertEqual(self.changes(self.before), [("changed", "lake/main/sales/orders")])
        changed = [c["field"] for e in self.events()[self.before:] for c in e["data"].get("changes", [])]
        self.assertEqual(changed, ["columns.total"])

    def test_a_rename_is_a_rename_by_its_table_id(self):
        self.begin()
        del self.source.tables["main", "sales", "orders"]
        self.source.table("main", "sales", "purchases", ["id", "note"], table_id="t-2",
                          updated_at=2)
        self.crawl("lake")
        self.assertEqual([kind for kind, _ in self.changes(self.before)], ["renamed"])

    def test_a_dropped_table_is_vanished_never_dropped(self):
        self.begin()
        del self.source.tables["main", "sales", "orders"]
        self.crawl("lake")
        self.assertEqual(self.reasons(), {"lake/main/sales/orders": "vanished"})

    def test_a_revoked_grant_on_a_table_removes_nothing(self):
        self.begin()
        del self.source.tables["main", "sales", "orders"]
        self.source.refuse["tables/main.sales.orders"] = error(403, "PERMISSION_DENIED")
        self.crawl("lake")
        self.assertEqual(self.reasons(), {})
        self.assertEqual(self.presence("lake/main/sales/orders"), "inaccessible")

    def test_a_denied_schema_keeps_what_it_holds(self):
        self.begin()
        self.source.refuse["tables?catalog_name=main&schema_name=sales"] = error(
            403, "PERMISSION_DENIED")
        self.crawl("lake", result="incomplete")
        self.assertEqual(self.last_run("lake")["by_path"]["main/sales"]["outcome"], "denied")
        self.assertEqual(self.changes(self.before), [])

    def test_a_catalog_that_is_bound_elsewhere_stays(self):
        self.source.catalog("team")
        self.source.schema("team", "s")
        self.source.table("team", "s", "t", table_id="u-1")
        self.begin()
        del self.source.catalogs["team"]
        self.source.refuse["catalogs/team"] = error(
            403, "PERMISSION_DENIED", "Catalog 'team' is not accessible in current workspace")
        for full in (False, True, False):
            self.crawl("lake", full=full)
            self.assertEqual(self.reasons(), {})
            self.assertEqual(self.presence("lake/team"), "inaccessible")
        self.source.refuse.clear()
        self.source.catalog("team")
        self.crawl("lake")
        self.assertEqual(self.presence("lake/team"), "present")
        self.assertEqual(self.reasons(), {})

    def test_a_storm_of_429_ends_complete(self):
        self.begin()
        self.source.storm = 10
        self.crawl("lake")
        self.assertEqual(self.changes(self.before), [])

    def test_another_metastore_under_the_same_name_removes_nothing(self):
        self.begin()
        self.source.catalogs.clear()
        self.source.refuse["metastore_summary"] = (200, {"metastore_id": "m-2"}, {})
        self.crawl("lake", result="failed")
        self.assertEqual(self.changes(self.before), [])

    def test_check_names_the_grant_that_is_missing(self):
        self.source.refuse["schemas?catalog_name=main"] = error(403, "PERMISSION_DENIED")
        self.start_crawled()
        said = self.ctl_run("check", "lake").stdout
        self.assertIn("GRANT BROWSE ON CATALOG `main`", said)


if __name__ == "__main__":
    unittest.main()
