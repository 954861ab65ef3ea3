// The OpenAPI document against the running server: every answer is as the document says, and every
// field of the document has been seen in an answer.
#include <catch2/catch.hpp>
#include <set>

#include "daemon/control/router.h"
#include "daemon/json/value.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;

namespace {

class Document {
public:
    explicit Document(const std::string& text) : root_(json::parse(text)) {}

    [[nodiscard]] const json::Value& root() const { return root_; }

    // Notes what is seen; returns what is wrong, a line each.
    std::string check(const json::Value& value, const json::Value& schema,
                      const std::string& where) {
        const std::string ref = schema["$ref"].text();
        if (!ref.empty()) {
            const std::string name = ref.substr(ref.rfind('/') + 1);
            return check_object(value, root_["components"]["schemas"][name], name, where);
        }
        if (schema["oneOf"].is_array()) return check_any(value, schema["oneOf"].items(), where);
        if (schema["type"].is_null()) return "";
        if (!is_of(value, schema["type"])) return where + " is of another type\n";
        std::string wrong;
        for (const json::Value& item : value.items())
            wrong += check(item, schema["items"], where + "[]");
        for (const auto& [name, member] : value.members())
            wrong += check(member, schema["additionalProperties"], where + "." + name);
        return wrong;
    }

    [[nodiscard]] std::set<std::string> unseen() const {
        std::set<std::string> fields;
        for (const auto& [name, schema] : root_["components"]["schemas"].members()) {
            for (const auto& [field, is] : schema["properties"].members())
                fields.insert(name + "." + field);
        }
        for (const std::string& field : seen_)
            fields.erase(field);
        return fields;
    }

private:
    std::string check_object(const json::Value& value, const json::Value& schema,
                             const std::string& shape, const std::string& where) {
        if (!value.is_object()) return where + " is no object\n";
        std::string wrong;
        for (const auto& [name, member] : value.members()) {
            const json::Value& property = schema["properties"][name];
            if (!property.is_object()) {
                wrong += where + "." + name + " is not in the document\n";
                continue;
            }
            seen_.insert(shape + "." + name);
            wrong += check(member, property, where + "." + name);
        }
        for (const json::Value& name : schema["required"].items()) {
            const auto& members = value.members();
            if (std::none_of(members.begin(), members.end(),
                             [&](const auto& member) { return member.first == name.text(); }))
                wrong += where + "." + name.text() + " is missing\n";
        }
        return wrong;
    }

    // Of one of the schemas; what is noted as seen is of that one alone.
    std::string check_any(const json::Value& value, const json::Array& schemas,
                          const std::string& where) {
        std::string wrong;
        const std::set<std::string> before = seen_;
        for (const json::Value& schema : schemas) {
            const bool null = schema["type"].text() == "null";
            if (null && value.is_null()) return "";
            const std::string differs = null ? "null\n" : check(value, schema, where);
            if (differs.empty()) return "";
            wrong += differs;
            seen_ = before;
        }
        return where + " is none of what it may be:\n" + wrong;
    }

    static bool is_of(const json::Value& value, const json::Value& type) {
        if (type.is_array()) {
            return std::any_of(type.items().begin(), type.items().end(),
                               [&](const json::Value& one) { return is_of(value, one); });
        }
        const std::string& name = type.text();
        if (name == "null") return value.is_null();
        if (name == "string") return value.is_text();
        if (name == "integer") return value.is_integer();
        if (name == "number") return value.is_number();
        if (name == "boolean") return value.is_bool();
        return name == "array" ? value.is_array() : value.is_object();
    }

