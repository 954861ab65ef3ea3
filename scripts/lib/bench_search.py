"""What searches and reads of single objects take while another connection of the same size is
crawled, and what the index that searches need has cost the first crawl."""

import random
import statistics
import sys
import threading
import time
from datetime import datetime, timezone

import measure
import start_daemon
from bench_daemon import Client, cpu_of, wait_for, write_config
from bench_report import MB
from bench_spine import Shape, Spine

TARGETS = ["daemon/objsyncd", "daemon/host/objsync-crawl", "tests/bench/floor",
           "tests/plugins/synthetic/synthetic.so"]
TABLES = 1000    # of a schema
TAGGED = 0.02
RESULTS = 100
SEARCHES = 100   # of each sort
RATE = 200       # reads a second
READS = 2000     # one after the other, for their CPU


def config(build, folder, schemas, *names):
    return write_config(folder, build / "tests" / "plugins" / "synthetic", "synthetic", {
        name: f'schemas = {schemas}\ntables = {TABLES}\ncolumns = 10\nseed = {seed}\ntagged = "{TAGGED}"'
        for seed, name in enumerate(names, 1)}, event_file=False)


class Crawls(threading.Thread):
    """Keeps a crawl of a connection running: its first one, then whole ones; `took` has the seconds
    of the latter."""

    def __init__(self, path, name):
        super().__init__(daemon=True)
        self.client, self.name, self.took, self.over = Client(path), name, [], threading.Event()

    def once(self):
        begun = time.monotonic()
        bulk_id = self.client.ask("POST", f"/data/crawl/{self.name}",
                                  {"forceRecursiveCrawl": True})["bulkId"]
        wait_for(lambda: self.client.ask("GET", f"/jobs?bulkId={bulk_id}")["jobs"][0]["state"]
                 not in ("created", "active"))
        return time.monotonic() - begun

    def first(self):
        wait_for(lambda: not self.running())

    def running(self):
        connections = self.client.ask("GET", "/data/connection")["connections"]
        one = next(c for c in connections if c["connectionKey"] == self.name)
        return one["lastRun"] is None

    def run(self):
        self.first()
        while not self.over.is_set():
            self.took.append(self.once())


class Reads(threading.Thread):
    """Reads objects at a rate; `took` has the seconds of each, from when it was due."""

    def __init__(self, path, schemas):
        super().__init__(daemon=True)
        self.client, self.schemas = Client(path), schemas
        self.took, self.over = [], threading.Event()

    def run(self):
        due = time.monotonic()
        while not self.over.is_set():
            due += 1 / RATE
            time.sleep(max(0, due - time.monotonic()))
            read_one(self.client, self.schemas)
            self.took.append(time.monotonic() - due)


def read_one(client, schemas):
    client.ask("GET", f"/data/object/bench/SCHEMA_{random.randrange(schemas):05}"
                      f"/TABLE_{random.randrange(TABLES):07}")


