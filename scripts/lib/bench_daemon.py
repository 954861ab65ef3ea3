"""A daemon that is measured: its configuration, its control socket, its processor time."""

import http.client
import json
import os
import socket
import sys
import time
from pathlib import Path

LOOK_EVERY = 0.05


def write_config(folder, plugin_dir, plugin, connections, event_file=True):
    """`connections`: the options of each, in TOML, by its name."""
    text = f"""
[daemon]
state = "{folder}/state.db"
plugin_dirs = ["{plugin_dir}"]
[control]
socket = "{folder}/control.sock"
"""
    for name, options in connections.items():
        text += f"""
[[connection]]
name = "{name}"
plugin = "{plugin}"
[connection.options]
{options}
"""
    if event_file:
        text += f"""
[[sink]]
name = "events"
type = "file"
path = "{folder}/events.jsonl"
rotate_size = "10GiB"
"""
    file = folder / "objsyncd.toml"
    file.write_text(text)
    return file


class Client:
    """One connection, kept alive."""

    def __init__(self, path):
        self.http = http.client.HTTPConnection("localhost")
        self.http.sock = socket.socket(socket.AF_UNIX)
        self.http.sock.connect(str(path))

    def ask(self, method, path, body=None):
        self.http.request(method, path, json.dumps(body) if body is not None else None)
        answer = self.http.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)


def cpu_of(pid):
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def wait_for(condition):
    while not (value := condition()):
        time.sleep(LOOK_EVERY)
    return value
