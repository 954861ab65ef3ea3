#!/usr/bin/env python3
"""each_source.py BUILD clang|tidy [FILE...]: runs Clang over each source of a build folder, several
at once, and prints what it says. Used by check-clang and tidy."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clang_prefix import Prefixes

# What has to do with making a file, not with reading the source.
DROP = ("-o", "-c", "-MD", "-MQ", "-MF")
ALIKE = ("-fPIC", "-g", "-pthread", "-fvisibility=hidden")


def clang_command(entry):
    """The compile command, turned into one that Clang only checks."""
    words = shlex.split(entry["command"])
    if Path(words[0]).name == "ccache":
        words = words[1:]
    is_c = Path(words[0]).name in ("cc", "gcc", "clang")
    out = ["clang" if is_c else "clang++", "-fsyntax-only", "-Werror", "-fno-color-diagnostics",
           "-pthread", "-ferror-limit=3", "-ftemplate-backtrace-limit=2",
           # Options that only GCC knows, and nothing else, pass in silence.
           "-Wno-unknown-warning-option"]
    skip_next = False
    for word in words[1:]:
        if skip_next:
            skip_next = False
            continue
        if word in DROP:
            skip_next = word in ("-o", "-MQ", "-MF")
            continue
        # Sanitizers have no part in a check, and its output goes to a file; without the others
        # nearly all sources are read with the same options.
        if word.startswith(("-fsanitize", "-fdiagnostics-color")) or word in ALIKE:
            continue
        out.append(word)
    return out


def check(entry, mode, build, prefixes):
    if mode == "tidy":
        command = ["clang-tidy", "--quiet", "-p", str(build),
                   str(Path(entry["directory"]) / entry["file"])]
    else:
        command = clang_command(entry)
        command += prefixes.options(entry, command)
    done = subprocess.run(command, cwd=entry["directory"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return entry["file"], done.returncode, done.stdout


def main():
    build, mode, only = Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3:]
    entries = json.loads((build / "compile_commands.json").read_text())
    root = Path(__file__).resolve().parents[2]
    seen, todo = set(), []
    for entry in entries:
        source = (Path(entry["directory"]) / entry["file"]).resolve()
        if source in seen or not source.is_relative_to(root) or source.is_relative_to(build):
            continue
        if only and str(source.relative_to(root)) not in only:
            continue
        seen.add(source)
        todo.append(entry)
    bad = 0
    with (ThreadPoolExecutor(os.cpu_count() or 1) as pool,
          tempfile.TemporaryDirectory() as folder):
        prefixes = Prefixes(folder)
        for name, status, output in pool.map(lambda e: check(e, mode, build, prefixes), todo):
            if status != 0:
                bad += 1
                print(f"{name}:\n{output}")
    print(f"{len(todo)} sources, {bad} with problems")
    return 1 if bad or not todo else 0


if __name__ == "__main__":
    sys.exit(main())
