"""Clients of the control socket."""

import http.client
import json
import socket
import time

from patience import PATIENCE


class Follower:
    """A client of /events?follow=true. It reads the socket itself: http.client's reading of single
    lines of chunks stands still at times though there is more to read."""

    def __init__(self, path, query=""):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.socket.sendall(f"GET /events?follow=true{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.deadline = time.monotonic() + PATIENCE
        self.raw = b""
        self.text = b""
        head = self.read_until(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        # The first piece tells where the stream begins, so from here on nothing is missed.
        self.cursor = self.read_line().removeprefix("id: ")
        self.seen = []

    def receive(self):
        self.socket.settimeout(max(0.001, self.deadline - time.monotonic()))
        data = self.socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the daemon closed the stream")
        self.raw += data

    def read_until(self, end):
        while (at := self.raw.find(end)) < 0:
            self.receive()
        out, self.raw = self.raw[:at], self.raw[at + len(end):]
        return out

    def read_chunk(self):
        size = int(self.read_until(b"\r\n"), 16)
        if size == 0:
            raise ConnectionError("the daemon ended the stream")
        while len(self.raw) < size + 2:
            self.receive()
        self.text += self.raw[:size]
        self.raw = self.raw[size + 2:]

    def read_line(self):
        while (at := self.text.find(b"\n")) < 0:
            self.read_chunk()
        line, self.text = self.text[:at], self.text[at + 1:]
        return line.decode()

    def wait_for(self, wanted):
        """The first event, of those not seen yet, of which `wanted` is true."""
        # The daemon sends a sign of life now and then, so one time is set for all of it.
        self.deadline = time.monotonic() + PATIENCE
        why = f"within {PATIENCE} s"
        try:
            while time.monotonic() < self.deadline:
                line = self.read_line()
                if line.startswith("id: "):
                    self.cursor = line[4:]
                if line.startswith("data: "):
                    self.seen.append(json.loads(line[6:]))
                    if wanted(self.seen[-1]):
                        return self.seen[-1]
        except TimeoutError:
            pass
        except ConnectionError as error:
            why = f"before {error}"
        last = [(e["type"], e["subject"]) for e in self.seen[-5:]]
        raise AssertionError(f"the event did not come {why}; last came {last}")

    def close(self):
        self.socket.close()


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))
