"""What people and programs ask of the daemon, over a store of a million objects."""

import bench_activation
import bench_search

TARGETS = [*bench_activation.TARGETS, *bench_search.TARGETS]


def run(build, folder, args, table):
    for part in (bench_activation, bench_search):
        for leftover in folder.iterdir():
            leftover.unlink()
        part.run(build, folder, args, table)
