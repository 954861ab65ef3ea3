#!/usr/bin/env python3
"""Runs the tests of a build folder and counts single test cases.

What there is to run comes from Meson (tests/meson.build registers every test with its suite):
- suite `lint`: one test by its exit status, 77 for skipped
- a test whose last argument is a .py file: Python unittest; each test method counts as one
- suite `unit` otherwise: a Catch2 program; each TEST_CASE counts as one
- anything else: one test by its exit status, like lint

The last line of output is `N passed, N failed, N skipped`; the failures stand before it with the
end of what they printed, and each skip with its reason.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

UNITTEST_RUNNER = Path(__file__).with_name("run_unittest.py")
SKIP_STATUS = 77
TAIL_LINES = 60


class Result:
    """The outcome of one test program: lists of (name, text)."""

    def __init__(self):
        self.passed, self.failed, self.skipped = [], [], []


def tail(text):
    lines = text.rstrip().splitlines()
    return "\n".join((["..."] if len(lines) > TAIL_LINES else []) + lines[-TAIL_LINES:])


def how_it_ended(status, timeout):
    if status is None:
        return f"did not end within {timeout} s and was killed"
    if status < 0:
        try:
            return f"was killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"was killed by signal {-status}"
    return f"ended with exit status {status}"


def run_program(command, env, folder, timeout):
    """Returns (exit status or None for a timeout, output). Leaves no descendant of it behind."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True)
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            status = None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        output.seek(0)
        return status, output.read().decode("utf-8", "replace")


def describe_catch2(case):
    """The failures inside one TestCase element, in words."""
    out = []
    for e in case.iter():
        if e.tag == "Expression" and e.get("success") == "false":
            out.append(f"{e.get('filename')}:{e.get('line')}: "
                       f"{(e.findtext('Original') or '').strip()}\n"
                       f"    with: {(e.findtext('Expanded') or '').strip()}")
        if e.tag in ("Failure", "Exception", "FatalErrorCondition", "Info", "Warning"):
            out.append(f"{e.tag}: {(e.text or '').strip()}")
    return "\n".join(out)


def run_catch2(name, command, env, folder, timeout):
    result = Result()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        # The XML reporter writes as it goes, so a crash or a hang can be put to the case at fault.
        status, output = run_program(command + ["-r", "xml", "-o", str(report)], env, folder, timeout)
        text = report.read_bytes() if report.exists() else b""
    parser = ElementTree.XMLPullParser(("start", "end"))
    running = None
    try:
        parser.feed(text)
        for event, element in parser.read_events():
            if element.tag != "TestCase":
                continue
            running = element.get("name") if event == "start" else None
            if event == "end":
                verdict = element.find("OverallResult")
                case = f"{name}: {element.get('name')}"
                if verdict is not None and verdict.get("success") == "true":
                    result.passed.append((case, ""))
                else:
                    result.failed.append((case, describe_catch2(element)))
    except ElementTree.ParseError as error:
        output += f"\nthe test report is cut short or damaged: {error}"
    if status != 0 and (running is not None or not result.failed):
        where = f" in \"{running}\"" if running else ""
        result.failed.append((f"{name}{where}",
                              f"the program {how_it_ended(status, timeout)}\n{tail(output)}"))
    return result


def run_python(name, command, env, folder, timeout):
    result = Result()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.jsonl"
        runner = [sys.executable, str(UNITTEST_RUNNER), str(report), command[-1]]
        status, output = run_program(runner, env, folder, timeout)
        lines = report.read_text().splitlines() if report.exists() else []
    running = None
    for line in lines:
        entry = json.loads(line)
        case = f"{name}: {entry['test']}"
        if entry["outcome"] == "started":
            running = case
            continue
        getattr(result, entry["outcome"]).append((case, entry["text"]))
        running = None
    if status != 0 and (running or not result.failed):
        result.failed.append((running or name,
                              f"the program {how_it_ended(status, timeout)}\n{tail(output)}"))
    elif result.failed:
        case, text = result.failed[0]
        result.failed[0] = (case, f"{text}\n--- end of what {name} printed:\n{tail(output)}")
    return result


def run_command(name, command, env, folder, timeout):
    result = Result()
    status, output = run_program(command, env, folder, timeout)
    if status == 0:
        result.passed.append((name, ""))
    elif status == SKIP_STATUS:
        lines = output.strip().splitlines()
        result.skipped.append((name, lines[-1] if lines else "no reason was given"))
    else:
        result.failed.append((name, f"the check {how_it_ended(status, timeout)}\n{tail(output)}"))
    return result


