#!/usr/bin/env python3
"""Real database servers for tests: unprivileged, in a folder of their own, on a Unix socket only.

  databases.py serve postgres|mariadb      prints key=value lines, then an empty line, when it is
                                           ready; stops when standard input ends
  databases.py start postgres|mariadb DIR  prints the same lines; the server stays
  databases.py stop DIR

Exit code 77: the server is not installed; the reason and what to do are on standard error.
From Python: with Server("postgres") as server: server.facts["connection_string"]
"""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PASSWORD = "s;e}c{r et'=\"1"  # every character that a connection string can trip over


class Missing(Exception):
    pass


def find_program(names, package):
    for name in names:
        path = shutil.which(name) or next(iter(sorted(glob.glob(name), reverse=True)), None)
        if path:
            return path
    raise Missing(f"{names[0]} is not installed; run: apt-get install {package}")


class Server:
    """One server. start() returns when it takes connections."""

    def __init__(self, kind, folder=None):
        self.kind = kind
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="objsync-db-")
        self.user = pwd.getpwnam("nobody")  # only the servers' own packages make users for them
        self.facts = {}

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()

    def start(self):
        os.makedirs(self.folder, exist_ok=True)
        if os.geteuid() == 0:  # both servers refuse to run as root
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.facts = {"kind": self.kind, "dir": self.folder, "password": PASSWORD}
        {"postgres": self._start_postgres, "mariadb": self._start_mariadb}[self.kind]()
        return self

    def stop(self):
        try:
            with open(os.path.join(self.folder, "pid")) as file:
                pid = int(file.read())
            os.kill(pid, signal.SIGKILL)  # its data is thrown away
            while os.path.exists(f"/proc/{pid}") and not self._is_zombie(pid):
                time.sleep(0.01)
        except (OSError, ValueError):
            pass
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _is_zombie(pid):
        try:
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True

    def _command(self, argv):
        if os.geteuid() != 0:
            return argv
        return ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}",
                "--clear-groups"] + argv

    def _run(self, argv, stdin=None):
        done = subprocess.run(self._command(argv), cwd=self.folder, input=stdin, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise RuntimeError(f"{argv[0]} failed ({done.returncode}):\n{done.stdout}")
        return done.stdout

    def _launch(self, argv, is_ready):
        with open(os.path.join(self.folder, "log"), "wb") as log:
            process = subprocess.Popen(self._command(argv), cwd=self.folder, stdout=log,
                                       stderr=log, stdin=subprocess.DEVNULL,
                                       start_new_session=True)
        with open(os.path.join(self.folder, "pid"), "w") as file:
            file.write(str(process.pid))
        self.facts["pid"] = str(process.pid)
        until = time.monotonic() + 60
        while not is_ready():
            if process.poll() is not None or time.monotonic() > until:
                with open(os.path.join(self.folder, "log"), errors="replace") as log:
                    raise RuntimeError(f"{argv[0]} does not come up:\n{log.read()[-3000:]}")
            time.sleep(0.05)

    def _start_postgres(self):
        initdb = find_program(["initdb", "/usr/lib/postgresql/*/bin/initdb"], "postgresql")
        binaries = os.path.dirname(os.path.realpath(initdb))
        data = os.path.join(self.folder, "data")
        secret = os.path.join(self.folder, "secret")
        with open(secret, "w") as file:
            file.write(PASSWORD)
        os.chmod(secret, 0o644)
        self._run([initdb, "-D", data, "-U", "admin", "-A", "scram-sha-256", "--pwfile", secret,
                   "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"])
        self._launch([os.path.join(binaries, "postgres"), "-D", data, "-k", self.folder, "-c",
                      "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"],
                     lambda: subprocess.run([os.path.join(binaries, "pg_isready"), "-q", "-h",
                                             self.folder]).returncode == 0)
        self.facts.update({
            "user": "admin", "database": "postgres", "socket": self.folder,
            "connection_string": f"Driver=PostgreSQL Unicode;Servername={self.folder};"
                                 "Database=postgres;Uid=admin"})

    def _start_mariadb(self):
        server = find_program(["mariadbd", "/usr/sbin/mariadbd"], "mariadb-server")
        install = find_program(["mariadb-install-db"], "mariadb-server")
        client = find_program(["mariadb"], "mariadb-client")
        data = os.path.join(self.folder, "data")
        socket = os.path.join(self.folder, "socket")
        self._run([install, "--no-defaults", f"--datadir={data}", "--skip-test-db",
                   "--auth-root-authentication-method=normal"])
        base = [client, "--no-defaults", f"--socket={socket}", "-uroot"]
        self._launch([server, "--no-defaults", f"--datadir={data}", f"--socket={socket}",
                      f"--pid-file={self.folder}/server.pid", "--skip-networking",
                      "--character-set-server=utf8mb4", "--innodb-flush-log-at-trx-commit=0",
                      "--innodb-buffer-pool-size=32M", "--performance-schema=OFF", "--debug-no-sync"],
                     lambda: subprocess.run(base + ["-e", "SELECT 1"],
                                            stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL).returncode == 0)
        quoted = PASSWORD.replace("\\", "\\\\").replace("'", "''")
        self._run(base, f"CREATE USER admin@localhost IDENTIFIED BY '{quoted}';"
                        "GRANT ALL ON *.* TO admin@localhost WITH GRANT OPTION;")
        self.facts.update({
            "user": "admin", "socket": socket,
            "connection_string": f"Driver=MariaDB Unicode;Socket={socket};Uid=admin"})

    def print_facts(self):
        for key, value in self.facts.items():
            print(f"{key}={value}")
        print(flush=True)


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "serve":
        with Server(arguments[1]) as server:
            server.print_facts()
            while sys.stdin.read(4096):
                pass
    elif len(arguments) == 3 and arguments[0] == "start":
        Server(arguments[1], os.path.abspath(arguments[2])).start().print_facts()
    elif len(arguments) == 2 and arguments[0] == "stop":
        Server("postgres", os.path.abspath(arguments[1])).stop()
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        sys.exit(main(sys.argv[1:]))
    except Missing as missing:
        print(missing, file=sys.stderr)
        sys.exit(77)
