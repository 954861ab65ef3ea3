"""What end-to-end tests share: a daemon in a folder of its own, and all that one may ask of it.

Nothing here sleeps in the hope that something has happened by then. Each wait names what it waits
for, ends as soon as that is so, and fails after PATIENCE with the daemon's log."""

import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("OBJSYNC_BUILD", ROOT / "build-test"))
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
import start_daemon  # noqa: E402
from client import Follower, Unix  # noqa: E402
from consumer import Consumer  # noqa: E402
from patience import PATIENCE  # noqa: E402
from source import Gate, Script  # noqa: E402

OBJSYNCD = BUILD / "daemon" / "objsyncd"
OBJSYNCCTL = BUILD / "daemon" / "cli" / "objsyncctl"
PLUGIN_DIRS = [BUILD / "tests" / "plugins" / "scripted", BUILD / "tests" / "plugins" / "synthetic",
               BUILD / "tests" / "plugins" / "hostile", BUILD / "plugins" / "odbc"]
# How often a condition is looked at that nothing tells us of.
LOOK_EVERY = 0.02


def toml(value):
    """A value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def section(header, values):
    return f"{header}\n" + "".join(f"{k} = {toml(v)}\n" for k, v in values.items())


class DaemonTest(unittest.TestCase):
    """Each test gets a folder and at most one daemon in it, which does not outlive the test."""

    maxDiff = None

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="objsync-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.config = self.folder / "objsyncd.toml"
        self.log = self.folder / "objsyncd.log"
        self.event_file = self.folder / "events.jsonl"
        self.socket = self.folder / "control.sock"
        self.store = self.folder / "state.db"
        self.script_file = self.folder / "script"
        self.process = None
        self.events_inode, self.events_end, self.events_read = 0, 0, []
        self.addCleanup(self.print_log)
        self.addCleanup(self.kill)
        self.write_config()

    def print_log(self):
        if self._outcome and not self._outcome.success and self.log.exists():
            print(f"--- log of {self.id()}:\n{self.log.read_text(errors='replace')[-8000:]}")

    # What a test has its daemon crawl.

    def script(self, file=None):
        return Script(file or self.script_file)

    def tables(self, *names, schema="s", **fields):
        """The usual source: one schema with these tables."""
        self.script().scope("/", schema).scope(
            f"/{schema}", *[(name, "table", fields) for name in names]).write()

    def gate(self, name):
        gate = Gate(self.folder / name)
        self.addCleanup(gate.close)
        return gate

    def connection(self, name="test", plugin="scripted", options=None, guard=None, **keys):
        if options is None:
            options = {"script": self.script_file}
        text = section("[[connection]]", {"name": name, "plugin": plugin, "jitter": "0s", **keys})
        if guard:
            text += section("[connection.guard]", guard)
        return text + section("[connection.options]", options)

    def write_config(self, *connections, more="", **daemon):
        base = {"state": self.store, "plugin_dirs": [str(d) for d in PLUGIN_DIRS], **daemon}
        self.config.write_text("\n".join([
            section("[daemon]", base),
            section("[control]", {"socket": self.socket}),
            section("[[sink]]", {"name": "events", "type": "file", "path": self.event_file}),
            *(connections or [self.connection()]), more]))

    # The daemon.

    def run_daemon(self, *options, env=None):
        """Runs objsyncd to its end; returns its exit status. What it said is in self.said."""
        done = subprocess.run([OBJSYNCD, "--config", self.config, *options], timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, env=env)
        self.said = done.stdout
        with open(self.log, "a") as log:
            log.write(done.stdout)
        return done.returncode

    def once(self, env=None):
        return self.run_daemon("--once", env=env)

    def start(self, env=None):
        self.process = start_daemon.start([OBJSYNCD, "--config", self.config], self.log, env)

    def start_crawled(self):
        """Starts, and returns when the crawl that a first start brings is over in all
        connections, and its events are in the file."""
        self.start()
        self.wait_idle()
        self.wait_until_delivered()

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

    @staticmethod
    def memory_of(pid):
        """The most memory that a process has held so far, in KiB."""
        status = Path(f"/proc/{pid}/status").read_text()
        return int(next(x for x in status.splitlines() if x.startswith("VmHWM")).split()[1])

    def log_text(self):
        return self.log.read_text(errors="replace")

    def wait_until(self, condition, what, patience=PATIENCE):
        """Waits for what nothing tells us of. Returns the condition's value."""
        deadline = time.monotonic() + patience
        while not (value := condition()):
            if self.process and self.process.poll() is not None:
                self.fail(f"the daemon ended with {self.process.returncode} before {what}")
            if time.monotonic() > deadline:
                self.fail(f"after {patience} s still not: {what}")
            time.sleep(LOOK_EVERY)
        return value

    def wait_idle(self):
        def idle():
            connections = self.get("/status")["connections"]
            return all(c["lastRun"] and not c["crawls"] for c in connections)
        self.wait_until(idle, "all connections crawled and idle")

    # The API.

    def request(self, method, path, body=None, headers=None):
        """(status, answer); the answer's headers are in self.answer_headers."""
        client = Unix(self.socket)
        has_body = method in ("POST", "PUT")
        try:
            client.request(method, path, json.dumps(body or {}) if has_body else None,
                           {**({"Content-Type": "application/json"} if has_body else {}),
                            **(headers or {})})
            answer = client.getresponse()
            self.answer_headers = answer.headers
            return answer.status, json.loads(answer.read() or "null")
        finally:
            client.close()

    def get(self, path):
        status, answer = self.request("GET", path)
        self.assertEqual(status, 200, answer)
        return answer

    def post(self, path, body=None, status=None):
        got, answer = self.request("POST", path, body)
        if status is None:
            self.assertLess(got, 300, answer)
        else:
            self.assertEqual(got, status, answer)
        return answer

    def post_in_thread(self, path, body=None):
        return self.in_thread("POST", path, body)

    def in_thread(self, method, path, body=None):
        """Asks beside the test; the thread's `answer` is (status, answer)."""
        def call():
            try:
                thread.answer = self.request(method, path, body)
            except (OSError, http.client.HTTPException) as error:
                thread.answer = None, error
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        return thread

    def follow(self, query=""):
        follower = Follower(self.socket, query)
        self.addCleanup(follower.close)
        return follower

    def trigger(self, path="test", full=False):
        """Asks for a crawl; returns the id to wait for."""
        return self.post(f"/data/crawl/{quote(path)}", {"forceRecursiveCrawl": full})["bulkId"]

    def job(self, bulk_id):
        return self.get(f"/jobs?bulkId={bulk_id}")["jobs"][0]

    def over(self, bulk_id):
        """Waits for the end of a job and returns it."""
        return self.wait_until(
            lambda: (job := self.job(bulk_id))["state"] not in ("created", "active") and job,
            f"the end of job {bulk_id}")

    def finished(self, bulk_id):
        """Waits for the end of a crawl and returns its output."""
        return self.over(bulk_id)["output"]

    def set(self, path, status=None, headers=None, query="", **settings):
        """Asks for settings, and returns the answer."""
        got, answer = self.request("PUT", f"/data/settings/{quote(path)}{query}",
                                   {"settings": settings}, headers)
        self.assertIn(got, [status] if status else [200, 202], answer)
        return answer

    def set_and_wait(self, path, **settings):
        answer = self.set(path, **settings)
        if "bulkId" in answer:
            self.assertEqual(self.over(answer["bulkId"])["state"], "completed")

    def crawl(self, path="test", result="complete", **options):
        """Crawls now, checks how that ended and that its events are in the file."""
        output = self.finished(self.trigger(path, **options))
        self.assertEqual(output["result"], result, output["error"])
        self.wait_delivered(output["run"])
        return output

    def wait_until_delivered(self):
        """All that is committed now is in the file."""
        self.wait_until(lambda: all(s["lag"] == 0 for s in self.get("/sinks")["sinks"]),
                        "the sinks to have all events")

    def count_told(self):
        """How many events are in the file, with all that is committed now."""
        self.wait_until_delivered()
        return len(self.events())

    def wait_delivered(self, run):
        ends = ("objsync.crawl.finished", "objsync.crawl.failed")
        self.wait_until(
            lambda: any(e["type"] in ends and e["data"]["run"] == run for e in self.events()),
            f"the end of run {run} in the event file")

    def status_of(self, connection="test"):
        return self.get(f"/data/connection/{connection}")

    def run_of(self, run):
        return self.get(f"/runs/{run}")

    def last_run(self, connection="test"):
        """The newest crawl of a connection that is over, with its scopes by path."""
        runs = [r for r in self.get(f"/runs?connection={connection}")["runs"] if r["result"]]
        scopes = self.get(f"/runs/{runs[0]['id']}/scopes?limit=1000")["scopes"]
        return {**runs[0], "by_path": {s["path"]: s for s in scopes}}

    def paths(self, connection="test"):
        """The paths of all objects of a connection, itself not counted."""
        return {p for p in (o["path"] for o in self.export(connection)) if "/" in p}

    def export(self, path=""):
        objects = [json.loads(line) for line in self.ctl("export", *([path] if path else []))
                   .splitlines()]
        return [{**o, "path": "/".join(o["objectPath"])} for o in objects]

    # objsyncctl.

    def ctl_run(self, *words, env=None):
        return subprocess.run([OBJSYNCCTL, "--socket", self.socket, *words], timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env)

    def ctl(self, *words, status=0):
        """Runs objsyncctl, checks its exit status and returns what it printed. What it said on
        standard error is in self.ctl_error."""
        done = self.ctl_run(*words)
        self.ctl_error = done.stderr
        self.assertEqual(done.returncode, status, f"objsyncctl {words}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ctl_json(self, *words, status=0):
        return json.loads(self.ctl(*words, "--json", status=status))

    def ctl_lines(self, *words, status=0):
        return [json.loads(line) for line in self.ctl(*words, "--json", status=status).splitlines()]

    # Events, as the file has them.

    def events(self):
        """All events in the file but for a line that is being written."""
        if not self.event_file.exists():
            return []
        with open(self.event_file, "rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            size = os.fstat(file.fileno()).st_size
            # What was read before is read again only in another file, or one that was cut.
            if inode != self.events_inode or size < self.events_end:
                self.events_inode, self.events_end, self.events_read = inode, 0, []
            file.seek(self.events_end)
            whole, newline, _ = file.read().rpartition(b"\n")
        self.events_end += len(whole) + len(newline)
        self.events_read += [json.loads(line) for line in whole.splitlines()]
        return self.events_read

    def changes(self, after=0, connection=None):
        """(type, path) of the events about objects, short: ("added", "test/s/t")."""
        return [(e["type"].removeprefix("objsync.object."), e["subject"])
                for e in self.events()[after:] if e["type"].startswith("objsync.object.")
                and connection in (None, e["subject"].split("/")[0])]

    def removed(self, after=0):
        return [path for kind, path in self.changes(after) if kind == "removed"]

    def assert_nothing_removed(self):
        self.assertEqual(self.removed(), [])

    def assert_stream(self, events=None):
        """What a consumer may count on: per connection no gap, no step back but to repeat what was
        there under the same id. Returns the events without the repeats."""
        by_id, last, told = {}, {}, []
        for event in self.events() if events is None else events:
            connection, _, number = event["id"].split("/")
            number = int(number)
            if event["sequence"] != f"{number:019d}":
                self.fail(f"{event['id']} has the sequence {event['sequence']}")
            if event["id"] in by_id:
                # assertEqual only where they differ: it takes long to find nothing.
                if event != by_id[event["id"]]:
                    self.assertEqual(event, by_id[event["id"]])
                continue
            self.assertEqual(number, last.get(connection, 0) + 1,
                             f"a gap in {connection} before {event['id']}")
            by_id[event["id"]] = event
            last[connection] = number
            told.append(event)
        return told

    def assert_replay_is_export(self, connection="test"):
        """Whoever applied all events by oid knows what the daemon knows."""
        self.wait_until_delivered()
        consumer = Consumer()
        for event in self.assert_stream():
            consumer.take(event)
        known = {o["oid"]: {"path": o["objectPath"], "kind": o["kind"], "object": o["object"],
                            "local_tags": o["localTags"],
                            "active": o["isDataSource"] and o["state"] == "active"}
                 for o in self.export(connection)}
        told = {oid: thing for oid, thing in consumer.objects.items()
                if thing["path"][0] == connection}
        wrong = [(oid, told.get(oid), known.get(oid)) for oid in sorted(told.keys() | known.keys())
                 if told.get(oid) != known.get(oid)]
        if wrong:
            self.fail(f"{len(wrong)} objects differ; the first, as told and as known: {wrong[0]}")

    # The store, behind the daemon's back.

    def sql(self, statement, *values):
        with sqlite3.connect(self.store) as store:
            rows = store.execute(statement, values).fetchall()
        store.close()
        return rows
