#!/usr/bin/env python3
"""start_daemon.py LOG COMMAND...: starts a daemon in the background, its output into LOG, and
returns once it has said READY=1 to systemd's notification socket; prints its process id.
Fails when it ends before that, or says nothing for a minute."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

PATIENCE = 60


def start(command, log, env=None):
    """Returns the process. Throws RuntimeError with the end of the log if it does not get ready."""
    with tempfile.TemporaryDirectory(prefix="objsync-") as folder:
        address = os.path.join(folder, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, open(log, "ab") as out:
            notify.bind(address)
            notify.settimeout(PATIENCE)
            process = subprocess.Popen(
                command, env={**(env or os.environ), "NOTIFY_SOCKET": address},
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)

            def tell_of_end():
                process.wait()
                with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
                    try:
                        end.sendto(b"ENDED", address)
                    except OSError:
                        pass  # nobody waits any more

            threading.Thread(target=tell_of_end, daemon=True).start()
            try:
                while True:
                    said = notify.recv(4096).split(b"\n")
                    if b"READY=1" in said:
                        return process
                    if b"ENDED" in said:
                        reason = f"ended with status {process.returncode} before it was ready"
                        break
            except TimeoutError:
                process.kill()
                reason = f"was not ready within {PATIENCE} s"
    lines = Path(log).read_text(errors="replace").splitlines()[-20:]
    raise RuntimeError(f"{command[0]} {reason}; the end of {log}:\n" + "\n".join(lines))


def main():
    try:
        print(start(sys.argv[2:], sys.argv[1]).pid)
    except (RuntimeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the waiting thread would keep us
