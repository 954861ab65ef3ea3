"""A secret goes from where it is kept to the plugin, and nowhere else."""

import os
import unittest
from pathlib import Path
from urllib.parse import quote

from harness import DaemonTest

SECRET = "s3cr;et/%pass word"


class Secrets(DaemonTest):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "password"
        self.file.write_text(SECRET + "\n")
        self.file.chmod(0o600)

    def use(self, token, plugin="scripted", option="token"):
        options = {"script": self.script_file} if plugin == "scripted" else {}
        self.write_config(self.connection("bad", plugin, {**options, option: token}))

    def leaks_in(self, text, secret=SECRET):
        data = text if isinstance(text, bytes) else text.encode()
        return any(form.encode() in data for form in (secret, quote(secret), quote(secret, safe="")))

    def assert_nowhere(self, secret=SECRET):
        """In no file of the test's folder but the secret's own, and in no answer of the API."""
        for file in self.folder.rglob("*"):
            if file.is_file() and file not in (self.file, self.script_file, *self.told):
                self.assertFalse(self.leaks_in(file.read_bytes(), secret), f"leaked into {file}")
        answers = [self.ctl(*words) for words in [
            ("status", "--json"), ("connections", "--json"), ("runs", "--json"),
            ("runs", "1", "--json", "--all-scopes"), ("runs", "1"), ("events", "--json"),
            ("export",), ("plugins", "--json"), ("config", "check", "--json")]]
        check = self.ctl_run("check", "bad", "--json")
        for answer in [*answers, check.stdout, check.stderr]:
            self.assertFalse(self.leaks_in(answer, secret), answer)

    told = ()

    def talkative(self):
        """A script that gives the secret away wherever a plugin can say something."""
        script = self.script().scope("/", "s")
        for level in ("info", "warning", "error"):
            script.add("log", level, "password=$token")
        script.add("print", "stdout", "out $token").add("print", "stderr", "err $token")
        script.add("check", "failed", "login", "refused for $token", "mend $token")
        script.add("progress", f"with {SECRET}")
        script.scope("/s", outcome="failed", error="auth", code=SECRET,
                     text=f"login failed for PWD={SECRET};")
        return script

    def test_a_secret_is_nowhere_but_with_the_plugin(self):
        for name, token, env in [
                ("file", {"file": self.file}, None),
                ("env", {"env": "THE_SECRET"}, {**os.environ, "THE_SECRET": SECRET})]:
            with self.subTest(name):
                self.kill()
                self.use(token)
                gate = self.gate(f"gate-{name}")
                self.talkative().add("pid", self.folder / "pid").add("ask-secret", "token",
                                                                     self.folder / "told").add(
                    "stop", gate.path).add("fail", "auth", text="rejected: $token").write()
                self.told = (self.folder / "told",)
                self.start(env)
                if name == "env":
                    self.trigger("bad")
                gate.wait()
                self.assertEqual((self.folder / "told").read_text(), SECRET + "\n")
                pid = (self.folder / "pid").read_text().strip()
                for process in (pid, self.process.pid):
                    self.assertFalse(self.leaks_in(Path(f"/proc/{process}/cmdline").read_bytes()))
                if name == "file":
                    self.assertFalse(self.leaks_in(Path(f"/proc/{pid}/environ").read_bytes()))
                gate.open()
                self.wait_idle()
                run = self.last_run("bad")
                self.assertEqual(run["result"], "failed")
                self.assertIn("rejected: ", run["error"])
                self.assertIn("login failed for PWD=", run["by_path"]["s"]["error"])
                self.wait_delivered(run["id"])
                self.assert_nowhere()

    def test_a_child_has_an_environment_without_the_secrets_of_others(self):
        gate = self.gate("middle")
        self.script().add("pid", self.folder / "pid").add("stop", gate.path).write()
        self.use({"env": "THE_SECRET"})
        self.start({**os.environ, "THE_SECRET": SECRET})
        gate.wait()
        pid = (self.folder / "pid").read_text().strip()
        self.assertFalse(self.leaks_in(Path(f"/proc/{pid}/environ").read_bytes()))
        gate.open()

    def test_a_plugin_that_prints_its_password_ten_thousand_times_prints_stars(self):
        self.use({"file": self.file}, "chatty", "password")
        self.start_crawled()
        self.assertIn("login failed: ", self.last_run("bad")["error"])
        self.assert_nowhere()
        self.assertLess(len(self.log_text()), 1 << 20, "and not all of it")

    def test_what_it_last_wrote_before_it_died_is_masked(self):
        self.use({"file": self.file}, "exits", "password")
        self.start_crawled()
        self.assertIn("no licence for", self.last_run("bad")["error"])
        self.assert_nowhere()

    def test_a_secret_read_again_in_mid_crawl_is_masked_as_well(self):
        self.use({"file": self.file})
        gate = self.gate("middle")
        new = "the+rotated=one"
        self.told = (self.folder / "told",)
        self.script().add("stop", gate.path).add("ask-secret", "token", self.folder / "told").add(
            "log", "error", f"token is {new}").add("print", "stderr", f"token is {new}").add(
            "fail", "auth", text=f"rejected: {new}").write()
        self.start()
        gate.wait()
        self.file.write_text(new)
        gate.open()
        self.wait_idle()
        self.assertEqual((self.folder / "told").read_text(), new + "\n")
        self.assertIn("rejected: ", self.last_run("bad")["error"])
        self.assert_nowhere(new)

    def test_a_secret_that_is_gone_fails_the_crawl_and_is_named_by_its_place(self):
        self.use({"file": self.file})
        self.script().scope("/", "s").scope("/s", "a").write()
        self.start_crawled()
        self.file.unlink()
        self.crawl("bad", result="failed")
        self.assertIn(str(self.file), self.last_run("bad")["error"])
        self.assert_nothing_removed()

    def test_a_secret_in_plain_text_in_the_configuration_is_refused(self):
        self.use(SECRET)
        self.assertEqual(self.run_daemon("--check-config"), 1)
        self.assertIn("token", self.said)
        self.assertFalse(self.leaks_in(self.said))

    def test_neither_process_may_dump_core(self):
        gate = self.gate("middle")
        self.use({"file": self.file})
        self.script().add("pid", self.folder / "pid").add("stop", gate.path).write()
        self.start()
        gate.wait()
        for pid in ((self.folder / "pid").read_text().strip(), self.process.pid):
            self.assertRegex(Path(f"/proc/{pid}/limits").read_text(),
                             r"Max core file size\s+0\s+0")
        gate.open()

    def test_the_files_of_the_daemon_are_not_for_others(self):
        self.use({"file": self.file})
        self.tables("a")
        self.start_crawled()
        for file in (self.store, self.event_file, self.socket):
            self.assertEqual(file.stat().st_mode & 0o007, 0, file)


if __name__ == "__main__":
    unittest.main()
