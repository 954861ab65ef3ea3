"""The plugin snowflake against a fake Snowflake, driven by the daemon: what its events say."""

import json
import unittest

from snowflake_account import SnowflakeAccount

ORDERS = "sf/SALES/PUBLIC/ORDERS"
TABLES_OF_PUBLIC = "*INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'PUBLIC'*"


class Crawls(SnowflakeAccount):
    def test_the_tree_is_crawled_and_a_second_crawl_tells_nothing(self):
        self.begin()
        self.assertEqual(self.paths("sf"), {
            "sf/SALES", "sf/SALES/EMPTY", "sf/SALES/PUBLIC", "sf/SALES/PUBLIC/CUSTOMERS",
            "sf/SALES/PUBLIC/ITEMS", ORDERS, "sf/SALES/PUBLIC/RETURNS"})
        self.fake.say("CLEAR LOG")
        for full in (False, True):
            self.crawl("sf", full=full)
            self.assertEqual(self.told(), [])
            if not full:
                self.assertEqual(self.fake.statements("*COLUMNS*"), [])
        self.assert_replay_is_export("sf")

    def test_a_changed_table_is_told_with_its_columns_and_is_asked_for_alone(self):
        self.begin()
        self.fake.say("ALTER TABLE SALES.PUBLIC.ORDERS ADD COLUMN TOTAL NUMBER(12,2)",
                      "ALTER TABLE SALES.PUBLIC.ITEMS TOUCH 5000", "CLEAR LOG")
        self.crawl("sf")
        self.assertEqual(self.told(), [("changed", ORDERS)])
        self.assertEqual(self.changed_fields(), ["columns.TOTAL"])
        asked, = self.fake.statements("*COLUMNS*")
        self.assertIn("TABLE_NAME IN ('ORDERS')", asked.sql)

    def test_a_rename_is_a_rename_by_its_table_id(self):
        self.with_usage()
        self.begin()
        self.fake.say("ALTER TABLE SALES.PUBLIC.ORDERS RENAME TO SALES.PUBLIC.PURCHASES",
                      "ADVANCE 4 HOURS")
        self.crawl("sf")
        self.assertEqual([kind for kind, _ in self.told()], ["renamed"])

    def test_a_rename_that_account_usage_does_not_know_yet_loses_no_table(self):
        self.with_usage()
        self.begin()
        self.fake.say("ALTER TABLE SALES.PUBLIC.ORDERS RENAME TO SALES.PUBLIC.PURCHASES")
        self.crawl("sf")
        self.assertIn("sf/SALES/PUBLIC/PURCHASES", self.paths("sf"))
        self.assertLessEqual(set(self.reasons().values()), {"vanished"})

    def test_a_replaced_table_stays_whatever_account_usage_keeps_of_the_old_one(self):
        self.with_usage()
        self.begin()
        self.fake.say("CREATE OR REPLACE TABLE SALES.PUBLIC.ORDERS (ID NUMBER(38,0) NOT NULL)")
        for _ in range(3):
            self.crawl("sf")
            self.fake.say("ADVANCE 1 HOURS")
        self.assertEqual(self.reasons(), {})
        self.assertEqual(self.presence(ORDERS), "present")

    def test_a_dropped_table_is_vanished_never_dropped(self):
        self.begin()
        self.fake.say("DROP TABLE SALES.PUBLIC.ORDERS")
        self.crawl("sf")
        self.assertEqual(self.reasons(), {ORDERS: "vanished"})
        self.fake.say("UNDROP TABLE SALES.PUBLIC.ORDERS")
        self.crawl("sf")
        self.assertEqual(self.presence(ORDERS), "present")

    def test_by_information_schema_and_by_show_the_same_bytes(self):
        for line in ("CREATE SECURE VIEW SALES.PUBLIC.SAFE (X DATE) AS SELECT 1",
                     "CREATE VIEW SALES.PUBLIC.OPEN (X DATE) AS SELECT 1",
                     "CREATE MATERIALIZED VIEW SALES.PUBLIC.FAST (X FLOAT) AS SELECT 1",
                     "CREATE DYNAMIC TABLE SALES.PUBLIC.LIVE (X TIMESTAMP_LTZ(3)) AS SELECT 1",
                     "CREATE ICEBERG TABLE SALES.PUBLIC.ICE (X BOOLEAN)",
                     "CREATE EXTERNAL TABLE SALES.PUBLIC.FAR (VALUE VARIANT)",
                     "CREATE TRANSIENT TABLE SALES.PUBLIC.BRIEF (X VECTOR(FLOAT, 3), Y ARRAY)"):
            self.fake.say(line)
        self.begin()
        known = {o["path"]: o for o in self.export("sf")}
        for method in ("SHOW", "INFORMATION_SCHEMA", "SHOW"):
            (self.without_warehouse if method == "SHOW" else self.with_warehouse)()
            self.crawl("sf", full=True)
            self.assertEqual(self.told(), [], method)
            basis = self.last_run("sf")["by_path"]["SALES/PUBLIC"]["basis"]
            self.assertTrue(basis.startswith(method), basis)
        self.assertEqual({o["path"]: o["object"] for o in self.export("sf")},
                         {path: o["object"] for path, o in known.items()})

    def test_tags_have_a_time_of_their_own_and_are_absent_where_they_cannot_be_read(self):
        self.fake.say("ALTER TABLE SALES.PUBLIC.ORDERS SET TAG GOV.TAGS.PII = 'yes'",
                      "ALTER TABLE SALES.PUBLIC.ORDERS ALTER COLUMN ID SET TAG GOV.TAGS.PII = 'key'")
        self.with_usage()
        self.begin()
        tags = self.object(ORDERS)["object"]["tags"]
        self.assertEqual({(t.get("column"), t["value"]) for t in tags}, {(None, "yes"), ("ID", "key")})
        self.fake.say("ALTER TABLE SALES.PUBLIC.ORDERS UNSET TAG GOV.TAGS.PII")
        self.crawl("sf")
        self.assertEqual(self.told(), [])  # the view is late
        self.fake.say("REVOKE IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE FROM ROLE CRAWL", "ADVANCE 4 HOURS")
        self.crawl("sf")
        self.assertEqual(self.told(), [])
        self.fake.say("GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE CRAWL")
        self.crawl("sf")
        self.assertEqual(self.told(), [("changed", ORDERS)])
        self.assertEqual(len(self.object(ORDERS)["object"]["tags"]), 1)


