#!/usr/bin/env python3
"""check_docs.py: every file and test that the documents name is there, and the table of
ARCHITECTURE.md is that of layout.py. With --write, that table is written anew."""

import re
import subprocess
import sys
from pathlib import Path

import layout

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
# A word in backticks that begins like a path of the tree.
PATH = re.compile(r"`((?:core|daemon|plugins|conf|systemd|tests|scripts|\.ci)/[\w./*+-]*)")
# The last cell of a row about a behaviour: a test by its name.
TEST = re.compile(r'\| "(.*)" \|$')
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
BEGIN, END = "<!-- may-include: scripts/lib/layout.py -->", "<!-- end -->"


def may_include_table():
    rows = ["| folder | may include |", "|---|---|"]
    for folder, may in layout.MAY_INCLUDE.items():
        rows.append(f"| {folder} | {', '.join(may) or 'nothing of ours'} |")
    rows += ["", "| header | included only by |", "|---|---|"]
    for header, folders in layout.THIRD_PARTY.items():
        rows.append(f"| `{header}{'*' if header.endswith('/') else ''}` | {', '.join(folders)} |")
    return "\n".join(rows)


def main():
    architecture = ROOT / "ARCHITECTURE.md"
    text = architecture.read_text()
    before, rest = text.split(BEGIN)
    current, after = rest.split(END)
    wanted = f"\n{may_include_table()}\n"
    if "--write" in sys.argv:
        architecture.write_text(f"{before}{BEGIN}{wanted}{END}{after}")
        return 0
    wrong = []
    if current != wanted:
        wrong.append("ARCHITECTURE.md: the may-include table is not that of scripts/lib/layout.py;"
                     " run scripts/lib/check_docs.py --write")
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"],
                            check=True, capture_output=True, text=True).stdout.splitlines()
    sources = "".join((ROOT / f).read_text() for f in listed
                      if f.endswith("_test.cc") and (ROOT / f).is_file())
    # A long name is written as several strings, one after the other.
    sources = re.sub(r'"\s*\n\s*"', "", sources)
    documents = [d for d in listed if d in DOCUMENTS
                 or d.startswith("plugins/") and d.endswith("README.md")]
    for name in documents:
        folder, in_code = (ROOT / name).parent, False
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if line.startswith("```"):
                in_code = not in_code
            if in_code:
                continue
            for path in PATH.findall(line):
                # A plugin's README speaks of its own folder.
                if not any(any(base.glob(path.rstrip("/."))) for base in (ROOT, folder)):
                    wrong.append(f"{name}:{number}: there is no {path}")
            for test in TEST.findall(line):
                if f'"{test}"' not in sources:
                    wrong.append(f"{name}:{number}: there is no test {test}")
            for link in LINK.findall(line):
                if not (folder / link).exists():
                    wrong.append(f"{name}:{number}: the link leads nowhere: {link}")
    print("\n".join(wrong) or f"{len(documents)} documents")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
