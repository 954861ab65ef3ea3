#include <sys/stat.h>

#include "core/config/load.h"

#include <catch2/catch.hpp>

#include "core/config/units.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::config;
using Catch::Matchers::Contains;

namespace {

Loaded read(const std::string& text) {
    return read_config({{"/etc/o/c.toml", text}});
}

// The one mistake in a text.
std::string mistake(const std::string& text) {
    const Loaded loaded = read(text);
    CHECK(loaded.problems.errors().size() == 1);
    return loaded.problems.text();
}

std::string in_connection(const std::string& lines) {
    return mistake("[[connection]]\nname = \"a\"\nplugin = \"p\"\n" + lines);
}

const char* const kSample = R"(
[daemon]
state = "/var/lib/objsync/state.db"
plugin_dirs = ["/usr/lib/objsync/plugins"]
max_crawls = 3
[control]
socket = "/run/objsync/control.sock"
[defaults]
every = "12h"
exclude = ["**/OLD"]
[defaults.guard]
at_least = 10
[defaults.options]
timeout = 5
login = { env = "A" }
[[connection]]
name = "shop"
plugin = "odbc"
active = false
activate_new = true
include = ["**"]
exclude = ["**/TMP_*"]
[connection.options]
connection_string = "Driver=SQLite3;Database=/srv/shop.db"
login = { file = "b" }
[[connection]]
name = "hr"
plugin = "odbc"
at = "02:00"
timezone = "Europe/Berlin"
[connection.guard]
share = "5%"
[[connection.guard.path]]
glob = "staging/**"
share = "100%"
[[sink]]
name = "events"
type = "file"
path = "events.jsonl"
[[sink]]
name = "out"
type = "stdout"
)";

} // namespace

TEST_CASE("a configuration is read, defaults below what each connection says") {
    const Loaded loaded = read(kSample);
    REQUIRE(loaded.problems.text().empty());
    const Config& c = loaded.config;
    CHECK(c.daemon.max_crawls == 3);
    CHECK(c.daemon.event_retention_ms == 30 * kDayMs);
    CHECK(c.control.mode == 0660);
    REQUIRE(c.connections.size() == 2);

    const ConnectionConfig& shop = c.connections[0];
    CHECK(shop.name == "shop");
    CHECK(shop.active == false);
    CHECK(shop.activate_new == true);
    CHECK(shop.exclude == std::vector<std::string>{"**/TMP_*"});
    CHECK(shop.every_ms == 12 * kHourMs);
    CHECK_FALSE(shop.at_minutes);
    CHECK(shop.no_progress_ms == 15 * kMinuteMs);
    CHECK(shop.tombstone_retention_ms == 90 * kDayMs);
    CHECK(shop.guard.at_least == 10);
    CHECK(shop.guard.share_percent == 20);
    CHECK(shop.guard.confirm == Confirm::next_crawl);
    CHECK(shop.guard.confirm_after_ms == 10 * kMinuteMs);
    CHECK(shop.at == Origin{"/etc/o/c.toml", 16});
    REQUIRE(shop.options.find("timeout") != nullptr);
    CHECK(shop.options.find("timeout")->at.line == 14);
    CHECK(shop.options.find("connection_string")->at.line == 24);
    REQUIRE(shop.options.find("login")->items.size() == 1);
    CHECK(shop.options.find("login")->find("file") != nullptr);

    const ConnectionConfig& hr = c.connections[1];
    CHECK_FALSE(hr.active);
    CHECK(hr.exclude == std::vector<std::string>{"**/OLD"});
    CHECK(hr.at_minutes == 120);
    CHECK(hr.timezone == "Europe/Berlin");
    CHECK(hr.guard.share_percent == 5);
    REQUIRE(hr.guard.paths.size() == 1);
    CHECK(hr.guard.paths[0].share_percent == 100);
    CHECK_FALSE(hr.guard.paths[0].at_least);

    REQUIRE(c.sinks.size() == 2);
    CHECK(c.sinks[0].path == "/etc/o/events.jsonl");
    CHECK(c.sinks[0].rotate_size_bytes == 100 << 20);
    CHECK(c.sinks[1].type == SinkType::standard_output);
}

TEST_CASE("an empty configuration has all defaults") {
    const Loaded loaded = read("");
    CHECK(loaded.problems.ok());
    CHECK(loaded.config.daemon.max_crawls == 2);
    CHECK(loaded.config.control.socket == "/run/objsync/control.sock");
    CHECK(loaded.config.daemon.plugin_dirs == std::vector<std::string>{"/usr/lib/objsync/plugins"});
}

