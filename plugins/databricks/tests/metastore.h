// A metastore in memory behind a Server, and a TestHost that crawls it.
#pragma once

#include <objsync/plugin.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plugins/databricks/tests/server.h"
#include "plugins/sdk/testing/test_host.h"

namespace objsync::databricks::testing {

inline const std::string kApi = "/api/2.1/unity-catalog/";

// One JSON object of each thing that is listed; its name is read from it.
struct Metastore {
    Server server;
    size_t page_size = 2;
    std::map<std::string, std::string> catalogs;                       // name -> JSON
    std::map<std::string, std::map<std::string, std::string>> schemas; // catalog -> name -> JSON
    std::map<std::string, std::map<std::string, std::string>> tables;  // "c.s" -> name -> JSON

    Metastore();
    // Members without braces, as R"("owner":"ann")"; the name is put in front.
    void catalog(const std::string& name, const std::string& members = "");
    void schema(const std::string& catalog, const std::string& name,
                const std::string& members = "");
    void table(const std::string& catalog, const std::string& schema, const std::string& name,
               const std::string& members = R"("table_type":"MANAGED","updated_at":5)");

    [[nodiscard]] Answer list(const Ask& ask, const std::string& key,
                              const std::map<std::string, std::string>& items) const;
    [[nodiscard]] static Answer one(const std::map<std::string, std::string>& items,
                                    const std::string& name);
};

// Crawls it without limits and without waiting.
struct Crawler {
    objsync::testing::TestHost host{objsync_plugin_v1()};

    explicit Crawler(const Metastore& metastore) : Crawler(metastore.server) {}
    explicit Crawler(const Server& server);
    // A crawl that breaks no rule of the ABI.
    const objsync::testing::Listing& scope(const std::string& path) const {
        return host.scope(path);
    }
    void crawl(int expected = OBJSYNC_OK);
};

[[nodiscard]] Answer error(int status, const std::string& code, const std::string& message);

} // namespace objsync::databricks::testing
