"""The layout as data: who may include whom. Read by check-includes, and by check-docs, which holds
ARCHITECTURE.md to the same table."""

# Folder -> the folders it may include beside itself. Within core this is the order of the rings.
MAY_INCLUDE = {
    "core/base": [],
    "core/model": ["core/base"],
    "core/config": ["core/base", "core/model"],
    "core/schedule": ["core/base", "core/model"],
    "core/wire": ["core/base", "core/model"],
    "core/store": ["core/base", "core/model", "core/wire"],
    "core/sync": ["core/base", "core/model", "core/wire", "core/store"],
    "daemon/loop": ["core/base"],
    "daemon/log": ["core/base"],
    "daemon/json": ["core/base", "core/model", "core/config"],
    "daemon/host": ["plugins/include", "core/base", "core/model", "core/wire", "daemon/log",
                    "daemon/json"],
    "daemon/worker": ["core/base", "core/model", "core/wire", "daemon/loop", "daemon/log"],
    "daemon/writer": ["core/base", "core/model", "core/wire", "core/sync", "core/store",
                      "daemon/loop", "daemon/log"],
    "daemon/crawl": ["core/base", "core/model", "core/config", "core/schedule", "core/wire",
                     "core/sync", "core/store", "daemon/loop", "daemon/log", "daemon/worker",
                     "daemon/writer"],
    "daemon/sinks": ["core/base", "core/model", "core/config", "daemon/loop", "daemon/log"],
    "daemon/deliver": ["core/base", "core/model", "core/config", "core/store", "daemon/loop",
                       "daemon/log", "daemon/sinks", "daemon/writer"],
    "daemon/control": ["core/base", "core/model", "core/config", "core/schedule", "core/wire",
                       "core/store", "daemon/loop", "daemon/log", "daemon/json"],
    "daemon/cli": ["core/base", "core/model", "core/config", "daemon/json"],
    "daemon/app": ["core", "daemon/loop", "daemon/log", "daemon/json", "daemon/worker",
                   "daemon/writer", "daemon/crawl", "daemon/sinks", "daemon/deliver", "daemon/control"],
    "plugins/include": [],
    "plugins/sdk": ["plugins/include"],
    "plugins/unixodbc": ["plugins/include", "plugins/sdk"],
    "plugins/*": ["plugins/include", "plugins/sdk", "plugins/unixodbc"],
    "plugins/*/tests": ["plugins", "tests"],
    "tests": ["core", "daemon", "plugins"],
}

# What wires the parts together counts as one of them.
FILES = {"daemon/main.cc": "daemon/app"}

# Third-party header (or prefix of it) -> the one folder of each top-level part that includes it.
THIRD_PARTY = {
    "xxhash.h": ["core/model"],
    "toml++/": ["core/config"],
    "date/": ["core/base", "tests/snowflake/sql"],
    "sqlite3.h": ["core/store", "plugins/odbc", "tests/bench"],
    "uv.h": ["daemon/loop"],
    "spdlog/": ["daemon/log"],
    "dlfcn.h": ["daemon/host", "plugins/unixodbc", "plugins/snowflake/tests", "tests/bench"],
    "microhttpd.h": ["daemon/control", "tests/databricks/http"],
    "gnutls/": ["daemon/control", "tests/snowflake/crypto"],
    "zlib.h": ["daemon/control"],
    "simdjson.h": ["daemon/json", "plugins/databricks/json", "plugins/snowflake/column",
                   "tests/databricks/parse"],
    "rapidjson/": ["daemon/json"],
    "CLI/": ["daemon/cli"],
    "curl/": ["daemon/cli", "plugins/databricks/http"],
    "systemd/": ["daemon/app"],
    "sql.h": ["plugins/unixodbc", "plugins/odbc/tests", "plugins/snowflake/tests",
              "tests/snowflake/driver", "tests/bench"],
    "sqlext.h": ["plugins/unixodbc", "plugins/odbc/tests", "plugins/snowflake/tests",
              "tests/snowflake/driver", "tests/bench"],
    "sqltypes.h": ["plugins/unixodbc"],
    "sqlucode.h": ["plugins/unixodbc", "tests/snowflake/driver"],
    "odbcinst.h": ["plugins/odbc"],
    # The language of the tests, so all of them speak it; a plugin's folder holds its own.
    "catch2/": ["tests", "plugins"],
}

# What a pure library has no use for: core gets the time as an argument, and never waits.
CORE_HAS_NO = {
    "headers": ["thread", "mutex", "shared_mutex", "condition_variable", "future", "atomic",
                "stop_token", "semaphore", "latch", "barrier", "iostream", "dlfcn.h", "pthread.h",
                "syslog.h", "poll.h", "sys/socket.h", "sys/epoll.h", "netdb.h", "signal.h"],
    "words": [r"\b\w*clock::now\(", r"\bgettimeofday\(", r"\bclock_gettime\(", r"\btime\((NULL|nullptr|0)\)",
              r"\b(u?sleep|nanosleep)\(", r"\bfork\("],
}
# Headers that the build makes -> the folders that include them.
GENERATED = {"schema_sql.h": ["core/store", "tests"], "schema_v2_sql.h": ["core/store"]}

EXEMPT = {
    # path: (limit, why). A limit of its own instead of the general one.
    "plugins/include/objsync/plugin.h": (250, "the whole contract in one file, as authors expect it"),
}
HEADER_LINES = 150
SOURCE_LINES = 400
