"""What crawls cost without any platform: a synthetic tree through objsyncd --once, against the floor
F that plain SQLite sets in the same run."""

import statistics
import sys
from dataclasses import dataclass

import measure
from bench_daemon import write_config
from bench_report import MB

TARGETS = ["daemon/objsyncd", "daemon/host/objsync-crawl", "tests/bench/floor", "tests/bench/null-host",
           "tests/plugins/synthetic/synthetic.so"]
COLUMNS = 10
CHANGED = 0.01


@dataclass
class Shape:
    schemas: int
    tables: int

    @property
    def objects(self):
        return self.schemas * self.tables

    def __str__(self):
        return f"{self.schemas:,} x {self.tables:,}"


class Spine:
    columns = COLUMNS
    plugin_name = "synthetic"

    def __init__(self, build, folder, runs, table):
        self.build, self.folder, self.runs, self.table = build, folder, runs, table

    def tool(self, name):
        return str(self.build / "tests" / "bench" / name)

    def plugin(self):
        return self.build / "tests" / "plugins" / "synthetic" / "synthetic.so"

    def plugin_options(self, shape, rounds):
        """The connection's options, in TOML."""
        return "\n".join(f"{k} = {v}" for k, v in self.options(shape, rounds).items())

    def median(self, command, prepare=lambda: None):
        costs = []
        for _ in range(self.runs):
            prepare()
            costs.append(measure.run(command))
            if costs[-1].status != 0:
                sys.exit(f"{' '.join(command)} ended with {costs[-1].status}:\n{costs[-1].output}")
        costs.sort(key=lambda c: c.wall)
        middle = costs[len(costs) // 2]
        middle.cpu = statistics.median(c.cpu for c in costs)
        return middle

    def options(self, shape, rounds):
        return {"schemas": shape.schemas, "tables": shape.tables, "columns": COLUMNS,
                "rounds": rounds, "changed": f'"{CHANGED}"'}

    def generator_cpu(self, shape, rounds):
        options = [f"{k}={str(v).strip(chr(34))}" for k, v in self.options(shape, rounds).items()]
        return self.median([self.tool("null-host"), str(self.plugin()), *options]).cpu

    def floor(self, shape):
        """Returns (wall seconds, bytes of frames)."""
        seconds = []
        for _ in range(max(self.runs, 3)):
            file = self.folder / "floor.db"
            said = measure.run([self.tool("floor"), str(file), str(shape.schemas),
                                str(shape.tables), str(self.columns)])
            if said.status != 0:
                sys.exit(f"floor: {said.output}")
            words = said.output.split()
            seconds.append(float(words[words.index("wall_s") + 1]))
            for leftover in self.folder.glob("floor.db*"):
                leftover.unlink()
        return statistics.median(seconds), int(words[words.index("bytes") + 1])

    def config(self, shape, rounds):
        return write_config(self.folder, self.plugin().parent, self.plugin_name,
                            {"bench": self.plugin_options(shape, rounds)})

    def clear(self):
        for path in self.folder.iterdir():
            path.unlink()

    def once(self, shape, rounds, runs=1, clear=False):
        """One crawl to the end; the median of several where each starts from the same state."""
        costs = []
        for _ in range(runs):
            if clear:
                self.clear()
            config = self.config(shape, rounds)
            cost = measure.run([str(self.build / "daemon" / "objsyncd"), "--config", str(config),
                                "--once"])
            if cost.status != 0:
                sys.exit(f"objsyncd --once ended with {cost.status}:\n{cost.output[-4000:]}")
            costs.append(cost)
        costs.sort(key=lambda c: c.wall)
        return costs[len(costs) // 2]

    def shape(self, shape):
        """Measures one shape and returns the peaks of daemon and child."""
        add = self.table.add
        self.clear()
        floor, frame_bytes = self.floor(shape)
        per_object = frame_bytes / shape.objects
        generator = self.generator_cpu(shape, 0)

        first = self.once(shape, 0, self.runs, clear=True)
        ratio = first.wall / floor
        add(shape, "first crawl, wall", f"{first.wall:.2f} s = {ratio:.2f} F", f"F = {floor:.2f} s",
            "3 F", ratio <= 3)
        add(shape, "first crawl, CPU", f"{first.cpu - generator:.2f} s", f"generator {generator:.2f} s")
        add(shape, "first crawl, written", f"{first.written / MB:.0f} MB",
            f"{frame_bytes / MB:.0f} MB of frames")

        same = self.once(shape, 0, max(self.runs, 3))
        same_cpu = same.cpu - generator
        scale = shape.objects / 1_000_000
        add(shape, "no change, wall", f"{same.wall:.2f} s")
        add(shape, "no change, CPU", f"{same_cpu:.2f} s", f"generator {generator:.2f} s",
            f"{8 * scale:.1f} s", same_cpu <= 8 * scale)
        add(shape, "no change, written", f"{same.written / MB:.2f} MB", "0 MB", "10 MB",
            same.written < 10 * MB)

        changed_generator = self.generator_cpu(shape, 1)
        events_before = self.count_events()
        changed = self.once(shape, 1)
        n = self.count_events() - events_before
        changed_cpu = changed.cpu - changed_generator
        add(shape, f"{n:,} changed, wall", f"{changed.wall:.2f} s")
        add(shape, f"{n:,} changed, CPU", f"{changed_cpu:.2f} s",
            f"no change {same_cpu:.2f} s", f"{1.5 * same_cpu:.2f} s", changed_cpu <= 1.5 * same_cpu)
        each = changed.written / max(n, 1)
        add(shape, f"{n:,} changed, written each", f"{each / 1000:.1f} kB",
            f"{per_object / 1000:.2f} kB a frame", "15 kB", each <= 15_000)

        peaks = [max(c.peak for c in (first, same, changed)),
                 max(c.child_peak for c in (first, same, changed))]
        add(shape, "peak memory, daemon", f"{peaks[0] / MB:.1f} MB", "", "150 MB",
            peaks[0] < 150 * MB)
        add(shape, "peak memory, child", f"{peaks[1] / MB:.1f} MB", "", "50 MB", peaks[1] < 50 * MB)
        return peaks

    def count_events(self):
        with open(self.folder / "events.jsonl", "rb") as file:
            return sum(b'"objsync.object.' in line for line in file)


def run(build, folder, args, table):
    spine = Spine(build, folder, args.runs or (3 if args.quick else 1), table)
    small = [Shape(100, 1000), Shape(1, 100_000)]
    large = [] if args.quick else [Shape(1000, 1000), Shape(1, 1_000_000)]
    peaks = {}
    for shape in small + large:
        print(f"measuring {shape} ...", file=sys.stderr, flush=True)
        peaks[str(shape)] = spine.shape(shape)
    for less, more in zip(small, large):
        for who, index in (("daemon", 0), ("child", 1)):
            a, b = peaks[str(less)][index], peaks[str(more)][index]
            table.add(more, f"peak memory, {who}, against {less.objects:,} objects",
                      f"{b / a * 100 - 100:+.0f} %", "", "20 %", abs(b / a - 1) <= 0.2)
