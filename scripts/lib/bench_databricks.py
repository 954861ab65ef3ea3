"""What a crawl of Unity Catalog costs against a fake Databricks that answers after 20 ms: time against
the fewest pages that it can serve, and processor against simdjson's parse of the same bodies plus the
floor F of the store."""

import math
import subprocess
import sys

import measure
from bench_report import MB
from bench_spine import Shape, Spine

TARGETS = ["daemon/objsyncd", "daemon/host/objsync-crawl", "tests/bench/floor",
           "plugins/databricks/databricks.so", "tests/databricks/fake-databricks",
           "tests/databricks/parse-bodies"]
COLUMNS = 10
LATENCY = 0.020
CONCURRENCY = 8
TABLES_OF_A_PAGE, SCHEMAS_OF_A_PAGE = 50, 1000  # the fake's, as it is by itself


class Platform:
    """The program fake-databricks with one catalog of that shape."""

    def __init__(self, build, shape):
        self.process = subprocess.Popen([build / "tests" / "databricks" / "fake-databricks"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.say("catalog main")
        self.say(f"generate main {shape.schemas} {shape.tables} {COLUMNS}")

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        answer = []
        while said != "ok":
            if said.startswith("error") or not said:
                sys.exit(f"fake-databricks: {line}: {said}")
            answer.append(said)
            said = self.process.stdout.readline().strip()
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Databricks(Spine):
    """The spine's way of running crawls, with another plugin."""

    def plugin(self):
        return self.build / "plugins" / "databricks" / "databricks.so"

    def config(self, shape, rounds):
        file = self.folder / "objsyncd.toml"
        token = self.folder / "token"
        token.write_text("dapi-secret-1")
        file.write_text(f"""
[daemon]
state = "{self.folder}/state.db"
plugin_dirs = ["{self.plugin().parent}"]
[control]
socket = "{self.folder}/control.sock"
[[connection]]
name = "bench"
plugin = "databricks"
[connection.options]
host = "{self.platform.url}"
token = {{ file = "{token}" }}
requests_per_second = 0
concurrency = {CONCURRENCY}
[[sink]]
name = "events"
type = "file"
path = "{self.folder}/events.jsonl"
rotate_size = "10GiB"
""")
        return file

    def parse_cpu(self, shape):
        """(seconds of simdjson, bytes): of the bodies of a crawl like those that are measured."""
        bodies = self.folder.with_name(self.folder.name + "-bodies")
        try:
            self.platform.say(f"record {bodies}")
            self.once(shape, 0, clear=True)
            self.platform.say("heal")
            said = [measure.run([str(self.build / "tests" / "databricks" / "parse-bodies"), str(bodies)])
                    for _ in range(3)]
        finally:
            bodies.unlink(missing_ok=True)
        words = min((s.output.split() for s in said), key=lambda w: float(w[w.index("cpu_s") + 1]))
        return float(words[words.index("cpu_s") + 1]), int(words[words.index("bytes") + 1])

    def pages(self, shape):
        return (1 + math.ceil(shape.schemas / SCHEMAS_OF_A_PAGE)
                + shape.schemas * math.ceil(shape.tables / TABLES_OF_A_PAGE))

    def against_the_ideal(self, shape):
        add = self.table.add
        self.clear()
        floor, _ = self.floor(shape)
        parse, size = self.parse_cpu(shape)
        self.platform.say(f"behave latency_ms={LATENCY * 1000:.0f}")
        ideal = self.pages(shape) * LATENCY / CONCURRENCY
        first = self.once(shape, 0, self.runs, clear=True)
        add(shape, "first crawl, wall", f"{first.wall:.2f} s = {first.wall / ideal:.2f} ideal",
            f"ideal = {ideal:.2f} s", "1.3 ideal", first.wall <= 1.3 * ideal)
        allowed = 4 * (parse + floor)
        add(shape, "first crawl, CPU", f"{first.cpu:.2f} s",
            f"parse {parse:.2f} s of {size / MB:.0f} MB, F = {floor:.2f} s", f"{allowed:.2f} s",
            first.cpu <= allowed)
        same = self.once(shape, 0, self.runs)
        add(shape, "no change, wall", f"{same.wall:.2f} s = {same.wall / ideal:.2f} ideal",
            f"ideal = {ideal:.2f} s")
        add(shape, "no change, CPU", f"{same.cpu:.2f} s")
        self.platform.say("behave latency_ms=0")

    def memory(self, shape):
        cost = self.once(shape, 0, clear=True)
        self.table.add(shape, "first crawl without latency, wall", f"{cost.wall:.2f} s")
        self.table.add(shape, "peak memory, child", f"{cost.child_peak / MB:.1f} MB", "", "100 MB",
                       cost.child_peak < 100 * MB)
        same = self.once(shape, 0)
        self.table.add(shape, "peak memory, child, no change", f"{same.child_peak / MB:.1f} MB", "",
                       "100 MB", same.child_peak < 100 * MB)


def run(build, folder, args, table):
    small, large = Shape(1000, 100), [] if args.quick else [Shape(1000, 1000), Shape(100, 10_000)]
    for shape, figures in [(small, Databricks.against_the_ideal)] + [
            (shape, Databricks.memory) for shape in large]:
        print(f"measuring {shape} ...", file=sys.stderr, flush=True)
        bench = Databricks(build, folder, args.runs or 3, table)
        bench.platform = Platform(build, shape)
        try:
            figures(bench, shape)
        finally:
            bench.platform.close()
