"""A daemon that crawls a fake Databricks, which is a program of its own."""

import sys

from harness import BUILD, PLUGIN_DIRS, ROOT
from platform_test import PlatformTest

sys.path.insert(0, str(ROOT / "tests" / "databricks"))
from fake_databricks import CRAWLER, TOKEN, FakeDatabricks  # noqa: E402

PLUGIN_DIRS.append(BUILD / "plugins" / "databricks")
TLS = ROOT / "tests" / "databricks" / "tls"  # an authority and its certificates, for tests only


class Lakehouse(PlatformTest):
    """catalog main > schema sales > four tables, crawled by the connection `lake`."""

    connection_name = "lake"

    def setUp(self):
        super().setUp()
        self.fake = FakeDatabricks("catalog main owner=ann", "schema main sales",
                                   "behave tables_page=3")
        self.addCleanup(self.fake.close)
        for name in ("customers", "items", "orders", "returns"):
            self.fake.say(f"table main sales {name} columns=id:bigint,note:string")
        self.configure()

    def options(self, **more):
        secret = self.folder / "token"
        secret.write_text(TOKEN)
        return {"host": self.fake.url, "token": {"file": str(secret)}, "requests_per_second": 0,
                "retry_delay": "1ms", **more}

    def configure(self, **options):
        self.write_config(self.connection("lake", "databricks", self.options(**options),
                                          active=True, activate_new=True))

    def error_of(self, path=""):
        scope = self.scope(path)
        return scope["outcome"], scope.get("error")
