"""Headers that most sources read, read once for all of them: half of what Clang has to do for a
check is the standard library and Catch2."""

import subprocess
import threading
from pathlib import Path

STANDARD = """algorithm array atomic chrono condition_variable cstdint cstring deque
functional map memory mutex optional set sstream stdexcept string string_view thread tuple
unordered_map utility variant vector""".split()
CATCH = "catch2/catch.hpp"
# Options that headers of the standard library see.
KEPT = ("clang++", "-D_FILE_OFFSET_BITS=64", "-pthread", "-O1", "-fno-strict-aliasing")


class Prefixes:
    """Precompiled headers, one for each set of options that must be the same; from any thread."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.lock = threading.Lock()
        self.made = {}  # options -> file of Clang, or None when it could not be made

    def options(self, entry, command):
        """What to add to the command that checks this entry."""
        if command[0] != "clang++":
            return []
        source = Path(entry["directory"]) / entry["file"]
        headers = STANDARD + ([CATCH] if f"<{CATCH}>" in source.read_text() else [])
        shared = [word for word in command if word in KEPT or word.startswith("-std=")]
        key = (tuple(shared), len(headers))
        with self.lock:
            if key not in self.made:
                self.made[key] = self.make(shared, headers, entry["directory"])
        return ["-include-pch", self.made[key]] if self.made[key] else []

    def make(self, shared, headers, directory):
        name = self.folder / f"prefix{len(self.made)}.h"
        name.write_text("".join(f"#include <{header}>\n" for header in headers))
        out = f"{name}.pch"
        done = subprocess.run([*shared, "-x", "c++-header", str(name), "-o", out], cwd=directory,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return out if done.returncode == 0 else None
