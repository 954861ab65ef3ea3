"""A metastore of Unity Catalog on a socket of the test's process: dictionaries that a test may change
at any time. Refusals are given by path: what it begins with, or what it has in its query."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

API = "/api/2.1/unity-catalog/"
PAGE = 3


def error(status, code, message="no", **headers):
    return status, {"error_code": code, "message": message}, headers


class Metastore:
    def __init__(self):
        self.catalogs = {}  # name -> {member: value}
        self.schemas = {}   # (catalog, schema) -> ...
        self.tables = {}    # (catalog, schema, table) -> ...
        self.refuse = {}    # path and query begin with this -> error(...)
        self.storm = 0      # so many requests are answered 429 before the next one is served
        self.asked = []     # paths with their queries
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, body, headers = outer.answer(self.path)
                text = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json",
                                    "Content-Length": len(text), **headers}.items():
                    self.send_header(name.replace("_", "-"), str(value))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def catalog(self, name, **members):
        self.catalogs[name] = {"name": name, "updated_at": 1, **members}

    def schema(self, catalog, name, **members):
        self.schemas[catalog, name] = {"name": name, "updated_at": 1, **members}

    def table(self, catalog, schema, name, columns=("id",), **members):
        self.tables[catalog, schema, name] = {
            "name": name, "table_type": "MANAGED", "updated_at": 1, **members,
            "columns": [{"name": c, "position": i, "type_text": "int"}
                        for i, c in enumerate(columns)]}

    def answer(self, target):
        with self.lock:
            self.asked.append(target)
            if self.storm > 0:
                self.storm -= 1
                return error(429, "REQUEST_LIMIT_EXCEEDED", Retry_After=0)
            path, query = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))
            for start, refusal in self.refuse.items():
                if unquote(target).startswith(API + start):
                    return refusal
            return self.serve(unquote(path.removeprefix(API)), query)

    def serve(self, what, query):
        if what == "metastore_summary":
            return 200, {"metastore_id": "m-1"}, {}
        kind, _, name = what.partition("/")
        things = {"catalogs": self.catalogs, "schemas": self.schemas, "tables": self.tables}.get(kind)
        if things is None:
            return error(404, "ENDPOINT_NOT_FOUND")
        if name:
            key = name if kind == "catalogs" else tuple(name.split("."))
            found = things.get(key)
            return (200, found, {}) if found else error(404, "RESOURCE_DOES_NOT_EXIST", name)
        where = tuple(query[k] for k in ("catalog_name", "schema_name") if k in query)
        listed = [v for k, v in sorted(things.items()) if kind == "catalogs" or k[:-1] == where]
        if query.get("omit_columns") == "true":
            listed = [{k: v for k, v in x.items() if k != "columns"} for x in listed]
        at = int(query.get("page_token", 0))
        page = {kind: listed[at:at + PAGE]}
        if at + PAGE < len(listed):
            page["next_page_token"] = str(at + PAGE)
        return 200, page, {}
