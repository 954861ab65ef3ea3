#!/usr/bin/env python3
"""run_unittest.py REPORT FILE: runs the unittest file and writes a JSON line as each test starts
and ends, so that run_tests.py can name the one that hangs or crashes."""

import importlib.util
import json
import sys
import unittest
from pathlib import Path


class LineResult(unittest.TextTestResult):
    def __init__(self, report, *args):
        super().__init__(*args)
        self.report = report
        self.subtests_failed = ""

    def write(self, test, outcome, text=""):
        name = f"{type(test).__name__}.{getattr(test, '_testMethodName', test)}"
        self.report.write(json.dumps({"test": name, "outcome": outcome, "text": text}) + "\n")
        self.report.flush()

    def startTest(self, test):
        super().startTest(test)
        self.subtests_failed = ""
        self.write(test, "started")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.write(test, "passed")

    def addError(self, test, err):
        super().addError(test, err)
        self.write(test, "failed", self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.write(test, "failed", self.failures[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.write(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.write(test, "failed", "an expected failure is no test: mend it or take it away")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.write(test, "passed")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.subtests_failed += f"{subtest}:\n{self._exc_info_to_string(err, test)}\n"

    def stopTest(self, test):
        super().stopTest(test)
        if self.subtests_failed:
            # unittest calls no add... for a test whose subtests failed.
            self.write(test, "failed", self.subtests_failed)


def main():
    report_file, test_file = sys.argv[1], Path(sys.argv[2])
    sys.path.insert(0, str(test_file.parent))
    spec = importlib.util.spec_from_file_location(test_file.stem, test_file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[test_file.stem] = module
    with open(report_file, "w", encoding="utf-8") as report:
        spec.loader.exec_module(module)
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        runner = unittest.TextTestRunner(
            verbosity=2, resultclass=lambda *args: LineResult(report, *args))
        return 0 if runner.run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
