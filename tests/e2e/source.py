"""What the scripted plugin crawls: its script, and the gates at which it waits for the test."""

import os
import select
from pathlib import Path
from urllib.parse import quote

from patience import PATIENCE


class Gate:
    """The other side of `stop NAME` in a script: the crawl is there; let it go on."""

    def __init__(self, path):
        self.path = Path(path)
        os.mkfifo(f"{path}.reached")
        os.mkfifo(f"{path}.go")
        # Open for both, so that neither side waits for the other to open it, nor sees an end.
        self.reached = os.open(f"{path}.reached", os.O_RDWR | os.O_CLOEXEC)
        self.go = os.open(f"{path}.go", os.O_RDWR | os.O_CLOEXEC)

    def wait(self):
        """Returns when a crawl has reached the gate."""
        if not select.select([self.reached], [], [], PATIENCE)[0]:
            raise AssertionError(f"no crawl reached the gate {self.path} within {PATIENCE} s")
        os.read(self.reached, 1)

    def is_reached(self):
        """Whether a crawl waits there that wait() has not told of."""
        return bool(select.select([self.reached], [], [], 0)[0])

    def open(self):
        os.write(self.go, b"!")

    def close(self):
        os.close(self.reached)
        os.close(self.go)


def encode(text):
    return quote(str(text), safe=":@.,()-_+*$")


class Script:
    """Writes the file that the scripted plugin reads at each crawl."""

    def __init__(self, file):
        self.file = Path(file)
        self.lines = []

    def add(self, *words, **named):
        parts = [w if w.startswith("/") else encode(w) for w in map(str, words)]
        for key, value in named.items():
            values = value if isinstance(value, list) else [value]
            parts += [f"{key}={encode(v)}" for v in values]
        self.lines.append(" ".join(parts))
        return self

    def scope(self, path, *objects, outcome="complete", **end):
        """A whole listing: opens the scope, lists, ends it. An object is a name (of a table, below
        the connection of a schema), (name, kind) or (name, kind, {fields})."""
        self.add("scope", path)
        for entry in objects:
            if isinstance(entry, str):
                entry = (entry, "schema" if path == "/" else "table")
            name, kind, fields = (*entry, {})[:3]
            self.add("object", f"{path.rstrip('/')}/{quote(name, safe='')}", kind, **fields)
        return self.add("end", path, outcome, **end)

    def write(self):
        # In one step, as a crawl may be reading it.
        new = Path(f"{self.file}.new")
        new.write_text("\n".join(self.lines) + "\n")
        new.replace(self.file)
        return self
