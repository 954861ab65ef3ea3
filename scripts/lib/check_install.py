#!/usr/bin/env python3
"""check_install.py BUILD: `meson install` into an empty folder puts everything where it belongs."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

EXPECTED = """
usr/bin/objsyncd
usr/bin/objsyncctl
usr/libexec/objsync/objsync-crawl
usr/lib/objsync/plugins/databricks.so
usr/lib/objsync/plugins/odbc.so
usr/lib/objsync/plugins/snowflake.so
usr/lib/systemd/system/objsyncd.service
usr/lib/sysusers.d/objsync.conf
usr/include/objsync/plugin.h
usr/include/objsync/plugins/sdk/objsync.hpp
usr/share/doc/objsync/README.md
usr/share/doc/objsync/LICENSE
etc/objsync/objsyncd.toml
""".split()


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["meson", "install", "-C", sys.argv[1], "--no-rebuild", "--quiet",
                        "--destdir", folder], check=True)
        wrong = [f"missing: /{name}" for name in EXPECTED if not (root / name).is_file()]
        unit = root / "usr/lib/systemd/system/objsyncd.service"
        for program, config in re.findall(r"^ExecStart=(\S+) --config (\S+)", unit.read_text(), re.M):
            wrong += [f"the unit names {p}, which was not installed"
                      for p in (program, config) if not (root / p.lstrip("/")).exists()]
        # An author needs the headers alone, as C99 and as C++20.
        for compiler in (["gcc", "-std=c99"], ["g++", "-std=c++20"]):
            language = "c" if compiler[0] == "gcc" else "c++"
            compiled = subprocess.run(
                [*compiler, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", language, "-",
                 f"-I{root / 'usr/include'}"],
                input="#include <objsync/plugin.h>\n", text=True, capture_output=True)
            if compiled.returncode != 0:
                wrong.append(f"plugin.h does not compile:\n{compiled.stderr}")
        wrong += [f"a test was installed: {p.relative_to(root)}" for p in root.rglob("*")
                  if "synthetic" in p.name or "scripted" in p.name]
    print("\n".join(wrong) or f"{len(EXPECTED)} files in place")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
