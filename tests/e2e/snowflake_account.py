"""A daemon that crawls a fake Snowflake, which is a program of its own behind an ODBC driver."""

import sys

from harness import BUILD, PLUGIN_DIRS, ROOT
from platform_test import PlatformTest

sys.path.insert(0, str(ROOT / "tests" / "snowflake"))
from fake_snowflake import DRIVER, PASSWORD, USER, WAREHOUSE, FakeSnowflake  # noqa: E402

PLUGIN_DIRS.append(BUILD / "plugins" / "snowflake")
TABLES = ("CUSTOMERS", "ITEMS", "ORDERS", "RETURNS")


class SnowflakeAccount(PlatformTest):
    """SALES.PUBLIC with four tables, SALES.EMPTY; crawled by the connection `sf`."""

    connection_name = "sf"

    def setUp(self):
        super().setUp()
        self.fake = FakeSnowflake()
        self.addCleanup(self.fake.close)
        self.fake.add_database("SALES", "PUBLIC", "EMPTY")
        for table in TABLES:
            self.fake.say(f"CREATE TABLE SALES.PUBLIC.{table} (ID NUMBER(38,0) NOT NULL, NOTE VARCHAR(20))")
        self.configure()

    def tearDown(self):
        self.assertEqual(self.fake.state()["defects"], [])

    def options(self, **more):
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        options = {"server": "127.0.0.1", "port": self.fake.port, "account": "xy12345", "user": USER,
                   "driver": str(DRIVER), "warehouse": WAREHOUSE,
                   "driver_options": {"PROTOCOL": "http"}, "password": {"file": str(secret)}, **more}
        return {name: value for name, value in options.items() if value is not None}

    def configure(self, limits=None, **options):
        self.write_config(self.connection("sf", "snowflake", self.options(**options), active=True,
                                          activate_new=True, **(limits or {})))

    def with_usage(self):
        """ACCOUNT_USAGE can be read, and knows all that was done so far."""
        self.fake.say("GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE CRAWL",
                      "ADVANCE 4 HOURS")

    def crawl_anyhow(self, full=False):
        """Where the outcome is not the point."""
        output = self.finished(self.trigger("sf", full=full))
        self.wait_delivered(output["run"])

    def told(self):
        """What is new since mark(); a daemon that was killed may repeat what was told before."""
        before = {e["id"] for e in self.events()[:self.before]}
        return [(e["type"].removeprefix("objsync.object."), e["subject"])
                for e in self.events()[self.before:]
                if e["type"].startswith("objsync.object.") and e["id"] not in before]

    def outcome(self, path):
        return self.scope(path)["outcome"]

    def without_warehouse(self):
        self.fake.say("REVOKE USAGE ON WAREHOUSE WH FROM ROLE CRAWL")

    def with_warehouse(self):
        self.fake.say("GRANT USAGE ON WAREHOUSE WH TO ROLE CRAWL")
