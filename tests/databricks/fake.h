// A fake Databricks: one metastore, as many workspaces as a test wants, each on a port of its own,
// and the Entra endpoint. README.md tells how strict it is and how to make it fail.
//   Fake fake;                                        // one workspace, the crawler is its admin
//   fake.metastore.catalog("main");
//   fake.metastore.schema("main", "sales");
//   fake.metastore.table("main", "sales", "orders", [](Table& t) { t.comment = "x"; });
//   fake.faults.answer("/tables?", Faults::status(429, "REQUEST_LIMIT_EXCEEDED"), 3);
//   ... crawl fake.url() with the token kToken ...
#pragma once

#include <list>
#include <memory>
#include <string>

#include "tests/databricks/api/behaviour.h"
#include "tests/databricks/api/faults.h"
#include "tests/databricks/api/request_log.h"
#include "tests/databricks/http/server.h"
#include "tests/databricks/model/metastore.h"
#include "tests/databricks/sign_in/sign_ins.h"
#include "tests/databricks/sql/warehouses.h"

namespace fake_databricks {

inline constexpr const char* kCrawler = "crawler@example.com";
inline constexpr const char* kToken = "dapi-secret-1"; // of the crawler

struct WorkspaceOptions {
    int64_t id = 1;
    // An open Unity Catalog server: no sign-in, fewer endpoints and members, pages of 100.
    bool open_server = false;
    bool knows_metastore = true; // answers metastore_summary; old open servers do not
    std::string base_path;       // before "/api", as "/uc"
    Tls tls = {};
    std::string token_endpoint; // that its discovery names; "": its own
    bool discovery = true;
};

class Workspace;

class Fake {
public:
    // With one workspace, number 1, where kCrawler is metastore admin.
    explicit Fake(const WorkspaceOptions& options = {});
    ~Fake();
    Fake(const Fake&) = delete;
    Fake& operator=(const Fake&) = delete;

    // Another workspace of the metastore; its URL.
    std::string add_workspace(const WorkspaceOptions& options);
    [[nodiscard]] std::string url() const; // of the first workspace
    [[nodiscard]] const std::string& entra_url() const { return entra_->url(); }

    [[nodiscard]] size_t connections() const; // to all workspaces so far
    void release();                           // what hangs

    Metastore metastore;
    Settings settings;
    Faults faults;
    RequestLog log;
    SignIns sign_ins;
    Warehouses warehouses;

private:
    std::list<std::unique_ptr<Workspace>> workspaces_;
    std::unique_ptr<Server> entra_;
};

} // namespace fake_databricks
