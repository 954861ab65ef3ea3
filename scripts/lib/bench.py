#!/usr/bin/env python3
"""The benchmark behind scripts/bench. Each suite is a module bench_NAME.py with
- TARGETS: what it needs built, as Ninja names it
- run(build, folder, args, table): measures in the empty folder, and adds its rows to the table."""

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_report import Table

SUITES = ["spine", "databricks", "snowflake", "api"]


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("build", type=Path)
    parser.add_argument("--only", action="append", choices=SUITES, help="this suite; may be repeated")
    parser.add_argument("--quick", action="store_true", help="the small trees only")
    parser.add_argument("--runs", type=int, help="runs of each crawl; the median is printed")
    parser.add_argument("--keep", action="store_true", help="keep the last store and event file")
    args = parser.parse_args()

    suites = [importlib.import_module(f"bench_{name}") for name in args.only or SUITES]
    targets = sorted({target for suite in suites for target in suite.TARGETS})
    subprocess.run(["ninja", "-C", str(args.build), "--quiet", *targets], check=True)

    table = Table()
    for suite in suites:
        # Beside the build: a real disk, which /tmp need not be.
        folder = Path(tempfile.mkdtemp(prefix="bench-", dir=args.build.resolve()))
        try:
            suite.run(args.build.resolve(), folder, args, table)
        finally:
            if args.keep:
                print(f"kept: {folder}", file=sys.stderr)
            else:
                shutil.rmtree(folder)
    table.print()
    if table.missed:
        print(f"\n{table.missed} limits were missed")
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