def p99(seconds):
    return sorted(seconds)[len(seconds) * 99 // 100]


def ms(seconds):
    return f"{seconds * 1000:.1f} ms"


class Searches:
    def __init__(self, client, schemas, marked):
        self.client, self.schemas, self.marked = client, schemas, marked
        self.took = {}
        self.idle = []  # of requests that read nothing: what the machine takes by itself

    def bodies(self):
        """One of each sort, at random."""
        number = random.randrange(TABLES // 10)
        bodies = {
            "name prefix": {"name": f"TABLE_0000{number:02}*"},
            "name substring": {"name": f"*{number:02}{random.randrange(10)}*"},
            "tag": {"tag": "pii=high"},
            "changed since": {"changedSince": self.marked},
            "name, kind, tag and state": {"name": f"*{number:02}*", "kind": "table", "tag": "pii",
                                          "state": "inactive"},
            "nothing found": {"name": f"*NONE_{number}*"},
        }
        last = self.schemas * TABLES * 85 // 100
        for sort in ("name prefix", "tag"):
            deep = random.randrange(last)
            bodies[f"deep page, {sort}"] = {
                **bodies[sort], "cursor": f"o/{self.root}/{deep}/0/"}
        return bodies

    def measure(self):
        self.root = self.client.ask("GET", "/data/object/bench")["oid"]
        for _ in range(SEARCHES):
            begun = time.monotonic()
            self.client.ask("GET", "/healthz")
            self.idle.append(time.monotonic() - begun)
            for sort, body in self.bodies().items():
                begun = time.monotonic()
                page = self.client.ask("POST", "/data/object/search/bench",
                                       {**body, "limit": RESULTS})
                self.took.setdefault(sort, []).append(time.monotonic() - begun)
                found = 0 if sort == "nothing found" else RESULTS
                if len(page["objects"]) != found and sort != "name, kind, tag and state":
                    sys.exit(f"{body}: {len(page['objects'])} objects instead of {found}")

    def report(self, table, shape):
        floor = f"{ms(statistics.median(self.idle))}, {ms(p99(self.idle))} for /healthz"
        for sort, took in self.took.items():
            median, high = statistics.median(took), p99(took)
            table.add(shape, f"search: {sort}, median and p99", f"{ms(median)}, {ms(high)}", floor,
                      "20 ms, 100 ms", median <= 0.020 and high <= 0.100)


def first_crawl(build, folder, schemas, table, shape):
    floor, _ = Spine(build, folder, 1, table).floor(Shape(schemas, TABLES))
    file = config(build, folder, schemas, "bench")
    first = measure.run([str(build / "daemon" / "objsyncd"), "--config", str(file), "--once"])
    if first.status != 0:
        sys.exit(f"objsyncd --once ended with {first.status}:\n{first.output[-4000:]}")
    table.add(shape, "first crawl with the index of searches, wall",
              f"{first.wall:.2f} s = {first.wall / floor:.2f} F", f"F = {floor:.2f} s", "3 F",
              first.wall <= 3 * floor)
    table.add(shape, "first crawl with it, CPU and written",
              f"{first.cpu:.2f} s, {first.written / MB:.0f} MB")


def read_objects(pid, client, path, schemas, table, shape):
    cpu = cpu_of(pid)
    for _ in range(READS):
        read_one(client, schemas)
    each = (cpu_of(pid) - cpu) / READS
    table.add(shape, "object read, CPU of the daemon", f"{each * 1e6:.0f} us", "", "300 us",
              each <= 300e-6)
    crawls = Crawls(path, "other")  # a connection that was idle meanwhile would be closed
    alone, beside, took = [], [], []
    for _ in range(3):
        alone.append(crawls.once())
        reads = Reads(path, schemas)
        reads.start()
        beside.append(crawls.once())
        reads.over.set()
        reads.join()
        took += reads.took
    table.add(shape, f"{len(took):,} object reads at {RATE}/s beside a crawl, p99",
              ms(p99(took)), "", "50 ms", p99(took) <= 0.050)
    slower = statistics.median(beside) / statistics.median(alone) - 1
    table.add(shape, "crawl beside these reads", f"{slower * 100:+.1f} %",
              f"{statistics.median(alone):.2f} s alone", "10 %", slower <= 0.10)


def run(build, folder, args, table):
    random.seed(1)
    schemas = 100 if args.quick else 1000
    shape = f"{schemas:,} x {TABLES:,}"
    print(f"measuring searches of {shape} ...", file=sys.stderr, flush=True)
    first_crawl(build, folder, schemas, table, shape)
    file = config(build, folder, schemas, "bench", "other")
    path = folder / "control.sock"
    process = start_daemon.start([str(build / "daemon" / "objsyncd"), "--config", str(file)],
                                 folder / "log")
    try:
        client = Client(path)
        # What has changed since then: enough for a page.
        marked = datetime.now(timezone.utc).isoformat()
        for number in range(RESULTS + 10):
            client.ask("PUT", f"/data/tags/bench/SCHEMA_00007/TABLE_{number:07}",
                       {"localTags": {"seen": marked}})
        searches = Searches(client, schemas, marked)
        crawls = Crawls(path, "other")
        crawls.start()
        searches.measure()
        crawls.over.set()
        crawls.join()
        searches.report(table, shape)
        read_objects(process.pid, client, path, schemas, table, shape)
        table.add(shape, "peak memory, daemon", f"{measure.high_water(process.pid) / MB:.1f} MB",
                  "", "150 MB", measure.high_water(process.pid) < 150 * MB)
    finally:
        process.terminate()
        process.wait()
