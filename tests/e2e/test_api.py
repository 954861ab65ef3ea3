"""The API over the network: TLS, tokens, permissions, and the record of what was done."""

import http.client
import json
import socket
import ssl
import unittest
import warnings
from pathlib import Path

from harness import PATIENCE, DaemonTest, section, toml

TLS = Path(__file__).with_name("tls")  # a key for tests, and nothing else


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Network(DaemonTest):
    keys = {}

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.tables("a")
        self.write_config(self.connection(active=True, activate_new=True))
        text = self.config.read_text()
        more = "".join(f"{k} = {toml(v)}\n" for k, v in
                       {"listen": f"127.0.0.1:{self.port}", **self.keys}.items())
        self.config.write_text(text.replace("[control]\n", "[control]\n" + more))
        self.start_crawled()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method, path, token=None, body=None, headers=None):
        client = self.connect()
        self.addCleanup(client.close)
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        client.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = client.getresponse()
        return answer.status, answer.read().decode()

    def token(self, principal="ci", *permissions):
        return self.post("/tokens", {"principal": principal, "permissions": permissions})["token"]


class Plain(Network):
    def test_on_loopback_only_a_token_says_who_asks(self):
        status, problem = self.ask("GET", "/status")
        self.assertEqual(status, 401)
        self.assertEqual(json.loads(problem)["type"], "urn:objsync:problem:unauthorized")
        self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        self.assertEqual(self.ask("GET", "/readyz")[0], 200)
        self.assertEqual(self.ask("GET", "/status", self.token("ci", "GOVERNANCE"))[0], 200)
        nobody = self.token("nobody")
        self.assertEqual(self.ask("GET", "/status", nobody)[0], 403)
        self.assertEqual(self.ask("GET", "/data/object/test", nobody)[0], 404)
        self.assertEqual(self.ask("POST", "/data/crawl/test", nobody, {})[0], 404)

    def test_the_audit_log_holds_what_was_done_and_what_was_refused(self):
        nobody = self.token("nobody")
        self.post("/data/connection/test/pause")
        self.ask("POST", "/data/connection/test/resume", nobody)
        self.stop()
        self.start()
        records = self.get("/audit")["records"]
        refused, paused, made = records[:3]
        self.assertEqual((refused["principal"], refused["status"], refused["target"]),
                         ("nobody", 404, "test"))
        self.assertEqual(paused["action"], "POST /data/connection/{key}/pause")
        self.assertEqual((paused["before"], paused["after"]), ({"paused": ""}, {"paused": "test"}))
        self.assertEqual(paused["status"], 200)
        self.assertEqual((made["before"], made["after"]["principal"]), (None, "nobody"))
        self.assertNotIn(nobody, json.dumps(records))
        self.assertEqual(self.get("/data/connection")["connections"][0]["health"]["state"],
                         "paused")

    def test_tokens_are_kept_with_their_last_use_and_only_as_hashes(self):
        token = self.token("ci", "GOVERNANCE")
        self.assertEqual(self.ask("GET", "/status", token)[0], 200)
        self.stop()
        self.assertNotIn(token.encode(), self.store.read_bytes())
        self.start()
        self.assertEqual(self.ask("GET", "/status", token)[0], 200)
        known = self.get("/tokens")["tokens"][0]
        self.assertIsNotNone(known["lastUsed"])
        self.assertIsNotNone(known["expiresAt"])
        self.assertEqual(self.request("DELETE", f"/tokens/{known['id']}")[0], 200)
        self.assertEqual(self.ask("GET", "/status", token)[0], 401)
        self.stop()
        self.start()
        self.assertEqual(self.ask("GET", "/status", token)[0], 401)

    def test_metrics_can_be_scraped(self):
        status, text = self.ask("GET", "/metrics", self.token("prometheus", "GOVERNANCE"))
        self.assertEqual(status, 200)
        self.assertIn('objsync_runs_total{result="complete"} 1\n', text)
        self.assertIn('objsync_last_run_objects{connection="test"}', text)


class Tls(Network):
    keys = {"tls_certificate": TLS / "certificate.pem", "tls_key": TLS / "key.pem"}

    def context(self):
        return ssl.create_default_context(cafile=TLS / "certificate.pem")

    def connect(self, context=None):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE,
                                           context=context or self.context())

    def test_requests_and_streams_go_over_tls(self):
        token = self.token("ci", "GOVERNANCE")
        self.assertEqual(self.ask("GET", "/status", token)[0], 200)
        client = self.connect()
        self.addCleanup(client.close)
        cursor = json.loads(self.ask("GET", "/events?limit=1", token)[1])["cursor"]
        client.request("GET", "/events?follow=true", headers={
            "Authorization": f"Bearer {token}", "Last-Event-ID": cursor})
        answer = client.getresponse()
        self.assertEqual(answer.getheader("Content-Type"), "text/event-stream")
        self.assertTrue(answer.readline().startswith(b"id: "))

    def test_what_is_older_than_tls_1_2_is_refused(self):
        for version, accepted in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)):
            context = self.context()
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # that is the point
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = version
            client = self.connect(context)
            self.addCleanup(client.close)
            if accepted:
                client.request("GET", "/healthz")
                self.assertEqual(client.getresponse().status, 200)
            else:
                with self.assertRaises((ssl.SSLError, ConnectionError)):
                    client.request("GET", "/healthz")

    def test_plain_http_is_not_answered(self):
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as s:
            s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertNotIn(b"200 OK", s.recv(4096))


class Configuration(DaemonTest):
    def test_without_tls_only_loopback_is_taken(self):
        self.config.write_text(section("[control]", {"listen": "0.0.0.0:8443"}))
        self.assertEqual(self.run_daemon("--check-config"), 1)
        self.assertIn("objsyncd.toml:2", self.said)
        self.assertIn("tls_certificate", self.said)


if __name__ == "__main__":
    unittest.main()
