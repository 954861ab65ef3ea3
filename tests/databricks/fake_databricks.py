"""Runs the program fake-databricks and talks to it. Commands are those of its `help`."""

import os
import subprocess
from pathlib import Path

BUILD = Path(os.environ.get("OBJSYNC_BUILD", Path(__file__).resolve().parents[2] / "build-test"))
TOKEN = "dapi-secret-1"
CRAWLER = "crawler@example.com"
API = "/api/2.1/unity-catalog/"


def quoted(word):
    """A word as the program reads it, whatever bytes it has."""
    text = "".join(f"\\x{b:02x}" if b < 0x20 or b > 0x7e else ("\\" if chr(b) in '"\\' else "") + chr(b)
                   for b in (word if isinstance(word, bytes) else str(word).encode()))
    return f'"{text}"'


class FakeDatabricks:
    def __init__(self, *lines):
        self.process = subprocess.Popen([BUILD / "tests" / "databricks" / "fake-databricks"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        for line in lines:
            self.say(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def say(self, line):
        """Carries out one line as it is; returns the lines that it printed."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        said = []
        for answer in self.process.stdout:
            answer = answer.rstrip("\n")
            if answer == "ok":
                return said
            if answer.startswith("error "):
                raise ValueError(f"{line}: {answer}")
            said.append(answer)
        raise EOFError(f"fake-databricks ended at: {line}")

    def do(self, command, *words, **members):
        """The same, of words and members of any bytes."""
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
