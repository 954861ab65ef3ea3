"""The program fake-snowflake as an outsider sees it: shaped by lines, asked by unixODBC's isql."""

import os
import re
import subprocess
import unittest

from fake_snowflake import DRIVER, PASSWORD, USER, FakeSnowflake, literal

TABLES = "SHOW TABLES IN SCHEMA SALES.PUBLIC"


def environment_of_isql():
    """A driver that is built with a sanitizer wants its runtime first, and what that intercepts."""
    needed = subprocess.run(["ldd", DRIVER], text=True, check=True, capture_output=True).stdout
    if "san.so" not in needed:
        return None
    runtimes = re.findall(r"lib(?:[at]san|stdc\+\+)\S* => (\S+)", needed)
    options = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"  # isql's own
    return {**os.environ, "LD_PRELOAD": " ".join(runtimes), "ASAN_OPTIONS": options}


class FakeTest(unittest.TestCase):
    def setUp(self):
        self.fake = FakeSnowflake()
        self.addCleanup(self.fake.close)
        self.fake.add_database("SALES", "PUBLIC")
        self.fake.say("CREATE TABLE SALES.PUBLIC.ORDERS (ID NUMBER(38,0) NOT NULL, NAME VARCHAR(20))")

    def tearDown(self):
        self.assertEqual(self.fake.state()["defects"], [])

    def isql(self, *statements, **keywords):
        """(rows, error): rows as lists of texts up to the first error, which is as isql prints it."""
        keywords = {**self.fake.server_keywords(), "UID": USER, "PWD": PASSWORD, **keywords}
        text = ";".join(f"{name}={value}" for name, value in keywords.items())
        said = subprocess.run(["isql", "-b", "-v", "-k", "-d\t", text], text=True, check=False,
                              input="\n".join(statements) + "\n", capture_output=True, timeout=30, env=environment_of_isql())
        rows, bracket, error = said.stdout.partition("[")
        return [line.split("\t") for line in rows.splitlines()], bracket + error or said.stderr

    def column(self, number, statement):
        rows, errors = self.isql(statement)
        self.assertEqual(errors, "")
        return [row[number] for row in rows]

    def test_what_lines_have_shaped_is_what_a_client_sees(self):
        self.fake.say("CREATE SECURE VIEW SALES.PUBLIC.TOP AS SELECT 1",
                      "CREATE DYNAMIC TABLE SALES.PUBLIC.DAILY (N INT) AS SELECT 1")
        self.assertEqual(self.column(0, "SELECT TABLE_NAME FROM SALES.INFORMATION_SCHEMA.TABLES "
                                        "WHERE TABLE_SCHEMA = 'PUBLIC' ORDER BY 1"),
                         ["DAILY", "ORDERS", "TOP"])
        self.assertEqual(self.column(0, "SELECT COLUMN_NAME FROM SALES.INFORMATION_SCHEMA.COLUMNS "
                                        "WHERE TABLE_NAME = 'ORDERS' ORDER BY ORDINAL_POSITION"),
                         ["ID", "NAME"])

    def test_objects_are_created_altered_renamed_swapped_dropped_and_undropped(self):
        name = "SALES.PUBLIC."
        self.fake.say(f"ALTER TABLE {name}ORDERS RENAME TO {name}A", f"CREATE TABLE {name}B (X INT)",
                      f"ALTER TABLE {name}A SWAP WITH {name}B", f"ALTER TABLE {name}A ADD COLUMN Y DATE",
                      f"ALTER TABLE {name}A RENAME COLUMN X TO Z", f"DROP TABLE {name}B")
        self.assertEqual(self.column(1, TABLES), ["A"])
        self.assertEqual(self.column(2, "SHOW COLUMNS IN TABLE SALES.PUBLIC.A"), ["Z", "Y"])
        self.fake.say(f"UNDROP TABLE {name}B")
        self.assertEqual(self.column(1, TABLES), ["A", "B"])

    def test_a_grant_that_is_taken_back_hides_at_once(self):
        self.fake.say("REVOKE REFERENCES ON ALL TABLES IN DATABASE SALES FROM ROLE CRAWL")
        self.assertEqual(self.column(1, TABLES), [])
        self.fake.say("GRANT SELECT ON TABLE SALES.PUBLIC.ORDERS TO ROLE CRAWL")
        self.assertEqual(self.column(1, TABLES), ["ORDERS"])

    def test_a_line_that_is_wrong_is_answered_and_the_next_one_is_done(self):
        for line in ("CREATE NOTHING X", "DROP TABLE SALES.PUBLIC.NOPE", "CREATE TABLE A.B.C (X WHAT)",
                     "GRANT USAGE ON DATABASE SALES TO ROLE NOBODY", "SELECT 'x", "SET NO_SUCH = 1",
                     "CREATE TABLE SALES.PUBLIC.X (A INT", "DROP TABLE SALES.PUBLIC.ORDERS PURGE NOW",
                     "FAULT '*' EXPLODE"):
            with self.assertRaises(ValueError, msg=line):
                self.fake.say(line)
        self.assertEqual(self.column(1, TABLES), ["ORDERS"])

    def test_every_form_of_the_readme_is_understood(self):
        table = "SALES.PUBLIC.ORDERS"
        self.fake.say(
            *(f"CREATE {kind} SALES.PUBLIC.X (A INT) COMMENT = 'c'" for kind in (
                "TRANSIENT TABLE", "TEMPORARY TABLE", "SECURE VIEW", "DYNAMIC ICEBERG TABLE",
                "HYBRID TABLE", "EXTERNAL TABLE", "EVENT TABLE", "MATERIALIZED VIEW", "UNKNOWN 'GRAPH'")),
            "CREATE TABLE SALES.PUBLIC.Y (A UNKNOWN 'GRAPH' COLLATE 'en', B NUMBER(10, 2) DEFAULT 0, "
            "C INT IDENTITY TAG (T.S.PII = 'x')) CLUSTER BY (A)",
            "CREATE DATABASE D FROM SHARE 'X.Y'", "LOSE SHARE D", "CREATE APPLICATION D1",
            "CREATE APPLICATION PACKAGE D2", "CREATE PERSONAL DATABASE D3", "CREATE LINKED DATABASE D4",
            "GENERATE 1000000 TABLES WITH 20 COLUMNS IN SCHEMA SALES.PUBLIC PREFIX 'T_'",
            *(f"ALTER TABLE {table} {change}" for change in (
                "SET COMMENT = 'x'", "UNSET COMMENT", "ADD COLUMN Z DATE", "DROP COLUMN Z",
                "RENAME COLUMN NAME TO N", "ALTER COLUMN N SET DATA TYPE VARCHAR(40)",
                "ALTER COLUMN N SET NOT NULL", "ALTER COLUMN N COMMENT 'x'",
                "ALTER COLUMN N SET TAG T.S.PII = 'x'", "ALTER COLUMN N UNSET TAG T.S.PII",
                "SET TAG T.S.PII = 'x'", "UNSET TAG T.S.PII", "OWNER TO CRAWL", "SET SECURE", "TOUCH")),
            "ALTER SCHEMA SALES.PUBLIC SET COMMENT = 'x'", "ALTER DATABASE SALES SET TAG T.S.PII = 'x'",
            "ALTER SCHEMA SALES.PUBLIC RENAME TO SALES.OPEN", "ALTER DATABASE SALES RENAME TO SOLD",
            "CREATE ROLE R", "CREATE USER U PASSWORD = 'p' DEFAULT_ROLE = R",
            "ALTER USER U SET RSA_PUBLIC_KEY = 'k' DISABLED = TRUE",
            "ALTER USER U ADD OAUTH TOKEN 't' EXPIRES IN 60 MINUTES", "ALTER USER U ADD OAUTH CLIENT 'i' 's'",
            "ALTER USER U ADD ACCESS TOKEN 'a' ROLE R", "GRANT ROLE R TO ROLE CRAWL",
            "REVOKE ROLE R FROM ROLE CRAWL", "GRANT MANAGE GRANTS ON ACCOUNT TO ROLE R",
            "GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE R",
            "GRANT DATABASE ROLE SNOWFLAKE.OBJECT_VIEWER TO ROLE R",
            "GRANT SELECT, REFERENCES ON FUTURE VIEWS IN SCHEMA SOLD.OPEN TO ROLE R",
            "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SUSPEND", "ALTER WAREHOUSE W RESUME",
            "ALTER WAREHOUSE W SET AUTO_RESUME = FALSE", "REVOKE USAGE ON WAREHOUSE WH FROM ROLE CRAWL",
            "SET SHOW_ROWS = 100", "SET INFORMATION_SCHEMA_ROWS = 9", "SET USAGE_LAG_MINUTES = 1",
            "SET TAG_LAG_MINUTES = 1", "SET LOCATOR = 'L'", "SET VERSION = '9.9'",
            "SET EXTERNAL_TABLE_IN_SHOW_OBJECTS = 'X'", "SET EVENT_TABLE_IN_SHOW_OBJECTS = 'X'",
            "SET REFUSES_EXTERNAL_TABLES_IN_ACCOUNT = TRUE", "ADVANCE 90 MINUTES", "EXPIRE SESSIONS",
            "LATENCY 1 MS A STATEMENT", "LATENCY 1 MS A THOUSAND ROWS", "CHUNK ROWS 10",
            "DRIVER VERSION 3 15 0", "DRIVER CLOSES_OPEN_CURSOR TRUE",
            *(f"FAULT 'X*' ROW 1 SKIP 1 TIMES 2 {action}" for action in (
                "FAIL 'HY000' 1 'x'", "HANG", "HANG DEAF", "CRASH", "LOSE NETWORK", "EXPIRE", "SLOW 10",
                "WRONG LENGTH 0 100", "DO DROP DATABASE SOLD")),
            "FAULT 'LOGIN *' ALWAYS CRASH", "CLEAR FAULTS", "CLEAR LOG", "", "-- a comment")
        self.assertEqual(self.fake.state()["faults"], 0)

    def test_a_refusal_has_state_and_number_of_its_own(self):
        _, errors = self.isql("SELECT NOTHING FROM SALES.INFORMATION_SCHEMA.TABLES")
        self.assertIn("[37000]", errors)  # what 42000 is to a program of ODBC 2
        self.assertIn("invalid identifier 'NOTHING'", errors)
        self.assertEqual(self.fake.statements("SELECT NOTHING*")[0].native, 904)

    def test_a_wrong_password_is_refused_and_never_logged(self):
        _, errors = self.isql("SELECT 1", PWD="wrong-word")
        self.assertIn("[28000]", errors)
        session, native, keywords = self.fake.logins()[0]
        self.assertEqual((session, native, keywords["UID"]), (0, 390100, USER))
        self.assertNotIn("wrong-word", str(keywords))

    def test_a_fault_comes_at_the_statement_and_row_that_it_names(self):
        self.fake.say("CREATE TABLE SALES.PUBLIC.PAID (ID INT)", "CHUNK ROWS 1")
        self.fake.fault("show tables*",
                        "ROW 1 SKIP 1 FAIL '57014' 604 " + literal("it's cancelled"))
        rows, errors = self.isql(TABLES, TABLES)
        self.assertEqual([row[1] for row in rows], ["ORDERS", "PAID", "ORDERS"])
        asked = self.fake.statements("SHOW TABLES*")
        self.assertEqual([(s.outcome, s.native) for s in asked], [("done", 0), ("cancelled", 604)])
        self.assertEqual(self.fake.state()["faults"], 0)

    def test_the_account_changes_in_the_middle_of_a_statement(self):
        self.fake.fault("SHOW SCHEMAS*", "DO DROP TABLE SALES.PUBLIC.ORDERS")
        rows, errors = self.isql("SHOW SCHEMAS IN DATABASE SALES", TABLES)
        self.assertEqual(errors, "")
        self.assertEqual([row[1] for row in rows], ["INFORMATION_SCHEMA", "PUBLIC"])

    def test_what_snowflake_decides_can_be_set(self):
        self.fake.say("SET SHOW_ROWS = 1", "CREATE TABLE SALES.PUBLIC.B (X INT)")
        _, errors = self.isql(TABLES)
        self.assertEqual(self.fake.statements()[-1].native, 90153)
        self.assertIn("Use LIMIT option", errors)

    def test_generated_tables_are_there_and_each_can_be_changed(self):
        self.fake.say("GENERATE 50 SCHEMAS WITH 20 TABLES WITH 3 COLUMNS IN DATABASE SALES",
                      "DROP TABLE SALES.S0007.T0000003",
                      "ALTER TABLE SALES.S0007.T0000004 DROP COLUMN COLUMN_1")
        counts = ("SELECT COUNT(*) FROM SALES.INFORMATION_SCHEMA.{} WHERE TABLE_SCHEMA LIKE 'S0%'")
        self.assertEqual(self.column(0, counts.format("TABLES")), [str(50 * 20 - 1)])
        self.assertEqual(self.column(0, counts.format("COLUMNS")), [str(50 * 20 * 3 - 3 - 1)])


if __name__ == "__main__":
    unittest.main()