TEST_CASE("all mistakes are told in one go, each with file and line") {
    const Loaded loaded = read(R"([daemon]
max_crawls = "two"
statr = "/x"
[[connection]]
name = "shop!"
plugin = "odbc"
every = "24"
exclude = ["/a"]
[[sink]]
name = "s"
type = "fiel"
)");
    const std::string text = loaded.problems.text();
    CHECK(loaded.problems.errors().size() == 6);
    CHECK_THAT(text, Contains("/etc/o/c.toml:2: \"max_crawls\" must be an integer, not a string"));
    CHECK_THAT(text,
               Contains("c.toml:3: unknown key \"statr\" in [daemon]; did you mean \"state\"?"));
    CHECK_THAT(text,
               Contains("c.toml:5: \"name\" is \"shop!\", but may hold only letters, digits"));
    CHECK_THAT(text,
               Contains("c.toml:7: \"every\" must be a duration such as \"24h\", not \"24\""));
    CHECK_THAT(text, Contains("c.toml:8: pattern \"/a\""));
    CHECK_THAT(text, Contains("c.toml:11: \"type\" must be one of \"file\" and \"stdout\", not "
                              "\"fiel\"; did you mean \"file\"?"));
}

TEST_CASE("a syntax error names its line, and the other files are checked all the same") {
    const Loaded loaded = read_config({{"a.toml", "[daemon]\nstate = \n"}, {"b.toml", "x = 1\n"}});
    REQUIRE(loaded.problems.errors().size() == 2);
    CHECK(loaded.problems.errors()[0].at == Origin{"a.toml", 2});
    CHECK_THAT(loaded.problems.text(), Contains("b.toml:1: unknown section or key \"x\""));
}

TEST_CASE("an unknown section is told with the nearest known one") {
    CHECK(mistake("[deamon]\n") ==
          "/etc/o/c.toml:1: unknown section or key \"deamon\"; did you mean \"daemon\"?");
    CHECK_THAT(mistake("[[daemon]]\n"), Contains("write [daemon] once"));
    CHECK_THAT(mistake("[connection]\nname = \"a\"\n"), Contains("write [[connection]]"));
    CHECK_THAT(mistake("daemon = 3\n"), Contains("\"daemon\" is a section"));
}

TEST_CASE("names are given once, and say where the first one is") {
    CHECK(mistake("[[connection]]\nname = \"a\"\nplugin = \"p\"\n"
                  "[[connection]]\nname = \"a\"\nplugin = \"p\"\n") ==
          "/etc/o/c.toml:4: connection \"a\" is already at /etc/o/c.toml:1");
    CHECK_THAT(mistake("[[sink]]\nname = \"a\"\ntype = \"stdout\"\n"
                       "[[sink]]\nname = \"a\"\ntype = \"stdout\"\n"),
               Contains("sink \"a\" is already at"));
    CHECK_THAT(mistake("[[sink]]\nname = \"a\"\ntype = \"file\"\npath = \"x\"\n"
                       "[[sink]]\nname = \"b\"\ntype = \"file\"\npath = \"/etc/o/x\"\n"),
               Contains("a sink with path \"/etc/o/x\" is already at"));
}

TEST_CASE("a connection needs a name and a plugin, a sink a name, a type and a path") {
    const Loaded connection = read("[[connection]]\nactive = true\n");
    CHECK(connection.problems.errors().size() == 2);
    CHECK_THAT(connection.problems.text(),
               Contains("has no \"name\"") && Contains("no \"plugin\""));
    const Loaded sink = read("[[sink]]\n");
    CHECK(sink.problems.errors().size() == 2);
    CHECK_THAT(mistake("[[sink]]\nname = \"a\"\ntype = \"file\"\n"), Contains("needs a \"path\""));
    CHECK_THAT(mistake("[[sink]]\nname = \"a\"\ntype = \"stdout\"\npath = \"x\"\n"),
               Contains("c.toml:4: \"path\" has no meaning"));
}

TEST_CASE("names of connections are safe in paths and file names") {
    CHECK_THAT(mistake("[[connection]]\nname = \"\"\nplugin = \"p\"\n"), Contains("is empty"));
    CHECK_THAT(mistake("[[connection]]\nname = \"a/b\"\nplugin = \"p\"\n"),
               Contains("only letters"));
    CHECK_THAT(mistake("[[connection]]\nname = \"é\"\nplugin = \"p\"\n"), Contains("only letters"));
    CHECK_THAT(mistake("[[connection]]\nname = \"" + std::string(65, 'a') + "\"\nplugin = \"p\"\n"),
               Contains("longer than 64"));
}

