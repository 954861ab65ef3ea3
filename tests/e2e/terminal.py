"""A program on a terminal: what it shows comes as it is shown, and keys can be pressed."""

import os
import pty
import select
import subprocess
import time

from patience import PATIENCE


class Terminal:
    def __init__(self, command, columns=100, **env):
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": str(columns), **env})
        os.close(theirs)
        self.shown = ""

    def wait_for(self, text):
        """Reads until it is shown."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            if not self.read(deadline):
                raise AssertionError(f"it ended without {text!r}: {self.shown!r}")

    def read(self, deadline):
        """False: it has ended."""
        ready, _, _ = select.select([self.ours], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"nothing more was shown within {PATIENCE} s: {self.shown!r}")
        try:
            part = os.read(self.ours, 4096)
        except OSError:  # how the end looks on Linux
            return False
        self.shown += part.decode()
        return bool(part)

    def press(self, keys):
        os.write(self.ours, keys.encode())

    def interrupt(self):
        """As Ctrl-C does, which goes to the program in the foreground."""
        os.killpg(self.process.pid, 2)

    def end(self):
        """Waits for its end; returns its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self.read(deadline):
            pass
        return self.process.wait(PATIENCE)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)
