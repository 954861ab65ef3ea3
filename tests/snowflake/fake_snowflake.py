"""Runs the program fake-snowflake and talks to it: README.md says in which words."""

import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from fake_program import BUILD, FakeProgram  # noqa: E402

DRIVER = BUILD / "tests" / "snowflake" / "driver" / "libfakesnowflake.so"
USER, PASSWORD, ROLE, WAREHOUSE = "CRAWLER", "secret", "CRAWL", "WH"

# What a crawler needs of an account: a user with a role and a warehouse.
CRAWLER = (f"CREATE ROLE {ROLE}", f"CREATE WAREHOUSE {WAREHOUSE}",
           f"GRANT USAGE ON WAREHOUSE {WAREHOUSE} TO ROLE {ROLE}",
           f"CREATE USER {USER} PASSWORD = '{PASSWORD}' DEFAULT_ROLE = {ROLE} "
           f"DEFAULT_WAREHOUSE = {WAREHOUSE}",
           f"GRANT ROLE {ROLE} TO USER {USER}")


def name(text):
    """An identifier as SQL has it."""
    return '"' + text.replace('"', '""') + '"'


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n") + "'"


def open_to_crawl(database):
    """The grants for a database: USAGE, and REFERENCES on all that is there and will be."""
    plurals = ("TABLES", "VIEWS", "MATERIALIZED VIEWS", "EXTERNAL TABLES", "EVENT TABLES",
               "ICEBERG TABLES")
    return [f"GRANT USAGE ON DATABASE {database} TO ROLE {ROLE}",
            f"GRANT USAGE ON ALL SCHEMAS IN DATABASE {database} TO ROLE {ROLE}",
            *(f"GRANT REFERENCES ON ALL {p} IN DATABASE {database} TO ROLE {ROLE}"
              for p in plurals),
            f"GRANT MONITOR ON ALL DYNAMIC TABLES IN DATABASE {database} TO ROLE {ROLE}"]


class Statement(NamedTuple):
    session: int
    rows: int
    outcome: str
    native: int
    sql: str


class FakeSnowflake(FakeProgram):
    """An account with CRAWLER in it, and its server."""

    def __init__(self, *lines):
        super().__init__("tests/snowflake/program/fake-snowflake")
        self.port = int(self.address)
        self.say(*CRAWLER, *lines)

    def add_database(self, database, *schemas):
        """With the grants of a crawler."""
        self.say(f"CREATE DATABASE {database}", *open_to_crawl(database),
                 *(f"CREATE SCHEMA {database}.{schema}" for schema in schemas))

    def fault(self, pattern, action):
        """`action` as FAULT has it, with ROW, SKIP and TIMES before it."""
        self.say(f"FAULT {literal(pattern)} {action}")

    def statements(self, pattern="*"):
        """What was asked so far and is like the pattern, in order."""
        found = []
        for line in self.say(f"STATEMENTS {literal(pattern)}"):
            session, rows, outcome, native, sql = line.split("\t")
            found.append(Statement(int(session), int(rows), outcome, int(native), sql))
        return found

    def logins(self):
        """(session or 0, number of the error, keywords) of each sign-in."""
        found = []
        for line in self.say("LOGINS"):
            session, native, *keywords = line.split("\t")
            found.append((int(session), int(native), dict(k.split("=", 1) for k in keywords)))
        return found

    def state(self):
        """The counts, and the mistakes of the fake itself under `defects`."""
        out = {"defects": []}
        for line in self.say("STATE"):
            what, _, value = line.partition(" ")
            if what == "defect":
                out["defects"].append(value)
            else:
                out[what] = int(value)
        return out

    def server_keywords(self):
        """What every connection string to it has."""
        return {"DRIVER": str(DRIVER), "SERVER": "127.0.0.1", "PORT": str(self.port),
                "ACCOUNT": "XY12345", "PROTOCOL": "http"}