TEST_CASE("values are of their type and within their bounds") {
    CHECK_THAT(in_connection("active = \"yes\""), Contains("c.toml:4: \"active\" must be true or"));
    CHECK_THAT(in_connection("every = 24"), Contains("a duration such as \"24h\", not an integer"));
    CHECK_THAT(in_connection("every = \"59s\"\njitter = \"0s\""), Contains("at least 1m"));
    CHECK_THAT(in_connection("full_every = 0"), Contains("is 0, but must be at least 1"));
    CHECK_THAT(in_connection("include = \"**\""), Contains("a list of strings, not a string"));
    CHECK_THAT(in_connection("include = [1]"), Contains("holds an integer"));
    CHECK_THAT(in_connection("include = []"), Contains("leave it out for [\"**\"]"));
    CHECK_THAT(in_connection("memory_limit = \"1KiB\""), Contains("at least 16MiB"));
    CHECK_THAT(in_connection("guard = 3"), Contains("\"guard\" is a section"));
    CHECK_THAT(in_connection("[connection.guard]\nshare = \"120%\""), Contains("at most 100%"));
    CHECK_THAT(in_connection("[connection.guard]\nconfirm = \"next-crawl\""),
               Contains("did you mean \"next_crawl\"?"));
    CHECK_THAT(in_connection("[[connection.guard.path]]\nshare = \"1%\""), Contains("no \"glob\""));
    CHECK_THAT(mistake("[daemon]\nmax_crawls = 1.5\n"), Contains("not a float"));
    CHECK_THAT(mistake("[daemon]\nstate = \"\"\n"), Contains("\"state\" is empty"));
    CHECK_THAT(mistake("[control]\nmode = \"0999\"\n"), Contains("a file mode"));
}

TEST_CASE("default tags are a pattern with tags, each name once") {
    const Loaded loaded = read(
        "[[connection]]\nname = \"a\"\nplugin = \"p\"\n"
        "[[connection.default_tags]]\nglob = \"hr/**\"\ntags = [\"pii=yes\", \"hr\"]\n"
        "[[connection.default_tags]]\nglob = \"**\"\ntags = [\"found\"]\n");
    CHECK(loaded.problems.text().empty());
    const auto& tags = loaded.config.connections.at(0).default_tags;
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].glob == "hr/**");
    CHECK(tags[0].tags == std::vector<std::string>{"pii=yes", "hr"});
    const auto wrong = [](const std::string& lines) {
        return in_connection("[[connection.default_tags]]\n" + lines);
    };
    CHECK_THAT(wrong("glob = \"a\""), Contains("no \"tags\""));
    CHECK_THAT(wrong("tags = [\"a\"]"), Contains("no \"glob\""));
    CHECK_THAT(wrong("glob = \"a//b\"\ntags = [\"a\"]"), Contains("c.toml:5"));
    CHECK_THAT(wrong("glob = \"a\"\ntags = [\"=x\"]"), Contains("no name"));
    CHECK_THAT(wrong("glob = \"a\"\ntags = [\"a=1\", \"a=2\"]"), Contains("given twice"));
}

TEST_CASE("what may be registered by whom is read, with a safe default") {
    CHECK(read("").config.registration.plugins.empty());
    CHECK(read("").config.registration.secrets == "/etc/objsync/secrets");
    const Loaded loaded = read("[registration]\nplugins = [\"p\"]\nsecrets = \"s\"\n");
    CHECK(loaded.problems.text().empty());
    CHECK(loaded.config.registration.plugins == std::vector<std::string>{"p"});
    CHECK(loaded.config.registration.secrets == "/etc/o/s");
    CHECK_THAT(mistake("[registration]\nplugins = [\"../p\"]\n"), Contains("letters, digits"));
}

TEST_CASE("a connection is crawled every so often or at a time, not both") {
    CHECK_THAT(in_connection("every = \"1h\"\nat = \"02:00\""), Contains("both given"));
    CHECK_THAT(in_connection("at = \"2:00\""), Contains("a time of day such as \"02:00\""));
    CHECK_THAT(in_connection("timezone = \"Europe/Belrin\""),
               Contains("unknown time zone") && Contains("did you mean \"Europe/Berlin\"?"));
    CHECK_THAT(in_connection("every = \"1m\"\njitter = \"2m\""), Contains("at most \"every\", 1m"));
    const Loaded loaded = read(
        "[defaults]\nat = \"02:00\"\n[[connection]]\nname = \"a\"\n"
        "plugin = \"p\"\nevery = \"1h\"\n");
    REQUIRE(loaded.problems.ok());
    CHECK_FALSE(loaded.config.connections[0].at_minutes);
}

TEST_CASE("a mistake in the defaults is told once, whether there are connections or not") {
    const std::string defaults = "[defaults]\nevry = \"1h\"\n";
    const std::string connection = "[[connection]]\nplugin = \"p\"\nname = \"";
    CHECK_THAT(mistake(defaults), Contains("c.toml:2: unknown key \"evry\""));
    const Loaded loaded = read(defaults + connection + "a\"\n" + connection + "b\"\n");
    CHECK(loaded.problems.errors().size() >= 1);
    for (const Problem& problem : loaded.problems.errors())
        CHECK(problem.at.line == 2);
    CHECK(loaded.problems.errors().size() == 1);
    CHECK_THAT(mistake("[defaults]\nname = \"a\"\n"), Contains("unknown key \"name\""));
}