class Grants(SnowflakeAccount):
    def test_grants_that_are_lost_remove_nothing_as_dropped(self):
        self.begin()
        self.fake.say("REVOKE REFERENCES ON ALL TABLES IN DATABASE SALES FROM ROLE CRAWL")
        for full in (False, True):
            self.crawl_anyhow(full)
        self.assertNotIn("dropped", self.reasons().values())
        self.fake.say("GRANT REFERENCES ON ALL TABLES IN DATABASE SALES TO ROLE CRAWL")
        self.crawl("sf")
        self.assertEqual(self.presence(ORDERS), "present")

    def test_a_lost_warehouse_changes_the_method_and_removes_nothing(self):
        self.begin()
        self.without_warehouse()
        for full in (False, True, False):
            self.crawl("sf", full=full)
            self.assertEqual(self.told(), [])
        self.with_warehouse()
        self.crawl("sf")
        self.assertEqual(self.told(), [])

    def test_what_manage_grants_shows_is_not_taken_for_gone_by_the_other_method(self):
        self.fake.say("REVOKE REFERENCES ON ALL TABLES IN DATABASE SALES FROM ROLE CRAWL",
                      "GRANT MANAGE GRANTS ON ACCOUNT TO ROLE CRAWL")
        self.without_warehouse()
        self.begin()
        self.assertEqual(self.presence(ORDERS), "present")
        self.with_warehouse()
        for full in (False, True, False):
            self.crawl("sf", full=full)
            self.assertEqual(self.told(), [])

    def test_a_dead_share_fails_alone(self):
        self.fake.say("CREATE DATABASE SHARED FROM SHARE 'PROVIDER.SHARE'", "CREATE SCHEMA SHARED.S",
                      "CREATE TABLE SHARED.S.T (X DATE)",
                      "GRANT IMPORTED PRIVILEGES ON DATABASE SHARED TO ROLE CRAWL")
        self.begin()
        self.assertIn("sf/SHARED/S/T", self.paths("sf"))
        self.fake.say("LOSE SHARE SHARED", "DROP TABLE SALES.PUBLIC.ITEMS")
        self.crawl("sf", result="incomplete")
        self.assertEqual(self.outcome("SHARED"), "denied")
        self.assertEqual(self.reasons(), {"sf/SALES/PUBLIC/ITEMS": "vanished"})
        self.assertIn("sf/SHARED/S/T", self.paths("sf"))

    def test_check_names_the_grant_that_is_missing(self):
        self.fake.say("CREATE DATABASE CLOSED", "CREATE SCHEMA CLOSED.S",
                      "GRANT USAGE ON DATABASE CLOSED TO ROLE CRAWL")
        self.start_crawled()
        said = self.ctl_run("check", "sf").stdout
        self.assertIn('GRANT USAGE ON ALL SCHEMAS IN DATABASE "CLOSED" TO ROLE "CRAWL"', said)
        self.assertIn("GRANT DATABASE ROLE SNOWFLAKE.GOVERNANCE_VIEWER", said)
        self.assertIn("WH is STARTED", said)


