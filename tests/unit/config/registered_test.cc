#include "core/config/registered.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.h"
#include "core/config/load.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::config;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const OptionSchema kSchema = {
    {"host", OptionType::string, true, "", {}, "Where.", {}},
    {"password", OptionType::secret, false, "", {}, "Password.", {}},
    {"shares",
     OptionType::records,
     false,
     "",
     {},
     "Shares.",
     {{"token", OptionType::secret, false, "", {}, "Token.", {}}}},
};

// As if the text had been written in JSON.
void from_request(Node& node, const std::string& path) {
    node.at = {path, 0, true};
    for (size_t i = 0; i < node.items.size(); i++) {
        Node& item = node.items[i];
        from_request(item, node.type == Node::Type::list ? path + "[" + std::to_string(i) + "]"
                                                         : path + "." + item.key);
    }
}

Node request(const std::string& toml) {
    Problems problems;
    Node node = read_toml({"", toml}, problems);
    REQUIRE(problems.ok());
    from_request(node, "connection");
    return node;
}

struct Checked {
    ConnectionConfig connection;
    OptionValue options;
    Problems problems;
};

Checked check(const std::string& toml, const std::string& key = "shop",
              const std::string& defaults = "", const Voucher& voucher = Voucher({}, {})) {
    Checked out;
    Problems none;
    const Node shared = read_toml({"d.toml", defaults}, none);
    out.connection = read_registered(key, request(toml), shared, out.problems);
    voucher.check_plugin(out.connection, out.problems);
    out.options =
        check_options(kSchema, out.connection.options, out.problems, voucher.secrets(true));
    return out;
}

std::string mistake(const std::string& toml, const std::string& key = "shop",
                    const Voucher& voucher = Voucher({}, {})) {
    const Checked checked = check(toml, key, "", voucher);
    CHECK(checked.problems.errors().size() == 1);
    return checked.problems.text();
}

const char* const kPlain = "plugin = \"p\"\n[options]\nhost = \"h\"\n";

std::string with_password(const std::string& reference) {
    return std::string(kPlain) + "password = " + reference + "\n";
}

Voucher alice(const test::TempDir& dir) {
    return Voucher({{"p"}, dir / "secrets"}, {"alice", "stewards"});
}

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::FILE* out = std::fopen(file.c_str(), "w");
    REQUIRE(out != nullptr);
    std::fputs(text.c_str(), out);
    std::fclose(out);
    ::chmod(file.c_str(), 0600);
}

std::string read(const Checked& checked) {
    return read_secret(*find_secret(checked.options, "password"));
}

} // namespace

TEST_CASE("a registered connection is checked as one of the files, by the path of each member") {
    const Checked good = check(std::string("every = \"6h\"\nexclude = [\"**/TMP\"]\n") + kPlain);
    CHECK(good.problems.text().empty());
    CHECK(good.connection.name == "shop");
    CHECK(good.connection.every_ms == 6 * 3'600'000);
    CHECK(mistake("plugin = \"p\"\nevery = \"6\"\n[options]\nhost = \"h\"\n")
              .starts_with("connection.every: \"every\" must be a duration"));
    CHECK(mistake("plugin = \"p\"\ninclude = [\"a\", \"\"]\n[options]\nhost = \"h\"\n")
              .starts_with("connection.include[1]: "));
    CHECK(mistake("plugin = \"p\"\n[options]\nhost = 3\n")
              .starts_with("connection.options.host: option \"host\" must be a string"));
    CHECK_THAT(mistake("plugin = \"p\"\n[options]\n"), Contains("\"options\" has no \"host\""));
    CHECK_THAT(mistake("plugin = \"p\"\nguard = 3\n[options]\nhost = \"h\"\n"),
               Contains("connection.guard: \"guard\" must be an object"));
    CHECK_THAT(mistake("plugin = \"p\"\ndefault_tags = 3\n[options]\nhost = \"h\"\n"),
               Contains("connection.default_tags: \"default_tags\" must be a list of objects"));
    CHECK_THAT(mistake("[options]\nhost = \"h\"\n"), Contains("a connection has no \"plugin\""));
}