def run_one(test, args, extra_env):
    env = {**os.environ, **test["env"], **extra_env}
    timeout = (test["timeout"] or 600) * args.timeout_factor
    suites = [s.split(":")[-1] for s in test["suite"]]
    python = test["cmd"][-1].endswith(".py")
    if "lint" in suites:
        run = run_command
    elif python:
        run = run_python
    elif "unit" in suites:
        run = run_catch2
    else:
        run = run_command
    result = run(test["name"], test["cmd"], env, test["workdir"] or args.build, timeout)
    if not (result.passed or result.failed or result.skipped):
        result.failed.append((test["name"], "the program ran no test"))
    mark = "FAILED" if result.failed else "ok" if result.passed else "skipped"
    print(f"{mark:8} {suites[0]:6} {test['name']}: {len(result.passed)} passed, "
          f"{len(result.failed)} failed, {len(result.skipped)} skipped", flush=True)
    return result


def sanitizer_reports(folder):
    """What sanitizers wrote in any process of the run, as one test of its own."""
    result = Result()
    reports = sorted(folder.glob("report.*"))
    text = "\n".join(f"{r.name}:\n{r.read_text(errors='replace')}" for r in reports)
    if reports:
        result.failed.append(("sanitizers: no process of the tests gave a report", text[:20000]))
    else:
        result.passed.append(("sanitizers: no process of the tests gave a report", ""))
    return result


def sanitizer_env(args, logs):
    # Faults that tests provoke on purpose in a child must look like what they are, so signals are
    # left alone; the reports go to files since a daemon's own output belongs to the test.
    common = f"halt_on_error=1:exitcode=66:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:" \
             f"handle_sigill=0:handle_abort=0:log_path={logs / 'report'}"
    support = args.source / "tests" / "support"
    return {
        "ASAN_OPTIONS": f"{common}:detect_leaks=1:detect_stack_use_after_return=1:quarantine_size_mb=64",
        "UBSAN_OPTIONS": f"{common}:print_stacktrace=1",
        "LSAN_OPTIONS": f"suppressions={support / 'lsan.supp'}:print_suppressions=0",
        "TSAN_OPTIONS": f"{common}:second_deadlock_stack=1:suppressions={support / 'tsan.supp'}",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="SUITE|NAME")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout-factor", type=int, default=1)
    parser.add_argument("--sanitizers", action="store_true")
    args = parser.parse_args()
    args.build = args.build.resolve()
    args.source = Path(__file__).resolve().parents[2]

    tests = json.loads(subprocess.run(["meson", "introspect", "--tests", str(args.build)],
                                      check=True, capture_output=True, text=True).stdout)
    if args.only:
        tests = [t for t in tests if t["name"] in args.only
                 or any(s.split(":")[-1] in args.only for s in t["suite"])]
        if not tests:
            print(f"no suite or test is named {' or '.join(args.only)}")
            print("0 passed, 1 failed, 0 skipped")
            return 1
    # The longest first, so that none is left to run alone at the end.
    tests.sort(key=lambda t: (-t["priority"], -(t["timeout"] or 0)))

    with tempfile.TemporaryDirectory() as logs:
        extra = sanitizer_env(args, Path(logs)) if args.sanitizers else {}
        alone = [t for t in tests if not t["is_parallel"]]
        together = [t for t in tests if t["is_parallel"]]
        with ThreadPoolExecutor(args.jobs) as pool:
            results = list(pool.map(lambda t: run_one(t, args, extra), together))
        results += [run_one(t, args, extra) for t in alone]
        if args.sanitizers:
            results.append(sanitizer_reports(Path(logs)))

    for name, text in (f for r in results for f in r.failed):
        print(f"\nFAILED: {name}\n{text}")
    skipped = [s for r in results for s in r.skipped]
    if skipped:
        print()
    for name, reason in skipped:
        print(f"skipped: {name}: {reason}")
    counts = [sum(len(getattr(r, kind)) for r in results) for kind in ("passed", "failed", "skipped")]
    print(f"\n{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped")
    return 1 if counts[1] or not counts[0] else 0


if __name__ == "__main__":
    sys.exit(main())
