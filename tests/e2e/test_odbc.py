"""The plugin odbc with SQLite's driver, driven by the daemon."""

import sqlite3
import unittest

from harness import DaemonTest


class SqliteFile(DaemonTest):
    def setUp(self):
        super().setUp()
        self.shop = self.folder / "shop.db"
        self.write_config(self.shop_connection())

    def shop_connection(self, **keys):
        return self.connection("shop", "odbc", {
            "connection_string": f"Driver=SQLite3;Database={self.shop}"},
            active=True, activate_new=True, **keys)

    def change(self, *statements):
        with sqlite3.connect(self.shop) as db:
            for statement in statements:
                db.execute(statement)
        db.close()

    def begin(self):
        self.change("CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER)",
                    "CREATE TABLE old (x)", "CREATE VIEW top AS SELECT * FROM orders")
        self.start_crawled()
        self.wait_delivered(1)
        self.before = self.count_told()

    def test_changes_of_the_database_are_told_and_nothing_else(self):
        self.begin()
        self.assertEqual(self.paths("shop"), {"shop/orders", "shop/old", "shop/top"})
        self.change("CREATE TABLE new (x)", "DROP TABLE old",
                    "ALTER TABLE orders ADD COLUMN note TEXT")
        self.crawl("shop")
        # The view shows all columns of the table, so it has changed as well.
        self.assertEqual(sorted(self.changes(self.before)), [
            ("activated", "shop/new"), ("added", "shop/new"), ("changed", "shop/orders"),
            ("changed", "shop/top"), ("deactivated", "shop/old"), ("removed", "shop/old")])
        reasons = {e["data"].get("reason") for e in self.events()
                   if e["type"] == "objsync.object.removed"}
        self.assertEqual(reasons, {"dropped"})
        self.assert_replay_is_export("shop")

    def assert_failed_and_kept(self, *words):
        self.crawl("shop", result="failed")
        self.assertEqual(self.changes(self.before), [])
        self.assertEqual(len(self.paths("shop")), 3)
        for word in words:
            self.assertIn(word, self.last_run("shop")["error"])

    def test_a_file_that_is_no_database_fails_and_removes_nothing(self):
        self.begin()
        self.shop.write_bytes(b"this is no database " * 500)
        self.assert_failed_and_kept("shop")
        self.assertNotEqual(self.ctl_run("check", "shop").returncode, 0)

    def test_an_empty_file_fails_and_removes_nothing(self):
        self.begin()
        self.shop.write_bytes(b"")
        self.assert_failed_and_kept("shop")

    def test_a_missing_file_fails_and_is_not_made(self):
        self.begin()
        self.shop.unlink()
        self.assert_failed_and_kept("shop.db")
        self.assertFalse(self.shop.exists())

    def test_a_damaged_database_removes_nothing(self):
        self.begin()
        data = self.shop.read_bytes()
        self.shop.write_bytes(data[:100] + b"\xa5" * (len(data) - 100))
        output = self.finished(self.trigger("shop"))
        self.assertNotEqual(output["result"], "complete")
        self.assert_nothing_removed()

    def test_another_programs_database_in_its_place_is_refused(self):
        self.begin()
        self.shop.unlink()
        self.change("PRAGMA application_id = 4711", "CREATE TABLE x (y)")
        self.assert_failed_and_kept("connection accept shop")

    def test_a_database_that_is_emptied_is_held(self):
        self.begin()
        self.change("DROP VIEW top", "DROP TABLE orders", "DROP TABLE old")
        self.crawl("shop")
        self.assert_nothing_removed()
        self.assertEqual(len(self.ctl_lines("removals")), 3)

    def test_names_of_all_kinds_keep_their_bytes(self):
        names = ["a/b", "50%", "50x", "under_score", "underXscore", "semi;colon", "ünïcödé", "表",
                 "🙂", "two words", 'quo"te', "dot.ted", "Case", "x" * 128, "..", "new\nline"]
        self.change(*['CREATE TABLE "{}" (id INTEGER)'.format(n.replace('"', '""')) for n in names])
        self.start_crawled()
        self.wait_delivered(1)
        self.assertEqual(self.last_run("shop")["result"], "complete", self.last_run("shop"))
        expected = {"a%2Fb", "50%25", "50x", "under_score", "underXscore", "semi%3Bcolon",
                    "ünïcödé", "表", "🙂", "two words", 'quo"te', "dot.ted", "Case", "x" * 128,
                    "%2E%2E", "new%0Aline"}
        self.assertEqual({p.removeprefix("shop/") for p in self.paths("shop")}, expected)
        for path in sorted(expected):
            with self.subTest(path=path):
                shown = self.ctl_json("show", f"shop/{path}")
                self.assertEqual([c["name"] for c in shown["object"]["columns"]], ["id"])
        # Each is one object to the next crawl as well.
        before = self.count_told()
        self.crawl("shop")
        self.assertEqual(self.changes(before), [])
        self.change('DROP TABLE "50%"', 'DROP TABLE "under_score"')
        self.crawl("shop")
        self.assertEqual(sorted(self.removed()), ["shop/50%25", "shop/under_score"])
        self.assert_replay_is_export("shop")

    def test_one_table_can_be_crawled_alone(self):
        self.begin()
        self.change("CREATE TABLE new (x)", "ALTER TABLE orders ADD COLUMN note TEXT")
        self.crawl("shop/orders")
        self.assertEqual(self.changes(self.before), [("changed", "shop/orders")])
        self.change("DROP TABLE old")
        self.crawl("shop/old")
        self.assertEqual(self.removed(), ["shop/old"])
        self.crawl("shop/new")
        self.assertIn("shop/new", self.paths("shop"))

    def test_what_is_filtered_is_not_listed(self):
        self.change("CREATE TABLE TMP_1 (x)", "CREATE TABLE tmp_2 (x)", "CREATE TABLE good (x)")
        self.write_config(self.shop_connection(exclude=["TMP_*"]))
        self.start_crawled()
        self.assertEqual(self.paths("shop"), {"shop/tmp_2", "shop/good"})

    def test_check_tells_what_is_seen(self):
        self.begin()
        findings = [f for line in self.ctl_lines("check", "shop") for f in line["findings"]]
        self.assertTrue(findings)
        self.assertEqual({f["severity"] for f in findings}, {"ok"}, findings)

    def test_a_wrong_driver_name_is_told(self):
        self.write_config(self.connection("shop", "odbc", {
            "connection_string": f"Driver=SQLyte3;Database={self.shop}"}))
        self.start_crawled()
        run = self.last_run("shop")
        self.assertEqual(run["result"], "failed")
        self.assertRegex(run["error"], "SQLyte3|driver")


class Password(DaemonTest):
    def test_a_driver_that_echoes_the_password_gives_nothing_away(self):
        """Nobody listens there, so the driver fails, and many of them repeat what they were given."""
        secret = "p;w}d{ 100%"
        file = self.folder / "password"
        file.write_text(secret)
        self.write_config(self.connection("pg", "odbc", {
            "connection_string": "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=1;Database=x",
            "user": "me", "password": {"file": file}}))
        self.start_crawled()
        run = self.last_run("pg")
        self.assertEqual(run["result"], "failed")
        self.wait_delivered(run["id"])
        texts = [self.log_text(), self.event_file.read_text(), self.ctl("runs", str(run["id"])),
                 self.ctl("status"), self.ctl_run("check", "pg").stdout]
        for text in texts:
            self.assertNotIn(secret, text)
            self.assertNotIn("p;w}}d{", text)
        self.assertNotIn(secret.encode(), self.store.read_bytes())


if __name__ == "__main__":
    unittest.main()
