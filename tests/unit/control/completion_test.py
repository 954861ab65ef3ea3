#!/usr/bin/env python3
"""Tab in real shells, against the control server over a store with one of everything."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli_test import CTL, Served  # noqa: E402


class Shells(Served):
    def setUp(self):
        super().setUp()
        self.env["PATH"] = os.path.dirname(CTL) + ":" + self.env["PATH"]

    def shell(self, name, script, *args):
        if not shutil.which(name):
            self.skipTest(f"{name} is not installed: scripts/install-packages test")
        done = subprocess.run([name, *args, script], env=self.env, stdin=subprocess.DEVNULL,
                              timeout=60, capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def script(self, name):
        return self.ctl("completion", name).stdout

    def bash(self, *words):
        quoted = " ".join(f"'{word}'" for word in words)
        # What readline does on Tab: the words in COMP_WORDS, then the function. `compopt` works
        # only under readline.
        return self.shell("bash", f"""{self.script("bash")}
            compopt() {{ echo "compopt $*"; }}
            COMP_WORDS=(objsyncctl {quoted}); COMP_CWORD={len(words)}; _objsyncctl
            printf '%s\\n' "${{COMPREPLY[@]}}" """, "--norc", "-c")

    def fish(self, line):
        return self.shell("fish", f"""{self.script("fish")}
            complete -C '{line}'""", "--no-config", "-c")

    def zsh(self, *words):
        quoted = " ".join(f"'{word}'" for word in words)
        # compadd works only in a completion widget, so its arguments are what can be looked at.
        return self.shell("zsh", f"""compdef() {{ : }}
            compadd() {{ local a=${{@[-1]}}; print -rl -- ${{(P)a}} }}
            _files() {{ print files }}
            {self.script("zsh")}
            words=(objsyncctl {quoted}); CURRENT={len(words) + 1}; _objsyncctl""", "-f", "-c")

    def test_commands_are_offered(self):
        self.assertEqual(self.bash("conn"), ["connections", "connection"])
        self.assertEqual([line.split("\t")[0] for line in self.fish("objsyncctl conn")],
                         ["connection", "connections"])
        self.assertEqual(self.zsh("conn"), ["connections", "connection"])

    def test_a_path_goes_on_below_what_is_typed(self):
        self.assertEqual(self.bash("show", "sh"), ["compopt -o nospace", "shop/"])
        self.assertEqual(self.bash("show", "shop/m"), ["compopt -o nospace", "shop/main/"])
        self.assertEqual(self.bash("show", "shop/main/or"),
                         ["shop/main/orders", "shop/main/orders\\;function"])
        self.assertEqual([line.split("\t")[0] for line in self.fish("objsyncctl show shop/main/cu")],
                         ["shop/main/customers"])
        self.assertEqual(self.zsh("show", "shop/main/cu"), ["shop/main/customers"])

    def test_values_of_options_are_offered(self):
        self.assertEqual(self.bash("events", "--connection", "sh"), ["shop"])
        self.assertEqual(self.bash("events", "--connection=sh"), ["--connection=shop"])
        self.assertEqual(self.bash("completion", ""), ["bash", "zsh", "fish"])
        self.assertEqual(self.bash("set", "shop", "--activate-new", "o"), ["on", "off"])
        self.assertEqual(self.zsh("set", "shop", "--activate-new=i"), ["--activate-new=inherit"])

    def test_what_is_set_and_purged_are_paths_and_what_is_cancelled_are_jobs(self):
        for command in ("activate", "deactivate", "inherit", "set", "purge"):
            self.assertEqual(self.bash(command, "--dry-run", "shop/m"),
                             ["compopt -o nospace", "shop/main/"])
        self.assertEqual(self.zsh("purge", "shop/main/cu"), ["shop/main/customers"])
        self.assertEqual(self.bash("job", "cancel", ""), ["s3", "s2", "s1"])
        self.assertEqual(sorted(line.split("\t")[0] for line in self.fish("objsyncctl jobs s")),
                         ["s1", "s2", "s3"])
        self.assertEqual(self.bash("token", "re"), ["revoke"])

    def test_files_are_left_to_the_shell(self):
        self.assertEqual(self.bash("backup", ""), ["compopt -o default", ""])
        self.assertEqual(self.zsh("backup", ""), ["files"])

    def test_a_daemon_that_is_not_there_leaves_the_commands(self):
        self.env["OBJSYNC_SOCKET"] = "/nonexistent/control.sock"
        self.assertEqual(self.bash("show", "sh"), [""])
        self.assertEqual(self.bash("conn"), ["connections", "connection"])


class Manual(Served):
    def test_the_manual_page_has_every_command_and_no_mistake(self):
        page = self.ctl("man").stdout
        for word in ("crawl", "doctor", "completion", "Exit codes", "token create", "job cancel",
                     "activate", "purge", "130 interrupted"):
            self.assertIn(word, page)
        if not shutil.which("groff"):
            self.skipTest("groff is not installed: scripts/install-packages test")
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=page, text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main()
