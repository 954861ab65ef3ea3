#!/usr/bin/env python3
"""each_source.py BUILD clang|tidy [FILE...]: runs Clang over each source of a build folder, several
at once, and prints what it says. Used by check-clang and tidy."""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# What has to do with making a file, not with reading the source.
DROP = ("-o", "-c", "-MD", "-MQ", "-MF")


def clang_command(entry):
    """The compile command, turned into one that Clang only checks."""
    words = shlex.split(entry["command"])
    # ccache, where the build uses it, keeps checks as well: a source that stayed is not read again.
    cached = Path(words[0]).name == "ccache"
    before, words = (words[:1], words[1:]) if cached else ([], words)
    is_c = Path(words[0]).name in ("cc", "gcc", "clang")
    out = [*before, "clang" if is_c else "clang++", "-fsyntax-only", "-Werror", "-fno-color-diagnostics",
           "-ferror-limit=3", "-ftemplate-backtrace-limit=2",
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
        # Sanitizers have no part in a check, and its output goes to a file.
        if word.startswith(("-fsanitize", "-fdiagnostics-color")):
            continue
        out.append(word)
    return out


def check(entry, mode, build):
    if mode == "tidy":
        command = ["clang-tidy", "--quiet", "-p", str(build),
                   str(Path(entry["directory"]) / entry["file"])]
    else:
        command = clang_command(entry)
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
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for name, status, output in pool.map(lambda e: check(e, mode, build), todo):
            if status != 0:
                bad += 1
                print(f"{name}:\n{output}")
    print(f"{len(todo)} sources, {bad} with problems")
    return 1 if bad or not todo else 0


if __name__ == "__main__":
    sys.exit(main())
