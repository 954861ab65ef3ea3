"""Runs a program that stands for a platform and talks to it: a line of command in, lines of answer
out, then "ok" or "error ...". Each fake's own module says in which words."""

import os
import subprocess
from pathlib import Path

BUILD = Path(os.environ.get("OBJSYNC_BUILD", Path(__file__).resolve().parents[2] / "build-test"))


class FakeProgram:
    def __init__(self, program):
        """`program`: its path in the build folder. `address` is what it says first."""
        self.program = BUILD / program
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def say(self, *lines):
        """Carries out lines as they are; returns what the last one printed."""
        said = []
        for line in lines:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            said = self._answer(line)
        return said

    def _answer(self, line):
        said = []
        for answer in self.process.stdout:
            answer = answer.rstrip("\n")
            if answer == "ok":
                return said
            if answer.startswith("error "):
                raise ValueError(f"{line}: {answer}")
            said.append(answer)
        raise EOFError(f"{self.program.name} ended at: {line}")
