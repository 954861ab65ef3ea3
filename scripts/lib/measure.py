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
    written: int = 0        # bytes the program itself sent towards the disk
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


def io_written(pid):
    """Bytes of pages made dirty. A file system that does not account them gives what was handed
    to write(), which then also counts pipes."""
    io = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(io["write_bytes"]) or int(io["wchar"])


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
    # Ended but not yet taken away: its accounts can still be read.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    cost.wall = time.monotonic() - before
    watch.stop.set()
    thread.join()
    cost.written = io_written(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = cost.status = os.waitstatus_to_exitcode(status)
    cost.cpu = used.ru_utime + used.ru_stime
    return cost
