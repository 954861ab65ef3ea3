"""What end-to-end tests share: a daemon in a folder of its own, scripts for the scripted plugin, and
gates at which a crawl waits for the test."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("OBJSYNC_BUILD", ROOT / "build-test"))
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
import start_daemon  # noqa: E402

OBJSYNCD = BUILD / "daemon" / "objsyncd"
OBJSYNCCTL = BUILD / "daemon" / "cli" / "objsyncctl"
# A test that waits longer than this for anything has failed.
PATIENCE = 60


class Gate:
    """The other side of `stop NAME` in a script: the crawl is there; let it go on."""

    def __init__(self, path):
        self.path = Path(path)
        os.mkfifo(f"{path}.reached")
        os.mkfifo(f"{path}.go")

    def wait(self):
        """Returns when a crawl has reached the gate. The kernel waits, not a loop of ours."""
        with open(f"{self.path}.reached", "rb") as fifo:
            fifo.read(1)

    def open(self):
        with open(f"{self.path}.go", "wb") as fifo:
            fifo.write(b"!")


def encode(text):
    return quote(text, safe=":@.,()-_+*")


class Script:
    """Writes the file that the scripted plugin reads at each crawl."""

    def __init__(self, file, *lines):
        self.file = Path(file)
        self.lines = list(lines)

    def add(self, *words, **named):
        parts = [w if w.startswith("/") else encode(w) for w in words]
        for key, value in named.items():
            values = value if isinstance(value, list) else [value]
            parts += [f"{key}={encode(str(v))}" for v in values]
        self.lines.append(" ".join(parts))
        return self

    def scope(self, path, *objects, outcome="complete", **end):
        """A whole listing: opens the scope, lists, ends it. An object is (name, kind, {fields})
        or (name, kind)."""
        self.add("scope", path)
        for entry in objects:
            name, kind, fields = (*entry, {})[:3]
            self.add("object", f"{path.rstrip('/')}/{name}", kind, **fields)
        return self.add("end", path, outcome, **end)

    def write(self):
        self.file.write_text("\n".join(self.lines) + "\n")
        return self


class DaemonTest(unittest.TestCase):
    """Each test gets a folder and at most one daemon in it, which does not outlive the test."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="objsync-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.config = self.folder / "objsyncd.toml"
        self.log = self.folder / "objsyncd.log"
        self.event_file = self.folder / "events.jsonl"
        self.script_file = self.folder / "script"
        self.process = None
        self.addCleanup(self.kill)
        self.addCleanup(self.print_log)
        self.write_config()

    def print_log(self):
        if self._outcome and not self._outcome.success and self.log.exists():
            print(f"--- log of {self.id()}:\n{self.log.read_text(errors='replace')[-8000:]}")

    def script(self, *lines):
        return Script(self.script_file, *lines)

    def gate(self, name):
        return Gate(self.folder / name)

    def connection(self, name="test", more="", options=""):
        return f"""
[[connection]]
name = "{name}"
plugin = "scripted"
jitter = "0s"
{more}
[connection.options]
script = "{self.script_file}"
{options}
"""

    def write_config(self, connections=None, more=""):
        self.config.write_text(f"""
[daemon]
state = "{self.folder}/state.db"
plugin_dirs = ["{BUILD}/tests/plugins/scripted", "{BUILD}/tests/plugins/synthetic",
               "{BUILD}/plugins/odbc", "{BUILD}/plugins/template"]
[control]
socket = "{self.folder}/control.sock"
[[sink]]
name = "events"
type = "file"
path = "{self.event_file}"
{self.connection() if connections is None else connections}
{more}
""")

    def once(self):
        """objsyncd --once; returns its exit status. What it said is in self.said."""
        done = subprocess.run([OBJSYNCD, "--config", self.config, "--once"], timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        self.said = done.stdout
        with open(self.log, "a") as log:
            log.write(done.stdout)
        return done.returncode

    def start(self):
        self.process = start_daemon.start([OBJSYNCD, "--config", self.config], self.log)

    def stop(self):
        """Asks the daemon to end and returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    def hup(self):
        self.process.send_signal(signal.SIGHUP)

    def ctl(self, *words, status=0):
        """Runs objsyncctl, checks its exit status and returns what it printed."""
        done = subprocess.run([OBJSYNCCTL, "--socket", self.folder / "control.sock", *words],
                              timeout=PATIENCE, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, status, f"objsyncctl {words}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ctl_json(self, *words, status=0):
        return json.loads(self.ctl(*words, "--json", status=status))

    def events(self):
        """All events in the file, as the daemon wrote them."""
        if not self.event_file.exists():
            return []
        return [json.loads(line) for line in self.event_file.read_text().splitlines()]

    def changes(self, after=0):
        """(type, path) of the events about objects, short: ("added", "test/s/t")."""
        return [(e["type"].removeprefix("objsync.object."), e["subject"])
                for e in self.events()[after:] if e["type"].startswith("objsync.object.")]