    json::Value root_;
    std::set<std::string> seen_;
};

struct Example {
    const char* method;
    const char* pattern;
    std::string path, body;
};

// In this order: later ones show what earlier ones did.
const std::vector<Example>& examples() {
    static const std::vector<Example> list = {
        {"GET", "/", "/", ""},
        {"GET", "/openapi.json", "/openapi.json", ""},
        {"GET", "/healthz", "/healthz", ""},
        {"GET", "/readyz", "/readyz", ""},
        {"GET", "/metrics", "/metrics", ""},
        {"GET", "/sinks", "/sinks", ""},
        {"GET", "/status", "/status", ""},
        {"POST", "/reload", "/reload", "{}"},
        {"POST", "/config/check", "/config/check", "{}"},
        {"GET", "/plugins", "/plugins", ""},
        {"POST", "/backup", "/backup", R"({"file":"/x"})"},
        {"POST", "/pause", "/pause", ""},
        {"POST", "/resume", "/resume", ""},
        {"GET", "/data/connection", "/data/connection", ""},
        {"POST", "/data/connection", "/data/connection",
         R"({"connectionKey":"new","connection":{"plugin":"odbc"},"settings":{"isActive":true},)"
         R"("options":{"forceRecursiveCrawl":true}})"},
        {"POST", "/data/connection", "/data/connection?dryRun=true",
         R"({"connectionKey":"new","connection":{"plugin":"odbc"}})"},
        {"POST", "/data/connection/check", "/data/connection/check",
         R"({"connectionKey":"new","connection":{"plugin":"odbc"}})"},
        {"GET", "/data/connection/{key}", "/data/connection/shop", ""},
        {"PUT", "/data/connection/{key}", "/data/connection/shop?dryRun=true",
         R"({"connection":{"plugin":"odbc"}})"},
        {"PUT", "/data/tags/{path}", "/data/tags/shop/main/orders",
         R"({"localTags":{"pii":"yes","old":null}})"},
        {"PUT", "/data/connection/{key}", "/data/connection/shop",
         R"({"connection":{"plugin":"odbc"}})"},
        {"GET", "/data/connection/{key}/removal", "/data/connection/shop/removal", ""},
        {"DELETE", "/data/connection/{key}", "/data/connection/shop?token=TOKEN", ""},
        {"POST", "/data/connection/{key}/accept", "/data/connection/shop/accept", ""},
        {"POST", "/data/connection/{key}/check", "/data/connection/shop/check", ""},
        {"POST", "/data/connection/{key}/pause", "/data/connection/shop/pause", ""},
        {"POST", "/data/connection/{key}/resume", "/data/connection/shop/resume", ""},
        {"POST", "/data/object/search/{path}", "/data/object/search/shop/main",
         R"({"limit":2,"depth":2})"},
        {"POST", "/data/object/search/{path}", "/data/object/search/shop/main",
         R"({"removed":true})"},
        {"POST", "/data/object/search/{path}", "/data/object/search/shop/main",
         R"({"cursor":"orders"})"},
        {"POST", "/data/object/search/{path}", "/data/object/search/",
         R"({"name":"ord*","kind":"table","state":"active","presence":"present","tag":"pii=yes",)"
         R"("changedSince":"2020-01-01T00:00:00Z","limit":1})"},
        {"GET", "/data/object/{path}", "/data/object/shop/main/customers?history=1&before=9", ""},
        {"GET", "/data/object/{path}", "/data/object/shop/main/gone", ""},
        {"POST", "/data/crawl/{path}", "/data/crawl/shop/main?dryRun=true",
         R"({"forceRecursiveCrawl":false})"},
        {"GET", "/jobs", "/jobs?bulkId=c7", ""},
        {"GET", "/jobs", "/jobs?bulkId=c7", ""},
        {"GET", "/jobs", "/jobs?bulkId=c7", ""},
        {"GET", "/jobs", "/jobs?limit=1", ""},
        {"DELETE", "/jobs/{key}", "/jobs/s2?dryRun=true", ""},
        {"DELETE", "/jobs/{key}", "/jobs/s1", ""},
        {"GET", "/explain/{path}", "/explain/shop/main/customers", ""},
        {"GET", "/export/{path}", "/export/shop/main", ""},
        {"GET", "/runs", "/runs?connection=shop&before=9&limit=5", ""},
        {"GET", "/runs/{key}", "/runs/2", ""},
        {"GET", "/runs/{key}/scopes", "/runs/2/scopes?problems=true&limit=9", ""},
        {"GET", "/removals", "/removals?path=shop&limit=9", ""},
        {"POST", "/removals/approve", "/removals/approve", R"({"path":"shop/main"})"},
        {"POST", "/removals/reject", "/removals/reject", R"({"path":"shop/main"})"},
        {"GET", "/events", "/events?connection=shop&limit=9&since=1&path=shop", ""},
        {"POST", "/tokens", "/tokens",
         R"({"principal":"ci","permissions":["GOVERNANCE"],"note":"n","expiresInDays":1})"},
        {"GET", "/tokens", "/tokens", ""},
        {"DELETE", "/tokens/{key}", "/tokens/1", ""},
        {"GET", "/audit", "/audit?limit=9", ""},
        {"DELETE", "/data/object/{path}", "/data/object/shop/main/gone", ""},
        {"DELETE", "/data/object/{path}", "/data/object/shop/main/gone?dryRun=true", ""},
        {"PUT", "/data/settings/{path}", "/data/settings/shop",
         R"({"settings":{"isActive":true,"activateNewChildren":null}})"},
        {"PUT", "/data/settings/{path}", "/data/settings/shop",
         R"({"settings":{"dataOwners":["a"],"infrastructureAdmins":null}})"},
        {"PUT", "/data/settings/{path}", "/data/settings/shop?dryRun=true",
         R"({"settings":{"isActive":true}})"},
        {"POST", "/tokens", "/tokens?dryRun=true", R"({"principal":"ci","expiresInDays":null})"},
        {"DELETE", "/tokens/{key}", "/tokens/1?dryRun=true", ""},
        {"POST", "/reload", "/reload?dryRun=true", "{}"},
        {"POST", "/backup", "/backup?dryRun=true", R"({"file":"/not-there"})"},
        {"POST", "/pause", "/pause?dryRun=true", ""},
        {"POST", "/resume", "/resume?dryRun=true", ""},
        {"POST", "/data/connection/{key}/pause", "/data/connection/shop/pause?dryRun=true", ""},
        {"DELETE", "/data/connection/{key}", "/data/connection/shop?dryRun=true", ""},
        {"DELETE", "/data/connection/{key}", "/data/connection/shop?keepObjects=true", ""},
        {"DELETE", "/data/connection/{key}", "/data/connection/shop?dryRun=true&keepObjects=true",
         ""},
        {"POST", "/removals/approve", "/removals/approve?dryRun=true", R"({"path":"shop"})"},
        {"POST", "/removals/reject", "/removals/reject?dryRun=true", R"({"path":"shop/main"})"},
    };
    return list;
}

// Of each line of what is no JSON document.
std::string check_lines(Document& document, const std::string& text) {
    std::string wrong;
    json::Value schema{
        json::Members{{"$ref", json::Value(std::string("#/components/schemas/ExportedObject"))}}};
    for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\n', at);
        wrong += document.check(json::parse(text.substr(at, end - at)), schema, "line");
        at = end + 1;
    }
    return wrong;
}

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(c));
    return text;
}

} // namespace

