"""What it takes to activate all tables of a connection, with all events committed and a sink that
takes them; and how long others wait for their answers meanwhile."""

import statistics
import sys
import threading
import time

import measure
import start_daemon
from bench_daemon import Client, cpu_of, wait_for, write_config
from bench_report import MB

TARGETS = ["daemon/objsyncd", "daemon/host/objsync-crawl", "tests/plugins/synthetic/synthetic.so"]
TABLES = 1000  # of a schema
LIMIT = 30.0   # seconds for a million


class Reads(threading.Thread):
    """Reads one object again and again, as others do meanwhile; `took` has the seconds of each."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.client, self.took, self.over = Client(path), [], threading.Event()

    def run(self):
        while not self.over.wait(0.005):
            begun = time.monotonic()
            self.client.ask("GET", "/data/object/bench/SCHEMA_00000/TABLE_0000007")
            self.took.append(time.monotonic() - begun)


def announce(client, table, shape, active, limit):
    """Sets the whole connection, waits until all is committed and delivered; returns the job."""
    def job():
        found = client.ask("GET", f"/jobs?bulkId={bulk_id}")["jobs"][0]
        return found if found["state"] not in ("created", "active") else None

    begun = time.monotonic()
    bulk_id = client.ask("PUT", "/data/settings/bench", {"settings": {"isActive": active}})["bulkId"]
    output = wait_for(job)["output"]
    took = time.monotonic() - begun
    wait_for(lambda: all(s["lag"] == 0 for s in client.ask("GET", "/sinks")["sinks"]))
    delivered = time.monotonic() - begun
    what = "activating" if active else "deactivating"
    table.add(shape, f"{what} {output['events']:,} tables, committed", f"{took:.1f} s", "",
              f"{limit:.0f} s", took < limit)
    table.add(shape, f"{what}, delivered to a file", f"{delivered:.1f} s")


def run(build, folder, args, table):
    schemas = 100 if args.quick else 1000
    shape = f"{schemas:,} x {TABLES:,}"
    print(f"measuring activation of {shape} ...", file=sys.stderr, flush=True)
    file = write_config(folder, build / "tests" / "plugins" / "synthetic", "synthetic", {
        "bench": f"schemas = {schemas}\ntables = {TABLES}\ncolumns = 10"})
    objsyncd = [str(build / "daemon" / "objsyncd"), "--config", str(file)]
    first = measure.run([*objsyncd, "--once"])
    if first.status != 0:
        sys.exit(f"objsyncd --once ended with {first.status}:\n{first.output[-4000:]}")
    process = start_daemon.start(objsyncd, folder / "log")
    try:
        client = Client(folder / "control.sock")
        begun = time.monotonic()
        preview = client.ask("PUT", "/data/settings/bench?dryRun=true",
                             {"settings": {"isActive": True}})
        table.add(shape, "preview of it", f"{time.monotonic() - begun:.2f} s")
        assert preview["changes"] == [{"kind": "table", "activated": schemas * TABLES,
                                       "deactivated": 0}], preview["changes"]
        cpu, limit = cpu_of(process.pid), LIMIT * schemas * TABLES / 1_000_000
        reads = Reads(folder / "control.sock")
        reads.start()
        announce(client, table, shape, True, limit)
        reads.over.set()
        reads.join()
        took = sorted(reads.took)
        table.add(shape, "activating, CPU", f"{cpu_of(process.pid) - cpu:.1f} s")
        table.add(shape, f"{len(took):,} object reads meanwhile, median and p99",
                  f"{statistics.median(took) * 1000:.1f} ms, "
                  f"{took[len(took) * 99 // 100] * 1000:.1f} ms")
        announce(client, table, shape, False, limit)
        table.add(shape, "peak memory, daemon", f"{measure.high_water(process.pid) / MB:.1f} MB",
                  "", "150 MB", measure.high_water(process.pid) < 150 * MB)
    finally:
        process.terminate()
        process.wait()
