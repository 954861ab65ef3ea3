#include "core/config/options.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/config/load.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::config;
using Catch::Matchers::Contains;

namespace {

const OptionSchema kSchema = {
    {"host", OptionType::string, true, "", {}, "Where.", {}},
    {"port", OptionType::integer, false, "", "443", "Port.", {}},
    {"verify", OptionType::boolean, false, "", "true", "Whether.", {}},
    {"wait", OptionType::duration, false, "", "30s", "How long.", {}},
    {"token", OptionType::secret, false, "login", {}, "Token.", {}},
    {"key", OptionType::secret, false, "login", {}, "Key.", {}},
    {"roles", OptionType::list, false, "", "[\"a\", \"b\"]", "Roles.", {}},
    {"labels", OptionType::map, false, "", {}, "Labels.", {}},
    {"hosts",
     OptionType::records,
     false,
     "",
     {},
     "Hosts.",
     {{"name", OptionType::string, true, "", {}, "Name.", {}},
      {"token", OptionType::secret, false, "", {}, "Token.", {}}}},
};

struct Checked {
    OptionValue value;
    Problems problems;
};

Checked check(const std::string& toml, const std::string& file = "/etc/o/c.toml") {
    Checked out;
    const Node node = read_toml({file, toml}, out.problems);
    out.value = check_options(kSchema, node, out.problems);
    return out;
}

const OptionValue& at(const OptionValue& value, const std::string& name) {
    for (const OptionValue& item : value.items) {
        if (item.name == name) return item;
    }
    FAIL("no option " << name);
    return value;
}

std::string mistake(const std::string& toml) {
    const Checked checked = check(toml);
    CHECK(checked.problems.errors().size() == 1);
    return checked.problems.text();
}

// A right configuration but for the lines given.
std::string with(const std::string& lines) {
    return mistake("host = \"h\"\ntoken = { env = \"PATH\" }\n" + lines + "\n");
}

} // namespace