TEST_CASE("files of conf.d are read in the order of their names, later ones win") {
    const test::TempDir dir;
    const std::string main = dir.write("objsyncd.toml",
                                       "[daemon]\nmax_crawls = 1\n"
                                       "[[connection]]\nname = \"a\"\nplugin = \"p\"\n");
    dir.write("conf.d/20.toml",
              "[daemon]\nmax_crawls = 20\n[[connection]]\nname = \"c\"\nplugin = \"p\"\n");
    dir.write("conf.d/10.toml",
              "[daemon]\nmax_crawls = 10\nstate = \"s.db\"\n"
              "[[connection]]\nname = \"b\"\nplugin = \"p\"\n");
    dir.write("conf.d/30.toml.example", "nonsense");
    // Folders list their files in any order, so a few more make an unsorted read show.
    for (const char* name : {"17", "12", "19", "11", "16", "14", "18", "13", "15"}) {
        dir.write("conf.d/" + std::string(name) + ".toml",
                  "[control]\nsocket = \"/" + std::string(name) + "\"\n");
    }
    const Loaded loaded = load_config(main);
    REQUIRE(loaded.problems.text().empty());
    CHECK(loaded.config.daemon.max_crawls == 20);
    CHECK(loaded.config.control.socket == "/19");
    CHECK(loaded.config.daemon.state == dir / "conf.d/s.db");
    REQUIRE(loaded.config.connections.size() == 3);
    CHECK(loaded.config.connections[0].name == "a");
    CHECK(loaded.config.connections[1].name == "b");
    CHECK(loaded.config.connections[2].name == "c");
    CHECK(loaded.config.connections[2].at.file == dir / "conf.d/20.toml");
}

TEST_CASE("a configuration file that cannot be read is told") {
    const test::TempDir dir;
    const Loaded loaded = load_config(dir / "none.toml");
    REQUIRE(loaded.problems.errors().size() == 1);
    CHECK_THAT(loaded.problems.text(), Contains("none.toml: cannot read it: No such file"));
}

TEST_CASE("a configuration that is a folder or a pipe is refused at once") {
    const test::TempDir dir;
    const std::string pipe = dir / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    for (const std::string& file : {dir.path(), pipe}) {
        const Loaded loaded = load_config(file);
        REQUIRE(loaded.problems.errors().size() == 1);
        CHECK(loaded.problems.text().find("not a regular file") != std::string::npos);
    }
}

TEST_CASE("an address to listen on is numeric, and without TLS on this machine only") {
    const auto problems = [](const std::string& text) {
        return read_config({{"a.toml", "[control]\n" + text}}).problems.text();
    };
    CHECK(problems("listen = \"127.0.0.1:8470\"").empty());
    CHECK(problems("listen = \"[::1]:8470\"").empty());
    const std::string keys = "tls_certificate = \"/c.pem\"\ntls_key = \"/k.pem\"\n";
    CHECK(problems(keys + "listen = \"0.0.0.0:8443\"").empty());
    CHECK_THAT(problems("listen = \"0.0.0.0:8443\""),
               Contains("a.toml:2") && Contains("tls_certificate"));
    CHECK_THAT(problems("listen = \"[2001:db8::1]:8443\""), Contains("other machines"));
    CHECK_THAT(problems("tls_key = \"/k.pem\""), Contains("go together"));
    for (const char* wrong : {"localhost:1", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000",
                              "::1:8470", "[::1]", "127.0.0.1:1x"}) {
        CAPTURE(wrong);
        CHECK_THAT(problems("listen = \"" + std::string(wrong) + "\""),
                   Contains("must be an address and a port"));
    }
}

TEST_CASE("a caller is a user or a group, with a name") {
    const auto problems = [](const std::string& text) {
        return read_config({{"a.toml", "[[caller]]\n" + text}}).problems.text();
    };
    CHECK(problems("name = \"a\"\nuser = \"alice\"\ngovernance = true").empty());
    CHECK(problems("name = \"a\"\ngroup = \"100\"").empty());
    CHECK_THAT(problems("name = \"a\""), Contains("one of them"));
    CHECK_THAT(problems("name = \"a\"\nuser = \"b\"\ngroup = \"c\""), Contains("one of them"));
    CHECK_THAT(problems("user = \"b\""), Contains("\"name\""));
    CHECK_THAT(problems("name = \"\"\nuser = \"b\""), Contains("empty"));
}
