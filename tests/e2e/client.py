"""Clients of the control socket."""

import http.client
import json
import socket
import time

from patience import PATIENCE


class Follower:
    """A client of /events?follow=true."""

    def __init__(self, path, query=""):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.socket.sendall(f"GET /events?follow=true{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.answer = http.client.HTTPResponse(self.socket)
        self.answer.begin()
        assert self.answer.status == 200, self.answer.read()
        # The first piece tells where the stream begins, so from here on nothing is missed.
        self.cursor = self.read_line().removeprefix("id: ")
        self.seen = []

    def read_line(self):
        return self.answer.readline().decode().rstrip("\n")

    def wait_for(self, wanted):
        """The first event, of those not seen yet, of which `wanted` is true."""
        # The daemon sends a sign of life now and then, so the socket's timeout is not enough.
        deadline = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < deadline and (line := self.answer.readline()):
                if line.startswith(b"id: "):
                    self.cursor = line[4:].decode().strip()
                if line.startswith(b"data: "):
                    self.seen.append(json.loads(line[6:]))
                    if wanted(self.seen[-1]):
                        return self.seen[-1]
        except TimeoutError:
            pass
        last = [(e["type"], e["subject"]) for e in self.seen[-5:]]
        raise AssertionError(f"the event did not come within {PATIENCE} s; last came {last}")

    def close(self):
        self.answer.close()
        self.socket.close()


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))
