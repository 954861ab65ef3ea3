"""The way to the platform: TLS, proxies, HTTP/2, sign-ins; what stops a crawl, and what leaks."""

import json
import os
import signal
import socket
import subprocess
import time
import unittest
from urllib.parse import urlsplit

from harness import PATIENCE
from lakehouse import CRAWLER, TLS, TOKEN, Lakehouse
from proxy import Proxy


class Network(Lakehouse):
    def secure(self, name="localhost"):
        """A workspace behind TLS with that certificate; its URL."""
        url, = self.fake.do("workspace", 2, certificate=TLS / f"{name}.pem",
                            key=TLS / f"{name}.key.pem")
        return url

    def once_with(self, status, **options):
        self.configure(**options)
        self.assertEqual(self.once(), status, self.said)

    def refused(self, why, **options):
        self.once_with(1, retry_for="1ms", **options)
        self.assertRegex(self.said, why)
        self.assertNotIn(TOKEN, self.said)
        self.assertEqual([path for _, path in self.changes() if path != "lake"], [])

    # TLS.

    def test_a_private_authority_is_trusted_by_option_only(self):
        url = self.secure()
        self.refused("certificate.*check option 'ca_file'", host=url)
        self.once_with(0, host=url, ca_file=str(TLS / "authority.pem"))
        self.assertIn(("added", "lake/main/sales/orders"), self.changes())

    def test_a_certificate_of_another_name_or_time_is_refused(self):
        self.refused("certificate", host=self.secure("other"), ca_file=str(TLS / "authority.pem"))
        self.refused("certificate", host=self.secure("expired"), ca_file=str(TLS / "authority.pem"))
        self.assertEqual(self.fake.requests("/unity-catalog"), [])

    def test_an_authority_that_cannot_be_read_is_told(self):
        self.refused("ca_file", host=self.secure(), ca_file=str(self.folder / "none.pem"))

    # Proxies.

    def test_a_proxy_with_a_password_leads_to_a_host_that_only_it_knows(self):
        url = self.secure()
        proxy = Proxy(urlsplit(url).port, "user", "pr0xy-pass")
        self.addCleanup(proxy.close)
        password = self.folder / "proxy-password"
        password.write_text("pr0xy-pass")
        options = {"host": "workspace.example.com", "ca_file": str(TLS / "authority.pem"),
                   "proxy": proxy.url, "proxy_user": "user"}
        self.once_with(0, **options, proxy_password={"file": str(password)})
        self.assertEqual(set(proxy.asked), {"workspace.example.com:443"})
        self.assertIn(("added", "lake/main/sales/orders"), self.changes())
        password.write_text("wr0ng-pass")
        self.once_with(1, **options, proxy_password={"file": str(password)}, retry_for="1ms")
        self.assertIn("407", self.said)
        self.assertNotIn("wr0ng-pass", self.said)

    def test_loopback_is_reached_without_the_proxy(self):
        proxy = Proxy(1)
        self.addCleanup(proxy.close)
        self.once_with(0, proxy=proxy.url)
        self.assertEqual(proxy.asked, [])

    # HTTP/2.

    def test_http_2_is_spoken_where_it_is_offered(self):
        """nghttpd speaks nothing else, and gives files: a metastore that stands still."""
        api = self.folder / "www" / "api" / "2.1" / "unity-catalog"
        api.mkdir(parents=True)
        for name, answer in (("metastore_summary", {"metastore_id": "m-2"}),
                             ("catalogs", {"catalogs": [{"name": "main"}]}),
                             ("schemas", {"schemas": [{"name": "s"}]}),
                             ("tables", {"tables": [{"name": "t", "table_type": "MANAGED"}]})):
            (api / name).write_text(json.dumps(answer))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = subprocess.Popen(
            ["nghttpd", "-a", "127.0.0.1", "-d", self.folder / "www", str(port),
             TLS / "localhost.key.pem", TLS / "localhost.pem"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.wait_until(lambda: self.listens(port), "nghttpd listening")
        self.once_with(0, host=f"https://localhost:{port}", ca_file=str(TLS / "authority.pem"))
        self.assertIn(("added", "lake/main/s/t"), self.changes())

    @staticmethod
    def listens(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    # Sign-in.

    def test_machine_to_machine_signs_in_and_its_secrets_are_nowhere(self):
        secret = self.folder / "secret"
        secret.write_text("s3cr&t/of+mine")
        self.fake.do("client", "app-1", "s3cr&t/of+mine", CRAWLER)
        self.fake.do("before", "/tables?", "expire", times=1)
        options = self.options(client_id="app-1", client_secret={"file": str(secret)})
        del options["token"]
        self.write_config(self.connection("lake", "databricks", options))
        self.start_crawled()
        self.assertEqual(self.last_run("lake")["result"], "complete")
        self.assertEqual(self.fake.say("given"), ["2"])
        check = self.ctl_run("check", "lake")
        self.assertIn("oauth-m2m", check.stdout)
        self.stop()
        for file in self.folder.iterdir():
            if file.is_file() and file != secret:
                for leak in (b"s3cr", b"access-"):
                    self.assertNotIn(leak, file.read_bytes(), file)
        for leak in ("s3cr", "access-"):
            self.assertNotIn(leak, check.stdout + check.stderr)

    def test_a_refused_sign_in_is_told_with_its_connection_and_without_its_secret(self):
        self.fake.say(f"revoke-token {TOKEN}")
        self.refused("lake.*HTTP 401 UNAUTHENTICATED")

    def test_a_mistake_in_the_options_is_told_by_the_options_name(self):
        for options, why in (({"host": "http://example.com"}, "'host'.*plain http"),
                             ({"host": "https://user:pw@example.com"}, "'host' holds a user"),
                             ({"concurrency": 0}, "'concurrency'"),
                             ({"proxy": "http://u:pw@p"}, "'proxy' holds a user"),
                             ({"client_id": "x", "client_secret": {"file": str(self.folder / "token")}},
                              "give one of")):
            self.refused(why, **options)

    # What stops a crawl.

    def test_a_daemon_that_stops_ends_a_crawl_that_waits_for_an_answer(self):
        self.start_crawled()
        self.fake.say("fault /tables hang")
        self.trigger("lake")
        self.wait_until(lambda: self.status_of("lake")["crawls"], "a crawl under way")
        begun = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - begun, PATIENCE)

    def test_a_child_that_is_killed_in_its_middle_goes_on_and_removes_nothing(self):
        self.start_crawled()
        self.wait_delivered(1)
        before = self.count_told()
        self.fake.say("forget")
        self.fake.say("fault page_token hang times=1")  # between the two pages of the tables
        bulk = self.trigger("lake", full=True)
        self.wait_until(lambda: self.fake.requests("page_token"), "the second page being asked for")
        os.kill(self.child(), signal.SIGKILL)
        self.assertEqual(self.finished(bulk)["result"], "incomplete")
        self.assertEqual(self.error_of("main/sales")[0], "failed")
        self.assertEqual(self.changes(before), [])
        self.crawl("lake")
        self.assertEqual(self.changes(before), [])

    def child(self):
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path, encoding="ascii") as children:
            found = children.read().split()
        return int(found[0]) if found else None


if __name__ == "__main__":
    unittest.main()
