"""Runs the program fake-databricks and talks to it. Commands are those of its `help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from fake_program import FakeProgram  # noqa: E402

TOKEN = "dapi-secret-1"
CRAWLER = "crawler@example.com"
API = "/api/2.1/unity-catalog/"


def quoted(word):
    """A word as the program reads it, whatever bytes it has."""
    text = "".join(f"\\x{b:02x}" if b < 0x20 or b > 0x7e else ("\\" if chr(b) in '"\\' else "") + chr(b)
                   for b in (word if isinstance(word, bytes) else str(word).encode()))
    return f'"{text}"'


class FakeDatabricks(FakeProgram):
    def __init__(self, *lines):
        super().__init__("tests/databricks/fake-databricks")
        self.url = self.address
        self.say(*lines)

    def do(self, command, *words, **members):
        """One line, of words and members of any bytes."""
        parts = [command, *map(quoted, words),
                 *(f"{name.replace('__', '.')}={quoted(value)}" for name, value in members.items())]
        return self.say(" ".join(parts))

    def requests(self, match="", header=""):
        """(status, "METHOD target"[, header]) of what was asked, in order."""
        found = []
        for line in self.do("requests", match, *([header] if header else [])):
            asked, _, value = line.partition("\t")
            status, _, what = asked.partition(" ")
            found.append((int(status), what, value) if header else (int(status), what))
        return found
