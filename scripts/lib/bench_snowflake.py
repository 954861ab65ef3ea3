"""What a crawl of Snowflake costs against a fake one that answers after 100 ms: time against a bare
loop of the same statements over the same driver, and processor against that loop and the floor F of
the store."""

import sys

import measure
from bench_plugin import PluginBench
from bench_report import MB
from bench_spine import Shape

TARGETS = ["daemon/objsyncd", "daemon/host/objsync-crawl", "tests/bench/floor", "tests/bench/snowflake-loop",
           "plugins/snowflake/snowflake.so", "tests/snowflake/program/fake-snowflake",
           "tests/snowflake/driver/libfakesnowflake.so"]
COLUMNS = 20
SESSIONS = 4
LATENCY = ("LATENCY 100 MS A STATEMENT", "LATENCY 1 MS A THOUSAND ROWS")
NO_LATENCY = ("LATENCY 0 MS A STATEMENT", "LATENCY 0 MS A THOUSAND ROWS")
# Statements of a crawl that do not go with schemas: sign-ins, containers, ids and tags.
FEW = 40


class Snowflake(PluginBench):
    plugin_name = "snowflake"
    columns = COLUMNS
    child_limit = 200 * MB

    @staticmethod
    def make_fake(module, shape):
        fake = module.FakeSnowflake()
        fake.add_database("BENCH")
        fake.say("GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE CRAWL",
                 f"GENERATE {shape.schemas} SCHEMAS WITH {shape.tables} TABLES WITH {COLUMNS} COLUMNS "
                 "IN DATABASE BENCH", "ADVANCE 4 HOURS")
        return fake

    def plugin_options(self, shape, rounds):
        password = self.folder / "password"
        password.write_text("secret")
        return f"""
server = "127.0.0.1"
port = {self.fake.port}
account = "xy12345"
user = "CRAWLER"
password = {{ file = "{password}" }}
warehouse = "WH"
driver = "{self.fake.server_keywords()["DRIVER"]}"
driver_options = {{ PROTOCOL = "http" }}
parallel = {SESSIONS}
"""

    def loop(self, runs):
        """(wall, CPU) of the bare loop; the median by wall."""
        costs = []
        for _ in range(runs):
            keywords = {**self.fake.server_keywords(), "UID": "CRAWLER", "PWD": "secret",
                        "WAREHOUSE": "WH"}
            said = measure.run([self.tool("snowflake-loop"),
                                ";".join(f"{name}={value}" for name, value in keywords.items()),
                                "BENCH", str(SESSIONS)])
            if said.status != 0:
                sys.exit(f"snowflake-loop: {said.output}")
            words = said.output.split()
            costs.append((float(words[words.index("wall_s") + 1]),
                          float(words[words.index("cpu_s") + 1])))
        return sorted(costs)[runs // 2]

    def statements(self):
        """How many were asked since the log was cleared, and how many of them for columns."""
        asked = self.fake.statements()
        return len(asked), sum("COLUMNS" in statement.sql for statement in asked)

    def figures(self, shape):
        add = self.table.add
        self.clear()
        floor, _ = self.floor(shape)
        self.fake.say(*LATENCY)
        loop, _ = self.loop(1)
        self.fake.say("CLEAR LOG")
        first = self.once(shape, 0, 1, clear=True)
        asked, _ = self.statements()
        add(shape, "first crawl at 100 ms, wall", f"{first.wall:.2f} s = {first.wall / loop:.2f} loop",
            f"loop = {loop:.2f} s", "1.2 loop", first.wall <= 1.2 * loop)
        most = 2 * shape.schemas + FEW
        add(shape, "first crawl, statements", f"{asked:,}", f"{shape.schemas:,} schemas", f"{most:,}",
            asked <= most)
        self.fake.say("CLEAR LOG")
        same = self.once(shape, 0, 1)
        asked, of_columns = self.statements()
        add(shape, "no change at 100 ms, wall", f"{same.wall:.2f} s = {same.wall / loop:.2f} loop",
            f"loop = {loop:.2f} s")
        add(shape, "no change, column queries", str(of_columns), f"{asked:,} statements", "0",
            of_columns == 0)

        self.fake.say(*NO_LATENCY)
        loop, loop_cpu = self.loop(self.runs)
        first = self.once(shape, 0, self.runs, clear=True)
        allowed = 4 * loop_cpu + floor
        add(shape, "first crawl, CPU", f"{first.cpu:.2f} s",
            f"loop {loop_cpu:.2f} s, F = {floor:.2f} s", f"{allowed:.2f} s", first.cpu <= allowed)
        add(shape, "first crawl, wall", f"{first.wall:.2f} s", f"loop = {loop:.2f} s")
        same = self.once(shape, 0, self.runs)
        add(shape, "no change, CPU", f"{same.cpu:.2f} s")


def run(build, folder, args, table):
    Snowflake.run(build, folder, args, table, Shape(500, 200),
                  [Shape(1000, 1000), Shape(1, 1_000_000)])
