"""What tests of a daemon that crawls a fake platform ask, whichever it is."""

from harness import DaemonTest


class PlatformTest(DaemonTest):
    """`connection_name` is what crawls it. What is told counts from begin() or mark() on."""

    connection_name = ""

    def begin(self):
        self.start_crawled()
        self.wait_delivered(1)
        self.mark()

    def mark(self):
        self.before = self.count_told()

    def told(self):
        return self.changes(self.before)

    def reasons(self):
        return {e["subject"]: e["data"]["reason"] for e in self.events()[self.before:]
                if e["type"] == "objsync.object.removed"}

    def changed_fields(self):
        return sorted(c["field"] for e in self.events()[self.before:]
                      for c in e["data"].get("changes", []))

    def object(self, path):
        return next(o for o in self.export(self.connection_name) if o["path"] == path)

    def presence(self, path):
        return self.object(path)["presence"]

    def scope(self, path):
        return self.last_run(self.connection_name)["by_path"][path]