TEST_CASE("the document describes every route, and no others") {
    RunningServer server;
    const Document document(ask(server, "GET", "/openapi.json").body);
    CHECK(document.root()["openapi"].text() == "3.1.0");
    size_t operations = 0;
    for (const auto& [path, methods] : document.root()["paths"].members())
        operations += methods.members().size();
    CHECK(operations == control::routes().size());
    for (const control::Route& route : control::routes()) {
        const json::Value& operation =
            document.root()["paths"][route.pattern][lower(std::string(route.method))];
        CAPTURE(route.method, route.pattern);
        CHECK_FALSE(operation["summary"].text().empty());
        CHECK_FALSE(operation["x-permission"].text().empty());
    }
}

TEST_CASE("every answer is as the document says, and every field of it is seen") {
    RunningServer server({}, [](StoreMaker& store) {
        (void)store::insert_token(store.db(), {0, "hash", "ci", 0, "", kNow, "root", {}, {}});
    });
    Document document(ask(server, "GET", "/openapi.json").body);
    store::append_audit(server.store().db(), {0, kNow, "root", "uid 0", "PUT /data/settings/{path}",
                                              "shop", "{}", "{}", 200, ""});
    std::set<std::string> asked;
    const json::Value removal =
        json::parse(ask(server, "GET", "/data/connection/shop/removal").body);
    for (const Example& example : examples()) {
        std::string path = example.path;
        if (const size_t at = path.find("TOKEN"); at != std::string::npos)
            path.replace(at, 5, removal["token"].text());
        CAPTURE(example.method, path);
        const Reply reply = ask(server, example.method, path, example.body);
        asked.insert(std::string(example.method) + " " + example.pattern);
        const json::Value& operation =
            document.root()["paths"][example.pattern][lower(example.method)];
        const json::Value& content =
            operation["responses"][std::to_string(reply.status)]["content"];
        CAPTURE(reply.body);
        REQUIRE(content.is_object());
        const json::Value& headers =
            operation["responses"][std::to_string(reply.status)]["headers"];
        CHECK(headers["ETag"].is_object() != reply.header("ETag").empty());
        CHECK(content.members()[0].first == reply.header("Content-Type"));
        const json::Value& schema = content.members()[0].second["schema"];
        if (schema.is_object())
            CHECK(document.check(json::parse(reply.body), schema, "answer") == "");
        if (reply.header("Content-Type") == "application/x-ndjson")
            CHECK(check_lines(document, reply.body) == "");
        if (!example.body.empty() && example.body != "{}") {
            const json::Value& body =
                operation["requestBody"]["content"]["application/json"]["schema"];
            REQUIRE(body.is_object());
            CHECK(document.check(json::parse(example.body), body, "body") == "");
        }
    }
    for (const control::Route& route : control::routes())
        CHECK(asked.count(std::string(route.method) + " " + std::string(route.pattern)) == 1);

    const json::Value wrong = json::parse(ask(server, "GET", "/data/object/none").body);
    json::Value problem{
        json::Members{{"$ref", json::Value(std::string("#/components/schemas/Problem"))}}};
    CHECK(document.check(wrong, problem, "problem") == "");
    server.inside([](control::Server&, FakeCommands& commands) { commands.config_wrong = true; });
    const json::Value mistakes = json::parse(ask(server, "POST", "/reload").body);
    CHECK(document.check(mistakes, problem, "problem") == "");
    CHECK(document.unseen() == std::set<std::string>{});
}

TEST_CASE("parameters and members that the document does not name are refused") {
    RunningServer server;
    for (const control::Route& route : control::routes()) {
        std::string path(route.pattern);
        if (const size_t at = path.find("{key}"); at != std::string::npos)
            path.replace(at, 5, path.starts_with("/data") ? "shop" : "1");
        if (const size_t at = path.find("{path}"); at != std::string::npos)
            path.replace(at, 6, "shop/main");
        CAPTURE(route.method, path);
        CHECK(ask(server, std::string(route.method), path + "?not-there=1").status == 400);
        if (route.method != "POST" && route.method != "PUT") continue;
        CHECK(ask(server, std::string(route.method), path, R"({"notThere":1})").status == 400);
    }
}