class Troubles(SnowflakeAccount):
    def expect_scope_alone(self, outcome, *allowed):
        self.crawl("sf", result="incomplete")
        self.assertIn(self.outcome("SALES/PUBLIC"), (outcome, *allowed))
        self.assertEqual(self.outcome("SALES/EMPTY"), "complete")
        self.assertEqual(self.told(), [])
        self.fake.say("CLEAR FAULTS")

    def test_an_error_at_a_row_ends_its_scope_and_removes_nothing(self):
        self.begin()
        for action in ("ROW 2 ALWAYS FAIL '57014' 630 'Statement reached its timeout'",
                       "ROW 2 ALWAYS FAIL 'HY000' 604 'SQL execution canceled'",
                       "ROW 2 ALWAYS WRONG LENGTH 0 3"):
            self.fake.fault(TABLES_OF_PUBLIC, action)
            self.expect_scope_alone("partial", "failed")
        self.crawl("sf")
        self.assertEqual(self.told(), [])

    def test_a_lost_network_in_mid_fetch_costs_a_new_session_or_the_scope(self):
        self.begin()
        self.fake.fault(TABLES_OF_PUBLIC, "ROW 2 ALWAYS LOSE NETWORK")
        self.expect_scope_alone("partial", "failed")
        self.fake.fault(TABLES_OF_PUBLIC, "LOSE NETWORK")  # once, before any row
        self.crawl("sf")
        self.assertEqual(self.told(), [])

    def test_a_session_that_expires_is_signed_in_again(self):
        self.begin()
        for at in ("SHOW SCHEMAS*", TABLES_OF_PUBLIC):
            self.fake.fault(at, "EXPIRE")
            self.crawl("sf")
            self.assertEqual(self.told(), [])

    def test_a_driver_that_crashes_in_mid_fetch_removes_nothing(self):
        self.begin()
        self.fake.fault(TABLES_OF_PUBLIC, "ROW 2 CRASH")
        self.crawl_anyhow()
        self.assertEqual(self.removed(self.before), [])
        self.crawl("sf")
        self.assertEqual(self.told(), [])

    def test_a_statement_that_hangs_is_ended_and_removes_nothing(self):
        self.configure(limits={"no_progress": "2s"})
        self.begin()
        self.fake.fault(TABLES_OF_PUBLIC, "ROW 2 HANG DEAF")
        self.crawl_anyhow()
        self.assertEqual(self.removed(self.before), [])
        self.crawl("sf")
        self.assertEqual(self.told(), [])

    def test_a_statement_that_takes_too_long_is_ended_by_the_server(self):
        self.configure(statement_timeout="1s")
        self.begin()
        self.fake.fault(TABLES_OF_PUBLIC, "ALWAYS HANG")
        self.expect_scope_alone("failed")
        self.assertIn("raise 'statement_timeout'", self.last_run("sf")["by_path"]["SALES/PUBLIC"]["error"])

    def test_kill_9_in_mid_fetch_loses_nothing(self):
        self.begin()
        self.fake.fault(TABLES_OF_PUBLIC, "ROW 2 HANG")
        self.fake.say("DROP TABLE SALES.PUBLIC.ITEMS", "CREATE TABLE SALES.PUBLIC.NEW (X DATE)")
        self.trigger("sf")
        self.wait_until(lambda: any(s.outcome == "running" for s in self.fake.statements(TABLES_OF_PUBLIC)),
                        "the fetch to hang")
        self.kill()
        self.start()
        self.crawl("sf")
        self.assertEqual(sorted(change for change in self.told() if change[0] in ("added", "removed")),
                         [("added", "sf/SALES/PUBLIC/NEW"), ("removed", "sf/SALES/PUBLIC/ITEMS")])
        self.assert_replay_is_export("sf")

    def test_another_account_under_the_same_name_removes_nothing(self):
        self.begin()
        self.fake.say("SET LOCATOR = 'ZZ99999'", "DROP DATABASE SALES")
        self.crawl("sf", result="failed")
        self.assertEqual(self.told(), [])

    def test_a_password_in_a_drivers_error_is_masked_everywhere(self):
        self.fake.fault("LOGIN*", "ALWAYS FAIL '28000' 390100 'Incorrect password {PWD} was specified'")
        self.start()
        self.wait_until(lambda: "Incorrect password" in self.log_text(), "the error in the log")
        self.assertNotIn("Incorrect password secret", self.log_text())
        self.assertNotIn("Incorrect password secret", json.dumps(self.get("/status")))


if __name__ == "__main__":
    unittest.main()
