#!/usr/bin/env python3
"""check_unit.py UNIT: the unit is one that systemd takes, and its exposure is the one it quotes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path


def main():
    unit = Path(sys.argv[1])
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not installed")
        return 77
    said = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
                          capture_output=True, text=True)
    found = re.search(r"Overall exposure level for .*: ([0-9.]+)", said.stdout)
    if not found:
        print(f"systemd-analyze security gave no verdict:\n{said.stdout}{said.stderr}")
        return 1
    quoted = re.search(r"^# Exposure by .*: ([0-9.]+) \(", unit.read_text(), re.M)
    if not quoted or quoted[1] != found[1]:
        print(f"{unit}: quotes an exposure of {quoted[1] if quoted else 'nothing'}, it is {found[1]}")
        return 1
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    # The programs are not installed where the test runs, and neither is the user.
    wrong = [line for line in (said.stdout + said.stderr).splitlines()
             if unit.name in line and "is not executable" not in line]
    if wrong:
        print("\n".join(wrong))
        return 1
    print(f"exposure {found[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
