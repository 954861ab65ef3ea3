"""What people and programs ask of the daemon, over a store of a million objects."""

import bench_activation

TARGETS = bench_activation.TARGETS


def run(build, folder, args, table):
    bench_activation.run(build, folder, args, table)
