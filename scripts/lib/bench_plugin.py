"""What benchmarks of a plugin over a fake platform share: how they come by the fake, and memory at a
million tables."""

import importlib
import os
import sys
from pathlib import Path

from bench_report import MB
from bench_spine import Spine

TESTS = Path(__file__).resolve().parents[2] / "tests"


class PluginBench(Spine):
    """The spine's way of running crawls, with `plugin_name` over `self.fake`."""

    child_limit = 0  # bytes, at 1,000,000 tables

    def plugin(self):
        return self.build / "plugins" / self.plugin_name / f"{self.plugin_name}.so"

    @classmethod
    def fake_module(cls, build):
        os.environ["OBJSYNC_BUILD"] = str(build)  # where it looks for its program
        sys.path.insert(0, str(TESTS / cls.plugin_name))
        return importlib.import_module(f"fake_{cls.plugin_name}")

    def memory(self, shape):
        cost = self.once(shape, 0, clear=True)
        self.table.add(shape, "first crawl without latency, wall", f"{cost.wall:.2f} s")
        same = self.once(shape, 0)
        for what, peak in (("", cost.child_peak), (", no change", same.child_peak)):
            self.table.add(shape, f"peak memory, child{what}", f"{peak / MB:.1f} MB", "",
                           f"{self.child_limit / MB:.0f} MB", peak < self.child_limit)

    @classmethod
    def run(cls, build, folder, args, table, small, large):
        """`figures` of the small shape, memory of the large ones."""
        for shape in [small] + ([] if args.quick else large):
            print(f"measuring {shape} ...", file=sys.stderr, flush=True)
            bench = cls(build, folder, args.runs or 3, table)
            bench.fake = cls.make_fake(cls.fake_module(build), shape)
            try:
                (bench.figures if shape == small else bench.memory)(shape)
            finally:
                bench.fake.close()
