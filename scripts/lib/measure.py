"""What a program and its children cost: time, processor, bytes written, memory at the peak."""

import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cost:
    wall: float = 0.0
    cpu: float = 0.0        # seconds, of the program and all children that it waited for
    written: int = 0        # bytes it and its children sent towards the disk
    peak: int = 0           # VmHWM of the program, bytes
    child_peak: int = 0     # the largest VmHWM among its children
    status: int = 0
    output: str = ""


def high_water(pid):
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) * 1024 if found else 0


def children(pid):
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


@dataclass
class _Watch:
    """Reads the high-water marks until told to stop. A mark never falls, so the last look counts."""
    pid: int
    cost: Cost
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self):
        while not self.stop.is_set():
            self.cost.peak = max(self.cost.peak, high_water(self.pid))
            for child in children(self.pid):
                self.cost.child_peak = max(self.cost.child_peak, high_water(child))
            self.stop.wait(0.02)


def run(command, **options):
    cost = Cost()
    before = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, **options)
    watch = _Watch(process.pid, cost)
    thread = threading.Thread(target=watch.run)
    thread.start()
    cost.output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    cost.wall = time.monotonic() - before
    watch.stop.set()
    thread.join()
    # Pages made dirty, in blocks of 512 bytes, whatever the file system's block is. Unlike
    # /proc/PID/io anyone may read it, also of a process that forbids core dumps.
    cost.written = used.ru_oublock * 512
    process.returncode = cost.status = os.waitstatus_to_exitcode(status)
    cost.cpu = used.ru_utime + used.ru_stime
    return cost