TEST_CASE("options are checked into values, defaults filled in") {
    const Checked checked = check(R"(host = "h"
token = { env = "PATH" }
wait = "2m"
labels = { a = "1", b = "2" }
[[hosts]]
name = "x"
)");
    REQUIRE(checked.problems.text().empty());
    const OptionValue& v = checked.value;
    CHECK(at(v, "host").text == "h");
    CHECK(at(v, "port").integer == 443);
    CHECK(at(v, "verify").integer == 1);
    CHECK(at(v, "wait").integer == 120'000);
    CHECK(at(v, "token").secret->where == "PATH");
    CHECK(at(v, "token").text.empty());
    CHECK(at(v, "roles").items[1].text == "b");
    CHECK(at(at(v, "labels"), "b").text == "2");
    CHECK(at(v, "hosts").items[0].type == OptionType::map);
    CHECK(at(at(v, "hosts").items[0], "name").text == "x");
}

TEST_CASE("an option that the plugin does not declare is told with the nearest one") {
    CHECK(with("prot = 1") ==
          "/etc/o/c.toml:3: unknown option \"prot\" in [connection.options]; "
          "did you mean \"port\"?");
    CHECK_THAT(with("[[hosts]]\nname = \"x\"\nnane = \"y\""),
               Contains("c.toml:5: unknown option \"nane\" in [[connection.options.hosts]]"));
}

TEST_CASE("options are of the type that the plugin declares") {
    CHECK_THAT(with("port = \"x\""), Contains("option \"port\" must be an integer, not a string"));
    CHECK_THAT(with("verify = 1"), Contains("true or false"));
    CHECK_THAT(with("wait = \"2\""), Contains("a duration such as \"30s\", not \"2\""));
    CHECK_THAT(with("wait = 2"), Contains("not an integer"));
    CHECK_THAT(with("roles = [1]"), Contains("made of strings"));
    CHECK_THAT(with("roles = \"a\""), Contains("a list of strings"));
    CHECK_THAT(with("labels = { a = 1 }"), Contains("made of strings"));
    CHECK_THAT(with("hosts = [\"a\"]"), Contains("a list of tables"));
    CHECK_THAT(with("hosts = [{}]"), Contains("has no \"name\""));
    CHECK_THAT(mistake("token = { env = \"PATH\" }\n"), Contains("has no \"host\""));
}

TEST_CASE("exactly one option of a group is given") {
    CHECK_THAT(mistake("host = \"h\"\n"), Contains("needs one of \"token\" and \"key\""));
    CHECK_THAT(with("key = { env = \"PATH\" }"),
               Contains("c.toml:3: \"key\" and \"token\" are both given"));
}

TEST_CASE("a secret is given by reference, and its text is never repeated") {
    const std::string text = mistake("host = \"h\"\ntoken = \"hunter2\"\n");
    CHECK_THAT(text, Contains("c.toml:2: option \"token\" is a secret and must not stand here") &&
                         Contains("{ file = \"/path\" }") && !Contains("hunter2"));
    CHECK_THAT(mistake("host = \"h\"\ntoken = { fiel = \"x\" }\n"),
               Contains("did you mean \"file\"?"));
    CHECK_THAT(mistake("host = \"h\"\ntoken = { file = \"x\", env = \"y\" }\n"),
               Contains("is a secret"));
    CHECK_THAT(mistake("host = \"h\"\ntoken = { credential = \"../x\" }\n"), Contains("no \"/\""));
    CHECK_THAT(mistake("host = \"h\"\ntoken = { value = \"hunter2\" }\n"), !Contains("hunter2"));
}

TEST_CASE("a secret that cannot be read is a mistake, one that all can read a warning") {
    CHECK(
        mistake("host = \"h\"\ntoken = { file = \"none\" }\n") ==
        "/etc/o/c.toml:2: secret from file /etc/o/none: cannot open it: No such file or directory");
    const test::TempDir dir;
    chmod(dir.write("token", "hunter2").c_str(), 0644);
    const Checked checked = check("host = \"h\"\ntoken = { file = \"token\" }\n", dir / "c.toml");
    CHECK(checked.problems.ok());
    REQUIRE(checked.problems.warnings().size() == 1);
    CHECK_THAT(checked.problems.warnings()[0].line(), Contains("c.toml:2: ") && Contains("chmod"));
}

TEST_CASE("secrets stay references until they are resolved, also inside records") {
    const test::TempDir dir;
    dir.write("a", "one\n");
    dir.write("b", "two\n");
    Checked checked = check(
        "host = \"h\"\ntoken = { file = \"a\" }\n"
        "[[hosts]]\nname = \"x\"\n"
        "[[hosts]]\nname = \"y\"\ntoken = { file = \"b\" }\n",
        dir / "c.toml");
    REQUIRE(checked.problems.text().empty());
    REQUIRE(find_secret(checked.value, "hosts.1.token") != nullptr);
    CHECK(find_secret(checked.value, "hosts.1.token")->where == dir / "b");
    CHECK(find_secret(checked.value, "token")->where == dir / "a");
    for (const char* none :
         {"hosts.0.token", "hosts.2.token", "hosts.x.token", "host", "", "a.b"}) {
        CHECK(find_secret(checked.value, none) == nullptr);
    }
    CHECK(resolve_secrets(checked.value) == std::vector<std::string>{"one", "two"});
    CHECK(at(checked.value, "token").text == "one");
    CHECK_FALSE(at(checked.value, "token").secret);
    CHECK(find_secret(checked.value, "token") == nullptr);
}

TEST_CASE("a missing plugin is told where it is named, and the others are checked") {
    const Loaded loaded = read_config({{"c.toml",
                                        "[[connection]]\nname = \"a\"\nplugin = \"odcb\"\n"
                                        "[[connection]]\nname = \"b\"\nplugin = \"odbc\"\n"
                                        "[connection.options]\nhost = 1\n"}});
    REQUIRE(loaded.problems.ok());
    const OptionSchema schema = {{"host", OptionType::string, false, "", {}, "", {}}};
    const Plugins plugins{[&](const std::string& name) -> PluginFound {
                              if (name == "odbc") return {&schema, ""};
                              return {nullptr, "there is no odcb.so in /p"};
                          },
                          {"odbc", "template"}};
    Problems problems;
    const auto options = check_plugins(loaded.config, plugins, problems);
    CHECK(problems.text() ==
          "c.toml:3: plugin \"odcb\": there is no odcb.so in /p; did you mean \"odbc\"?\n"
          "c.toml:8: option \"host\" must be a string, not an integer");
    CHECK(options.count("b") == 1);
    CHECK(options.count("a") == 0);
}

TEST_CASE("a default that a plugin declares wrongly is a mistake, not a crash") {
    const OptionSchema schema = {{"n", OptionType::integer, false, "", "many", "", {}}};
    Problems problems;
    Node none;
    none.at = {"c.toml", 3};
    (void)check_options(schema, none, problems);
    CHECK_THAT(problems.text(), Contains("c.toml:3: option \"n\" must be an integer"));
}
