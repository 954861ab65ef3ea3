#include "core/config/reference.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/config/load.h"
#include "core/config/settings.h"

using namespace objsync::config;
using Catch::Matchers::Contains;

namespace {

std::string read_file(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

// The commented-out settings taken in, prose left out.
std::string uncommented(const std::string& text) {
    std::istringstream in(text);
    std::string out;
    for (std::string line; std::getline(in, line);) {
        const bool setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        out += (setting ? line.substr(1) : line) + '\n';
    }
    return out;
}

} // namespace

// REGENERATE=1 in the environment writes the file anew.
TEST_CASE("conf/objsyncd.toml is what the table of settings says") {
    const std::string file = CONF_DIR "/objsyncd.toml";
    if (std::getenv("REGENERATE") != nullptr) {
        std::ofstream(file, std::ios::binary) << config_reference();
    }
    CHECK(read_file(file) == config_reference());
}

TEST_CASE("conf/objsyncd.toml as it is gives the defaults") {
    const Loaded loaded = load_config(CONF_DIR "/objsyncd.toml");
    CHECK(loaded.problems.text().empty());
    CHECK(loaded.config.daemon.state == "/var/lib/objsync/state.db");
    CHECK(loaded.config.connections.empty());
}

TEST_CASE("every line of conf/objsyncd.toml can be taken in as it stands") {
    std::string text = uncommented(config_reference());
    const auto put = [&](const std::string& from, const std::string& to) {
        const size_t at = text.find("\n" + from + "\n");
        REQUIRE(at != std::string::npos);
        text.replace(at + 1, from.size(), to);
    };
    put("listen = \"\"", "listen = \"0.0.0.0:8443\"");
    put("tls_certificate = \"\"", "tls_certificate = \"/tmp/cert.pem\"");
    put("tls_key = \"\"", "tls_key = \"/tmp/key.pem\"");
    put("name = \"\"", "name = \"alice\"");
    put("user = \"\"", "user = \"alice\"");
    put("group = \"\"", "");
    put("name = \"\"", "name = \"shop\"");
    put("plugin = \"\"", "plugin = \"odbc\"");
    put("every = \"24h\"", "");
    put("glob = \"\"", "glob = \"tmp\"");
    put("share = \"\"", "share = \"50%\"");
    put("at_least = 0", "at_least = 1");
    put("glob = \"\"", "glob = \"**\"");
    put("name = \"\"", "name = \"events\"");
    put("type = \"\"", "type = \"file\"");
    put("path = \"\"", "path = \"/tmp/e\"");
    const Loaded loaded = read_config({{"objsyncd.toml", text}});
    CHECK(loaded.problems.text().empty());
    REQUIRE(loaded.config.connections.size() == 1);
    CHECK(loaded.config.connections[0].full_every == 7);
    CHECK(loaded.config.connections[0].guard.paths.size() == 1);
    CHECK(loaded.config.connections[0].default_tags.size() == 1);
}

TEST_CASE("the example of conf.d is right but for its secrets") {
    const std::string text = read_file(CONF_DIR "/conf.d/shop.toml.example");
    const Loaded loaded = read_config({{"shop.toml", text}});
    CHECK(loaded.problems.text().empty());
    CHECK(loaded.config.connections.size() == 1);
}

TEST_CASE("a plugin's options are shown with type, need and default") {
    const OptionSchema schema = {
        {"host", OptionType::string, true, "", {}, "Where the server is.", {}},
        {"wait", OptionType::duration, false, "", "30s", "How long to wait.", {}},
        {"key", OptionType::secret, false, "login", {}, "A key.", {}},
        {"token", OptionType::secret, false, "login", {}, "A token.", {}},
        {"shares",
         OptionType::records,
         false,
         "",
         {},
         "Shares.",
         {{"name", OptionType::string, true, "", {}, "Its name.", {}}}}};
    const std::string text = option_reference(schema);
    CHECK_THAT(text, Contains("# Where the server is. String. Required.\n#host = \"\"\n"));
    CHECK_THAT(text, Contains("#wait = \"30s\"\n"));
    CHECK_THAT(text, Contains("Give exactly one of \"key\" and \"token\"."));
    CHECK_THAT(text, Contains("#[[connection.options.shares]]\n"));
    CHECK(read_config({{"x", uncommented("#[[connection]]\n#name=\"a\"\n#plugin=\"b\"\n" + text)}})
              .problems.text()
              .empty());
}
