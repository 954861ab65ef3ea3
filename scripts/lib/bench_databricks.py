"""What a crawl of Unity Catalog costs against a fake Databricks that answers after 20 ms: time against
the fewest pages that it can serve, and processor against simdjson's parse of the same bodies plus the
floor F of the store."""

import math

import measure
from bench_plugin import PluginBench
from bench_report import MB
from bench_spine import Shape

TARGETS = ["daemon/objsyncd", "daemon/host/objsync-crawl", "tests/bench/floor",
           "plugins/databricks/databricks.so", "tests/databricks/fake-databricks",
           "tests/databricks/parse-bodies"]
COLUMNS = 10
LATENCY = 0.020
CONCURRENCY = 8
TABLES_OF_A_PAGE, SCHEMAS_OF_A_PAGE = 50, 1000  # the fake's, as it is by itself


class Databricks(PluginBench):
    plugin_name = "databricks"
    child_limit = 100 * MB

    @staticmethod
    def make_fake(module, shape):
        return module.FakeDatabricks("catalog main",
                                     f"generate main {shape.schemas} {shape.tables} {COLUMNS}")

    def plugin_options(self, shape, rounds):
        token = self.folder / "token"
        token.write_text("dapi-secret-1")
        return f"""
host = "{self.fake.url}"
token = {{ file = "{token}" }}
requests_per_second = 0
concurrency = {CONCURRENCY}
"""

    def parse_cpu(self, shape):
        """(seconds of simdjson, bytes): of the bodies of a crawl like those that are measured."""
        bodies = self.folder.with_name(self.folder.name + "-bodies")
        try:
            self.fake.say(f"record {bodies}")
            self.once(shape, 0, clear=True)
            self.fake.say("heal")
            said = [measure.run([str(self.build / "tests" / "databricks" / "parse-bodies"), str(bodies)])
                    for _ in range(3)]
        finally:
            bodies.unlink(missing_ok=True)
        words = min((s.output.split() for s in said), key=lambda w: float(w[w.index("cpu_s") + 1]))
        return float(words[words.index("cpu_s") + 1]), int(words[words.index("bytes") + 1])

    def pages(self, shape):
        return (1 + math.ceil(shape.schemas / SCHEMAS_OF_A_PAGE)
                + shape.schemas * math.ceil(shape.tables / TABLES_OF_A_PAGE))

    def figures(self, shape):
        add = self.table.add
        self.clear()
        floor, _ = self.floor(shape)
        parse, size = self.parse_cpu(shape)
        self.fake.say(f"behave latency_ms={LATENCY * 1000:.0f}")
        ideal = self.pages(shape) * LATENCY / CONCURRENCY
        first = self.once(shape, 0, self.runs, clear=True)
        add(shape, "first crawl, wall", f"{first.wall:.2f} s = {first.wall / ideal:.2f} ideal",
            f"ideal = {ideal:.2f} s", "1.3 ideal", first.wall <= 1.3 * ideal)
        allowed = 4 * (parse + floor)
        same = self.once(shape, 0, self.runs)
        add(shape, "no change, wall", f"{same.wall:.2f} s = {same.wall / ideal:.2f} ideal",
            f"ideal = {ideal:.2f} s")
        add(shape, "no change, CPU", f"{same.cpu:.2f} s")
        self.fake.say("behave latency_ms=0")
        # Processors that idle between pages take longer for the same work.
        brisk = self.once(shape, 0, self.runs, clear=True)
        for what, cpu in (("first crawl, CPU", first.cpu),
                          ("first crawl without latency, CPU", brisk.cpu)):
            add(shape, what, f"{cpu:.2f} s",
                f"parse {parse:.2f} s of {size / MB:.0f} MB, F = {floor:.2f} s",
                f"{allowed:.2f} s", cpu <= allowed)


def run(build, folder, args, table):
    Databricks.run(build, folder, args, table, Shape(1000, 100),
                   [Shape(1000, 1000), Shape(100, 10_000)])