TEST_CASE(
    "name and status of a registered connection stand elsewhere, and the mistake says where") {
    CHECK_THAT(mistake(std::string("name = \"x\"\n") + kPlain), Contains("\"connectionKey\""));
    CHECK_THAT(mistake(std::string("active = true\n") + kPlain), Contains("\"isActive\""));
    CHECK_THAT(mistake(std::string("activate_new = true\n") + kPlain),
               Contains("\"activateNewChildren\""));
}

TEST_CASE("a connection key is a name, and no word of the API") {
    CHECK(mistake(kPlain, "a.b").starts_with("connectionKey: "));
    CHECK(mistake(kPlain, "").starts_with("connectionKey: "));
    for (const char* word : {"data", "connection", "object", "crawl", "search", "settings",
                             "metadata", "permission", "sync", "bulk", "upgrade"})
        CHECK_THAT(mistake(kPlain, word), Contains("choose another key"));
}

TEST_CASE("defaults of the files hold for a registered connection, but not plugin and options") {
    const std::string defaults =
        "plugin = \"other\"\nevery = \"6h\"\nactive = true\nexclude = [\"x\"]\n"
        "[options]\npassword = { env = \"HOME\" }\n";
    const Checked checked = check(kPlain, "shop", defaults);
    CHECK(checked.problems.text().empty());
    CHECK(checked.connection.every_ms == 6 * 3'600'000);
    CHECK(checked.connection.exclude == std::vector<std::string>{"x"});
    CHECK(checked.connection.plugin == "p");
    CHECK_FALSE(checked.connection.active);
    CHECK(find_secret(checked.options, "password") == nullptr);
    CHECK(checked.connection.table.find("every") == nullptr); // as it was given
}

TEST_CASE("a secret itself is refused without being repeated, and told how to be written in JSON") {
    const std::string told = mistake(with_password("\"hunter2\""));
    CHECK(told.starts_with("connection.options.password: "));
    CHECK_THAT(told, Contains(R"({"file": "/path"})") && !Contains("hunter2"));
    CHECK_THAT(mistake(with_password("{ file = \"relative\" }")), Contains("its path from / on"));
}

TEST_CASE("a password within a text is refused without being repeated") {
    Problems problems;
    refuse_passwords(request("host = \"UID=me; Pwd = hunter2;\"\nnames = [\"a\", \"password=x\"]"),
                     problems);
    REQUIRE(problems.errors().size() == 2);
    CHECK(problems.errors()[0].at.text() == "connection.host");
    CHECK(problems.errors()[1].at.text() == "connection.names[1]");
    CHECK_THAT(problems.text(), !Contains("hunter2"));
    Problems none;
    refuse_passwords(request("host = \"UID=me;PWD=;Database=password\""), none);
    CHECK(none.ok());
}

TEST_CASE("a governor may name any secret") {
    const test::TempDir dir;
    const std::string file = dir.write("any", "s3cret");
    CHECK(read(check(with_password("{ file = \"" + file + "\" }"))) == "s3cret");
    CHECK(check(with_password("{ env = \"HOME\" }")).problems.ok());
}

