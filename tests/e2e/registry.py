"""A daemon of which a test registers connections through the API."""

import json
from urllib.parse import quote

from harness import DaemonTest, section


class RegistryTest(DaemonTest):
    """The files have no connection; [registration] allows the scripted plugin to everybody."""

    def setUp(self):
        super().setUp()
        self.secrets = self.folder / "secrets"
        self.secrets.mkdir()
        self.write_files()

    def write_files(self, *connections):
        """The configuration with these connections and no others."""
        self.write_config("", *connections, more=section(
            "[registration]", {"plugins": ["scripted"], "secrets": self.secrets}))

    def definition(self, script=None, options=None, **keys):
        return {"plugin": "scripted", "jitter": "0s", **keys,
                "options": {"script": str(script or self.script_file), **(options or {})}}

    def ask(self, method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else None
        return self.request(method, path, body, headers)

    def ok(self, method, path, body=None, token=None):
        status, answer = self.ask(method, path, body, token)
        self.assertLess(status, 300, answer)
        return answer

    def refused(self, status, method, path, body=None, token=None):
        """Returns the problem, all of its texts in one."""
        got, answer = self.ask(method, path, body, token)
        self.assertEqual(got, status, answer)
        return " ".join([answer["title"], answer["detail"], answer.get("whatToDo", ""),
                         *answer.get("mistakes", [])])

    def register(self, key="shop", token=None, settings=None, definition=None, **keys):
        body = {"connectionKey": key, "connection": definition or self.definition(**keys)}
        if settings:
            body["settings"] = settings
        return self.ok("POST", "/data/connection", body, token)

    def register_crawled(self, key="shop", **keys):
        self.register(key, **keys)
        self.wait_idle()
        self.wait_until_delivered()

    def change(self, key="shop", token=None, **keys):
        return self.ok("PUT", f"/data/connection/{key}", {"connection": self.definition(**keys)},
                       token)

    def remove(self, key="shop", token=None):
        preview = self.ok("GET", f"/data/connection/{key}/removal", token=token)
        return self.ok("DELETE", f"/data/connection/{key}?token={preview['token']}", token=token)

    def wait_removed(self, key="shop"):
        self.wait_until(lambda: self.request("GET", f"/data/connection/{key}")[0] == 404,
                        f"the end of {key}")

    def token(self, principal, *permissions):
        return self.post("/tokens", {"principal": principal, "permissions": permissions})["token"]

    def secret(self, principal, name, text):
        folder = self.secrets / principal
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_text(text)
        file.chmod(0o600)
        return str(file)

    def health(self, key="shop"):
        return self.get(f"/data/connection/{key}")["health"]

    def object(self, path):
        return self.get("/data/object/" + quote(path))

    def audit(self, action):
        return [r for r in self.get("/audit")["records"] if r["action"] == action]

    def told(self, kind, after=0):
        return [path for what, path in self.changes(after) if what == kind]

    def event_of(self, kind, path):
        return next(e for e in reversed(self.events())
                    if e["type"] == "objsync.object." + kind and e["subject"] == path)

    def json_lines(self, text):
        return [json.loads(line) for line in text.splitlines()]
