#include "core/config/redact.h"

#include <catch2/catch.hpp>

using namespace objsync::config;

namespace {

Node text(const std::string& key, const std::string& value) {
    Node node;
    node.type = Node::Type::text;
    node.key = key;
    node.text = value;
    return node;
}

Node table(const std::string& key, std::vector<Node> items) {
    Node node;
    node.key = key;
    node.items = std::move(items);
    return node;
}

Node list(const std::string& key, std::vector<Node> items) {
    Node node = table(key, std::move(items));
    node.type = Node::Type::list;
    return node;
}

Option option(const std::string& name, OptionType type, OptionSchema fields = {}) {
    Option made;
    made.name = name;
    made.type = type;
    made.fields = std::move(fields);
    return made;
}

const OptionSchema kSchema = {
    option("host", OptionType::string), option("password", OptionType::secret),
    option("shares", OptionType::records,
           {option("name", OptionType::string), option("key", OptionType::secret)})};

Node options(const std::string& host) {
    return table(
        "options",
        {text("host", host), table("password", {text("file", "/etc/secret")}),
         list("shares", {table("", {text("name", "a"), table("key", {text("env", "KEY")})})})});
}

} // namespace

TEST_CASE("no secret is read back, nor what the plugin does not declare") {
    Node all = options("db");
    all.items.push_back(text("typo", "hunter2"));
    const Node shown = redacted(kSchema, all);
    CHECK(shown.find("host")->text == "db");
    CHECK(shown.find("password")->text == kRedacted);
    CHECK(shown.find("password")->items.empty());
    CHECK(shown.find("shares")->items[0].find("name")->text == "a");
    CHECK(shown.find("shares")->items[0].find("key")->text == kRedacted);
    CHECK(shown.find("typo")->text == kRedacted);
}

TEST_CASE("what is put back as it was read keeps its secrets") {
    const Node before = options("db");
    Node changed = redacted(kSchema, before);
    changed.items[0].text = "other";
    const Node after = unredacted(changed, before);
    CHECK(after.find("host")->text == "other");
    CHECK(after.find("password")->find("file")->text == "/etc/secret");
    CHECK(after.find("shares")->items[0].find("key")->find("env")->text == "KEY");
}

TEST_CASE("a redacted value without one before stays what it is") {
    const Node after = unredacted(table("", {text("password", "[REDACTED]")}), table("", {}));
    CHECK(after.find("password")->text == kRedacted);
}

TEST_CASE("passwords in connection strings are hidden, and nothing else of them") {
    const auto hidden = [](const char* text) { return without_passwords(text); };
    CHECK(hidden("Driver=X;UID=me;PWD=a b=c;Port=1") == "Driver=X;UID=me;PWD=[REDACTED];Port=1");
    CHECK(hidden("password = secret") == "password =[REDACTED]");
    CHECK(hidden("A=1;Password={a;b}}c};B=2") == "A=1;Password=[REDACTED];B=2");
    CHECK(hidden("A={x;PWD=no};B") == "A={x;PWD=no};B");
    CHECK(hidden("PWD={open") == "PWD=[REDACTED]");
    for (const char* text :
         {"", ";", "pwd", "PWD=", "PWD=;A", "no password=here;", "xPWD=1", "=;="})
        CHECK(hidden(text) == text);
}