TEST_CASE("a caller without GOVERNANCE may name the files of its own folders, and no others") {
    const test::TempDir dir;
    write(dir / "secrets/alice/deep/db", "mine\n");
    write(dir / "secrets/stewards/db", "ours");
    write(dir / "secrets/bob/db", "not mine");
    const auto file = [&](const std::string& path) {
        return with_password("{ file = \"" + (dir / path) + "\" }");
    };
    CHECK(read(check(file("secrets/alice/deep/db"), "shop", "", alice(dir))) == "mine");
    CHECK(read(check(file("secrets/stewards/db"), "shop", "", alice(dir))) == "ours");
    for (const char* path : {"secrets/bob/db", "secrets/alice/../bob/db", "secrets/alice2/db",
                             "secrets/alice", "secrets/alice/", "secrets", "elsewhere"}) {
        CAPTURE(path);
        const std::string told = mistake(file(path), "shop", alice(dir));
        // The same whether there is such a file or not.
        CHECK_THAT(told, Contains("must be a file below \"" + (dir / "secrets/alice/")));
    }
    CHECK_THAT(mistake(with_password("{ env = \"HOME\" }"), "shop", alice(dir)),
               Contains("must be a file below"));
    CHECK_THAT(mistake(with_password("{ credential = \"db\" }"), "shop", alice(dir)),
               Contains("must be a file below"));
    CHECK_THAT(mistake(std::string(kPlain) + "[[options.shares]]\ntoken = { env = \"HOME\" }\n",
                       "shop", alice(dir)),
               Contains("connection.options.shares[0].token"));
}

TEST_CASE("a caller whose name is none of a folder has no secrets") {
    for (const char* name : {"..", ".", "a/b", ""}) {
        const Voucher voucher({{"p"}, "/secrets"}, {name});
        CHECK_THAT(mistake(with_password("{ file = \"/secrets/../x\" }"), "shop", voucher),
                   Contains("none of a folder"));
    }
}

TEST_CASE("no link in a caller's folder leads out of it, also when it is made after the check") {
    const test::TempDir dir;
    write(dir / "secrets/bob/db", "not mine");
    write(dir / "secrets/alice/db", "mine");
    write(dir / "secrets/alice/deep/db", "mine");
    const Voucher voucher = alice(dir);
    const Checked file =
        check(with_password("{ file = \"" + (dir / "secrets/alice/db") + "\" }"), "s", "", voucher);
    const Checked deep = check(
        with_password("{ file = \"" + (dir / "secrets/alice/deep/db") + "\" }"), "s", "", voucher);
    CHECK(read(file) == "mine");
    fs::remove(dir / "secrets/alice/db");
    SECTION("a symbolic link to the file") {
        fs::create_symlink(dir / "secrets/bob/db", dir / "secrets/alice/db");
        CHECK_THROWS_WITH(read(file), Contains("no symbolic link is followed"));
    }
    SECTION("a hard link of the file") {
        fs::create_hard_link(dir / "secrets/bob/db", dir / "secrets/alice/db");
        CHECK_THROWS_WITH(read(file), Contains("hard link"));
    }
    SECTION("a symbolic link on the way") {
        fs::remove_all(dir / "secrets/alice/deep");
        fs::create_symlink(dir / "secrets/bob", dir / "secrets/alice/deep");
        CHECK_THROWS_WITH(read(deep), Contains("no symbolic link is followed"));
    }
    SECTION("the folder itself") {
        fs::remove_all(dir / "secrets/alice");
        fs::create_symlink(dir / "secrets/bob", dir / "secrets/alice");
        CHECK_THROWS_WITH(read(file), Contains("no symbolic link is followed"));
    }
}

TEST_CASE("a caller without GOVERNANCE may use the plugins that are allowed, and no others") {
    CHECK(check(kPlain, "shop", "", Voucher({{"q", "p"}, "/s"}, {"alice"})).problems.ok());
    CHECK_THAT(mistake(kPlain, "shop", Voucher({{"q"}, "/s"}, {"alice"})),
               Contains("connection.plugin: ") && Contains("these are \"q\""));
    CHECK_THAT(mistake(kPlain, "shop", Voucher({{}, "/s"}, {"alice"})), Contains("there is none"));
}

TEST_CASE("what was registered and cannot be read for now is a warning: it may come back") {
    const Node options = request("host = \"h\"\npassword = { file = \"/not/there\" }\n");
    Problems problems;
    (void)check_options(kSchema, options, problems, Voucher({}, {}).secrets(false));
    CHECK(problems.ok());
    CHECK(problems.warnings().size() == 1);
}
