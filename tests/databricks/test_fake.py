"""The fake itself, as an outsider sees it: what the tests of the plugin rest on must not grow
lenient."""

import http.client
import json
import unittest
import urllib.error
import urllib.parse
import urllib.request

from fake_databricks import API, CRAWLER, TOKEN, FakeDatabricks


class FakeTest(unittest.TestCase):
    def setUp(self):
        self.fake = FakeDatabricks("catalog main", "schema main s", "warehouse w")
        self.addCleanup(self.fake.close)

    def ask(self, path, method="GET", body=None, token=TOKEN, url=None, **query):
        """(status, answer as JSON or text)"""
        url = (url or self.fake.url) + (path if path.startswith("/") else API + path)
        if query:
            url += "?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(url, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text.decode(errors="replace")

    def refused(self, status, code, path, **more):
        got, answer = self.ask(path, **more)
        self.assertEqual((got, answer["error_code"]), (status, code), answer)
        return answer["message"]

    def tables(self, n):
        for i in range(n):
            self.fake.say(f"table main s t{i:03} columns=a:int")

    def pages(self, **query):
        """The names of each page of the tables of main.s."""
        out, token = [], None
        while True:
            more = {"page_token": token} if token else {}
            status, page = self.ask("tables", catalog_name="main", schema_name="s", max_results=0,
                                    **query, **more)
            self.assertEqual(status, 200, page)
            out.append([t["name"] for t in page["tables"]])
            token = page.get("next_page_token")
            if not token:
                return out

    # Parameters.

    def test_unknown_parameters_and_values_are_refused(self):
        for query in ({"max_result": 1}, {"include_browse": "yes"}, {"max_results": "ten"},
                      {"max_results": -1}, {"page_token": "made-up"}):
            self.refused(400, "INVALID_PARAMETER_VALUE", "catalogs", **query)
        self.refused(400, "INVALID_PARAMETER_VALUE", "tables", catalog_name="main", max_results=0)

    def test_a_token_is_good_for_its_own_listing_only(self):
        self.tables(60)
        self.fake.say("schema main other")
        _, page = self.ask("tables", catalog_name="main", schema_name="s", max_results=0)
        self.assertRegex(page["next_page_token"], r"[+/=]")  # so that it has to be escaped
        self.refused(400, "INVALID_PARAMETER_VALUE", "tables", catalog_name="main",
                     schema_name="other", max_results=0, page_token=page["next_page_token"])

    # Paging.

    def test_a_page_of_tables_has_50_whatever_is_asked(self):
        self.tables(120)
        self.assertEqual([len(p) for p in self.pages()], [50, 50, 20])
        _, page = self.ask("tables", catalog_name="main", schema_name="s", max_results=1000)
        self.assertEqual(len(page["tables"]), 50)

    def test_without_max_results_a_large_answer_is_refused(self):
        self.tables(101)
        said = self.refused(400, "INVALID_PARAMETER_VALUE", "tables", catalog_name="main",
                            schema_name="s")
        self.assertIn("#UC-PGRQD", said)

    def test_pages_may_be_empty_and_carry_a_token(self):
        self.tables(60)
        self.fake.say("behave empty_page_every=2")
        self.assertEqual([len(p) for p in self.pages()], [50, 0, 10])

    def test_what_the_caller_may_not_see_leaves_short_pages(self):
        self.tables(60)
        self.fake.say(f"admin {CRAWLER} no")
        for right, path in (("USE_CATALOG", "main"), ("USE_SCHEMA", "main s"), ("SELECT", "main s t055")):
            self.fake.say(f"grant {CRAWLER} {right} {path}")
        self.assertEqual(self.pages(), [[], ["t055"]])

    def test_an_order_of_its_own_in_each_listing(self):
        self.tables(120)
        self.fake.say("behave order=shuffled")
        first, second = (sum(self.pages(), []) for _ in range(2))
        self.assertNotEqual(first, second)
        self.assertEqual(sorted(first), sorted(second))
        self.assertEqual(len(set(first)), 120)

    def test_paging_by_offset_loses_what_moves(self):
        self.tables(100)
        self.fake.say("behave paging=by_offset")
        self.fake.say('before page_token "drop main s t000" times=1')
        self.assertNotIn("t050", sum(self.pages(), []))

    def test_generated_tables_are_listed_with_the_others_and_can_be_changed(self):
        self.fake.say("generate main 2 130 3")
        path = {"catalog_name": "main", "schema_name": "schema_0001", "max_results": 0}
        self.fake.say("change main schema_0001 gen_0000007 comment=new")
        self.fake.say("drop main schema_0001 gen_0000008")
        self.fake.say("rename main schema_0001 gen_0000009 z")
        names, token = [], ""
        while token is not None:
            _, page = self.ask("tables", **path, **({"page_token": token} if token else {}))
            names += [t["name"] for t in page["tables"]]
            token = page.get("next_page_token")
        self.assertEqual(len(names), 129)
        self.assertEqual(names, sorted(names))
        self.assertNotIn("gen_0000008", names)
        self.assertEqual(names[-1], "z")
        self.assertEqual(self.ask("tables/main.schema_0001.gen_0000007")[1]["comment"], "new")
        self.refused(404, "TABLE_DOES_NOT_EXIST", "tables/main.schema_0001.gen_0000009")

    # Shapes.

    def test_a_get_tells_more_than_a_listing_and_a_listing_less_when_asked(self):
        self.fake.say("table main s t columns=a:int,b:string property.x=1")
        listed = self.ask("tables", catalog_name="main", schema_name="s", max_results=0)[1]["tables"][0]
        got = self.ask("tables/main.s.t")[1]
        self.assertEqual(set(got) - set(listed), {"table_constraints", "view_dependencies"})
        self.assertEqual([c["position"] for c in got["columns"]], [0, 1])
        self.assertNotIn("browse_only", got)
        less = self.ask("tables", catalog_name="main", schema_name="s", max_results=0,
                        omit_columns="true", omit_properties="true", omit_username="true",
                        include_browse="true")[1]["tables"][0]
        self.assertEqual(set(listed) - set(less),
                         {"columns", "properties", "owner", "created_by", "updated_by"})
        self.assertIs(less["browse_only"], False)

    def test_a_rename_keeps_the_id_and_a_replacement_does_not(self):
        self.fake.say("table main s t")
        before = self.ask("tables/main.s.t")[1]
        self.fake.say("rename main s t u")
        renamed = self.ask("tables/main.s.u")[1]
        self.assertEqual(renamed["table_id"], before["table_id"])
        self.assertGreater(renamed["updated_at"], before["updated_at"])
        self.fake.say("table main s u")
        self.assertNotEqual(self.ask("tables/main.s.u")[1]["table_id"], before["table_id"])

    def test_bytes_that_are_no_utf8_go_out_as_they_are(self):
        self.fake.do("table", "main", "s", b"odd\xff")
        url = urllib.parse.urlsplit(self.fake.url)
        client = http.client.HTTPConnection(url.netloc, timeout=10)
        client.request("GET", f"{API}tables?catalog_name=main&schema_name=s&max_results=0",
                       headers={"Authorization": f"Bearer {TOKEN}"})
        self.assertIn(b'"name":"odd\xff"', client.getresponse().read())
        client.close()

    # Who may see what.

    def test_browse_shows_metadata_to_those_who_ask_for_it(self):
        self.fake.say("table main s v table_type=VIEW view_definition=\"SELECT 1\"")
        self.fake.say(f"admin {CRAWLER} no")
        self.refused(403, "PERMISSION_DENIED", "schemas", catalog_name="main", max_results=0)
        self.fake.say(f"grant {CRAWLER} BROWSE main")
        path = {"catalog_name": "main", "schema_name": "s", "max_results": 0}
        self.refused(403, "PERMISSION_DENIED", "tables", **path)
        _, page = self.ask("tables", **path, include_browse="true")
        self.assertIs(page["tables"][0]["browse_only"], True)
        self.assertNotIn("view_definition", page["tables"][0])
        self.refused(403, "PERMISSION_DENIED", "tables/main.s.v")
        self.assertEqual(self.ask("tables/main.s.v", include_browse="true")[0], 200)

    def test_an_isolated_catalog_is_seen_from_its_workspaces_only(self):
        west, = self.fake.say("workspace 9")
        self.fake.say("catalog team bind=9")
        listed = [c["name"] for c in self.ask("catalogs", max_results=0)[1]["catalogs"]]
        self.assertEqual(listed, ["main"])
        said = self.refused(403, "PERMISSION_DENIED", "catalogs/team")
        self.assertEqual(said, "Catalog 'team' is not accessible in current workspace")
        self.assertEqual(self.ask("catalogs/team", url=west)[0], 200)
        self.assertEqual(self.ask("bindings/catalog/team", url=west, max_results=0)[1]["bindings"],
                         [{"workspace_id": 9, "binding_type": "BINDING_TYPE_READ_WRITE"}])

    def test_what_is_not_there_is_named_by_its_kind(self):
        self.refused(404, "CATALOG_DOES_NOT_EXIST", "catalogs/none")
        self.refused(404, "SCHEMA_DOES_NOT_EXIST", "schemas/main.none")
        self.refused(404, "TABLE_DOES_NOT_EXIST", "tables/main.s.none")
        self.refused(404, "ENDPOINT_NOT_FOUND", "table-notes")
        self.refused(400, "INVALID_PARAMETER_VALUE", "tables/main.s")

    # Sign-in.

    def form(self, path, fields, **headers):
        request = urllib.request.Request(
            self.fake.url + path, data=urllib.parse.urlencode(fields).encode(), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def test_requests_without_a_good_token_are_refused(self):
        self.refused(401, "UNAUTHENTICATED", "catalogs", token=None)
        self.refused(401, "UNAUTHENTICATED", "catalogs", token="other")
        self.fake.say("behave expired_is_403=true")
        self.refused(403, "403", "catalogs", token="other")

    def test_machine_to_machine_takes_the_right_form_only(self):
        self.fake.say("client app secret app@example.com")
        good = {"grant_type": "client_credentials", "scope": "all-apis"}
        basic = {"Authorization": "Basic YXBwOnNlY3JldA=="}
        status, token = self.form("/oidc/v1/token", good, **basic)
        self.assertEqual((status, token["token_type"], token["expires_in"]), (200, "Bearer", 3600))
        me = self.ask("/api/2.0/preview/scim/v2/Me", token=token["access_token"])[1]
        self.assertEqual(me["userName"], "app@example.com")
        self.fake.say("expire")
        self.refused(401, "UNAUTHENTICATED", "catalogs", token=token["access_token"])
        self.assertEqual(self.form("/oidc/v1/token", good)[0], 401)
        self.assertEqual(self.form("/oidc/v1/token", {**good, "scope": "sql"}, **basic)[0], 400)
        self.assertEqual(self.form("/oidc/v1/token", {**good, "grant_type": "x"}, **basic)[0], 400)

    # Limits and faults.

    def test_requests_beyond_the_quota_are_429(self):
        self.fake.say("behave per_second=1 retry_after=3")
        answers = [self.ask("catalogs", max_results=0)[0] for _ in range(3)]
        self.assertIn(429, answers)

    def test_faults_meet_what_they_match_as_often_as_told(self):
        self.fake.say("fault /catalogs status 503 TEMPORARILY_UNAVAILABLE times=1 skip=1")
        statuses = [self.ask("catalogs", max_results=0)[0] for _ in range(3)]
        self.assertEqual(statuses, [200, 503, 200])
        self.assertEqual([s for s, _ in self.fake.requests("/catalogs")], statuses)
        self.fake.say("fault /catalogs drop times=1")
        with self.assertRaises((ConnectionError, http.client.HTTPException, urllib.error.URLError)):
            self.ask("catalogs", max_results=0)
        self.fake.say("fault /catalogs cut 5 times=1")
        with self.assertRaises(http.client.IncompleteRead):
            self.ask("catalogs", max_results=0)

    # Statements.

    def statement(self, sql, **more):
        status, answer = self.ask("/api/2.0/sql/statements/", method="POST",
                                  body={"warehouse_id": "w", "statement": sql, **more})
        self.assertEqual(status, 200, answer)
        return answer

    def failed(self, sql, **more):
        answer = self.statement(sql, **more)["status"]
        self.assertEqual((answer["state"], answer["error"]["error_code"]), ("FAILED", "BAD_REQUEST"))
        return answer["error"]["message"]

    def test_only_sql_that_databricks_would_take_runs(self):
        tags = "FROM system.information_schema.table_tags"
        for sql, error in ((f"SELEC tag_name {tags}", "[PARSE_SYNTAX_ERROR]"),
                           (f"SELECT tag {tags}", "[UNRESOLVED_COLUMN"),
                           ("SELECT x FROM system.information_schema.tag", "[TABLE_OR_VIEW_NOT_FOUND]"),
                           (f"SELECT tag_name {tags} WHERE catalog_name = :c", "[UNBOUND_SQL_PARAMETER]"),
                           (f"SELECT tag_name {tags} UNION ALL SELECT 1, 2 {tags}",
                            "[NUM_COLUMNS_MISMATCH]")):
            self.assertTrue(self.failed(sql).startswith(error), sql)

    def test_statement_requests_are_read_strictly(self):
        for more in ({"wait_timeout": "3s"}, {"disposition": "FILE"}, {"warehouse": "w"},
                     {"parameters": [{"name": "a", "val": "b"}]}):
            status, _ = self.ask("/api/2.0/sql/statements/", method="POST",
                                 body={"warehouse_id": "w", "statement": "SELECT 1", **more})
            self.assertEqual(status, 400, more)
        self.refused(404, "RESOURCE_DOES_NOT_EXIST", "/api/2.0/sql/statements/", method="POST",
                     body={"warehouse_id": "none", "statement": "SELECT 1"})

    def test_results_come_in_chunks_after_polls_and_show_what_one_may_see(self):
        self.fake.say("warehouse w polls=1 rows_of_chunk=2")
        self.fake.say("table main s t columns=a:int")
        for tag in ("tag k1 v main s t", "tag k2 v main s t", "tag k3 v main s t"):
            self.fake.say(tag)
        sql = ("SELECT table_name, tag_name, NULL AS x FROM system.information_schema.table_tags "
               "WHERE catalog_name = :c ORDER BY tag_name")
        first = self.statement(sql, parameters=[{"name": "c", "value": "main"}])
        self.assertEqual(first["status"]["state"], "PENDING")
        at = f"/api/2.0/sql/statements/{first['statement_id']}"
        done = self.ask(at)[1]
        self.assertEqual(done["result"]["data_array"], [["t", "k1", None], ["t", "k2", None]])
        self.assertEqual(self.ask(f"{at}/result/chunks/1")[1]["data_array"], [["t", "k3", None]])
        self.refused(400, "INVALID_PARAMETER_VALUE", f"{at}/result/chunks/2")

    def test_a_result_beyond_the_inline_limit_fails_the_statement(self):
        self.fake.say("warehouse w inline_most=3")
        said = self.failed("SELECT catalog_name FROM system.information_schema.catalogs")
        self.assertIn("Inline byte limit exceeded", said)

    # Open servers.

    def test_an_open_server_has_fewer_endpoints_and_pages_of_100(self):
        url, = self.fake.say("workspace 5 open=true metastore=false path=/uc")
        self.tables(130)
        status, said = self.ask("bindings/catalog/main", url=url, token=None)
        self.assertEqual((status, said.split("\n")[0]), (404, "Status: 404"))
        self.assertEqual(self.ask("metastore_summary", url=url)[0], 404)
        path = {"catalog_name": "main", "schema_name": "s"}
        silent = self.ask("tables", url=url, token=None, **path)[1]
        self.assertEqual((len(silent["tables"]), "next_page_token" in silent), (100, False))
        self.assertNotIn("full_name", silent["tables"][0])
        paged = self.ask("tables", url=url, token=None, max_results=0, **path)[1]
        self.assertEqual((len(paged["tables"]), "next_page_token" in paged), (100, True))


if __name__ == "__main__":
    unittest.main()
