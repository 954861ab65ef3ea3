#include "plugins/databricks/tests/metastore.h"

#include <catch2/catch.hpp>

namespace objsync::databricks::testing {

namespace {

std::string object(const std::string& name, const std::string& members) {
    return "{\"name\":\"" + name + "\"" + (members.empty() ? "" : "," + members) + "}";
}

std::string last_of(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

} // namespace

Answer error(int status, const std::string& code, const std::string& message) {
    return {status, R"({"error_code":")" + code + R"(","message":")" + message + "\"}"};
}

Answer Metastore::list(const Ask& ask, const std::string& key,
                       const std::map<std::string, std::string>& items) const {
    auto it =
        ask.query.contains("page_token") ? items.find(ask.query.at("page_token")) : items.begin();
    std::string body = "{\"" + key + "\":[";
    for (size_t n = 0; n < page_size && it != items.end(); ++n, ++it)
        body += (n == 0 ? "" : ",") + it->second;
    body += "]";
    if (it != items.end()) body += R"(,"next_page_token":")" + it->first + "\"";
    return {200, body + "}"};
}

Answer Metastore::one(const std::map<std::string, std::string>& items, const std::string& name) {
    const auto it = items.find(name);
    if (it == items.end()) return error(404, "RESOURCE_DOES_NOT_EXIST", name + " does not exist");
    return {200, it->second};
}

Metastore::Metastore() {
    server.on(kApi + "metastore_summary", {200, R"({"metastore_id":"meta-1"})"});
    server.on("/api/2.0/preview/scim/v2/Me", {200, R"({"userName":"crawler@example.com"})"});
    server.on(kApi + "catalogs", [this](const Ask& ask) {
        if (ask.path == kApi + "catalogs") return list(ask, "catalogs", catalogs);
        return one(catalogs, last_of(ask.path));
    });
    server.on(kApi + "schemas", [this](const Ask& ask) {
        if (ask.path == kApi + "schemas")
            return list(ask, "schemas", schemas[ask.query.at("catalog_name")]);
        const std::string name = last_of(ask.path);
        const size_t dot = name.find('.');
        return one(schemas[name.substr(0, dot)], name.substr(dot + 1));
    });
    server.on(kApi + "tables", [this](const Ask& ask) {
        if (ask.path == kApi + "tables") {
            return list(ask, "tables",
                        tables[ask.query.at("catalog_name") + "." + ask.query.at("schema_name")]);
        }
        const std::string name = last_of(ask.path);
        const size_t dot = name.rfind('.');
        return one(tables[name.substr(0, dot)], name.substr(dot + 1));
    });
}

void Metastore::catalog(const std::string& name, const std::string& members) {
    catalogs[name] = object(name, members);
    schemas[name];
}

void Metastore::schema(const std::string& catalog, const std::string& name,
                       const std::string& members) {
    schemas[catalog][name] = object(name, members);
    tables[catalog + "." + name];
}

void Metastore::table(const std::string& catalog, const std::string& schema,
                      const std::string& name, const std::string& members) {
    tables[catalog + "." + schema][name] = object(name, members);
}

Crawler::Crawler(const Server& server) {
    host.set("host", server.url());
    host.options().secret("token", "dapi-secret-1").integer("requests_per_second", 0);
    host.options().integer("concurrency", 2).duration_ms("retry_delay", 1);
}

void Crawler::crawl(int expected) {
    const int answer = host.crawl();
    if (host.failure()) INFO(host.failure()->text);
    CAPTURE(host.failure() ? host.failure()->text : "");
    REQUIRE(answer == expected);
    REQUIRE(host.violations() == std::vector<std::string>{});
}

} // namespace objsync::databricks::testing
