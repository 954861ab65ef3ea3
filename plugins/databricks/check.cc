#include "plugins/databricks/check.h"

#include <algorithm>
#include <map>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/session.h"
#include "plugins/databricks/tags/statement.h"
#include "plugins/databricks/uc/pages.h"

namespace objsync::databricks {

namespace {

const char* advice(sdk::ErrorClass error_class) {
    switch (error_class) {
        case sdk::ErrorClass::auth:
            return "check the sign-in: 'token', or 'client_id' and 'client_secret'; a secret may "
                   "have expired";
        case sdk::ErrorClass::denied:
            return "let the principal use the workspace (entitlement \"workspace access\")";
        case sdk::ErrorClass::throttled:
            return "lower 'requests_per_second'";
        default:
            return "check 'host', the network path, 'proxy' and 'ca_file'";
    }
}

std::string backticked(std::string_view name) {
    std::string out = "`";
    for (const char c : name)
        out.append(c == '`' ? 2 : 1, c);
    return out + '`';
}

void tell_sign_in(sdk::Host& host, const Workspace& w) {
    if (w.trouble) {
        host.report(sdk::Severity::failed, "connect", w.trouble->what(),
                    advice(w.trouble->error_class()));
        return;
    }
    host.report(sdk::Severity::ok, "connect",
                w.api->base() + " as " + (w.principal.empty() ? "(not told)" : w.principal) +
                    ", sign-in " + w.api->sign_in_name());
}

struct Seen {
    size_t catalogs = 0, browse_only = 0;
    std::vector<std::string> granted;          // seen by more than BROWSE, and not owned
    std::map<std::string, std::string> denied; // catalog -> what was said
};

// A catalog is seen by BROWSE or USE CATALOG; one page of its schemas tells.
void try_catalog(Api& api, const std::string& name, Seen& seen) {
    std::string url = std::string(kCatalogApi) + "schemas";
    add_query(url, "catalog_name", name);
    add_query(url, "include_browse", "true");
    add_query(url, "max_results", "1");
    try {
        api.get(url, [](const std::string&) {});
    } catch (const ApiError& error) {
        if (error.status() != 403 && error.status() != 404) throw;
        seen.denied.emplace(name, error.what());
    }
}

Seen look_around(Api& api, const std::string& principal) {
    Decoder decoder;
    Page page;
    std::vector<std::string> names;
    Seen seen;
    std::string url = std::string(kCatalogApi) + "catalogs";
    add_query(url, "include_browse", "true");
    Pages(api, url, "catalogs").each(decoder, page, [&](Page& found) {
        for (size_t i = 0; i < found.n; ++i) {
            const Entity& catalog = found.items[i];
            if (catalog.name == "system" || catalog.name == "hive_metastore") continue;
            ++seen.catalogs;
            if (catalog.browse_only) ++seen.browse_only;
            if (!catalog.browse_only && catalog.owner != principal)
                seen.granted.emplace_back(catalog.name);
            names.emplace_back(catalog.name);
        }
    });
    for (const auto& name : names)
        try_catalog(api, name, seen);
    return seen;
}

// A listing says nothing of what it hides: without BROWSE, all that was not granted one by one.
std::string grants_to_see_all(const std::vector<std::string>& catalogs, const std::string& to) {
    constexpr size_t kMost = 20;
    if (catalogs.empty()) return "";
    std::string out =
        "nothing, if it is a metastore admin; else BROWSE also shows what was not granted one by "
        "one:";
    for (size_t i = 0; i < std::min(catalogs.size(), kMost); ++i)
        out += "\nGRANT BROWSE ON CATALOG " + backticked(catalogs[i]) + " TO " + to + ";";
    if (catalogs.size() > kMost)
        out += "\nand so for " + std::to_string(catalogs.size() - kMost) + " more catalogs";
    return out;
}

void tell_catalogs(sdk::Host& host, const Workspace& workspace) {
    const std::string to =
        workspace.principal.empty() ? "`<principal>`" : backticked(workspace.principal);
    const Seen seen = look_around(*workspace.api, workspace.principal);
    const std::string where(authority_of(workspace.api->base()));
    if (seen.catalogs == 0) {
        host.report(sdk::Severity::warning, "catalogs", where + " shows none",
                    "GRANT BROWSE ON CATALOG `<catalog>` TO " + to);
        return;
    }
    host.report(sdk::Severity::ok, "catalogs",
                where + " shows " + std::to_string(seen.catalogs) + ", " +
                    std::to_string(seen.browse_only) + " of them by BROWSE only",
                workspace.principal.empty() ? "" : grants_to_see_all(seen.granted, to));
    for (const auto& [name, why] : seen.denied) {
        host.report(sdk::Severity::warning, "catalog " + name, why,
                    "GRANT BROWSE ON CATALOG " + backticked(name) + " TO " + to);
    }
}

// One line of SQL each, so that it can be run as it is.
std::string grants_for_tags(const std::string& to) {
    return "let " + to + " use the warehouse (CAN USE), and run\n" +
           "GRANT USE CATALOG ON CATALOG system TO " + to + ";\n" +
           "GRANT USE SCHEMA, SELECT ON SCHEMA system.information_schema TO " + to + ";";
}

void tell_tags(sdk::Host& host, Session& session) {
    const Settings& settings = session.settings;
    if (!settings.has_warehouse() && !settings.tag_assignments) {
        host.report(sdk::Severity::warning, "tags", "are not read",
                    "set 'warehouse', or 'tag_assignments'");
    }
    for (size_t i = 0; i < session.workspaces.size(); ++i) {
        const std::string& warehouse = settings.workspaces[i].warehouse;
        const Workspace& w = session.workspaces[i];
        if (warehouse.empty() || w.trouble) continue;
        const std::string to = w.principal.empty() ? "`<principal>`" : backticked(w.principal);
        try {
            run_statement(host, session, i,
                          "SELECT 1 FROM system.information_schema.table_tags LIMIT 1", {},
                          [](const Row&) {});
            host.report(sdk::Severity::ok, "tags", "warehouse " + warehouse + " reads them");
        } catch (const sdk::Error& error) {
            host.report(sdk::Severity::warning, "tags", error.what(), grants_for_tags(to));
        }
    }
}

} // namespace

void check(sdk::Host& host, const sdk::Job& job) {
    try {
        Session session(host, job);
        for (const auto& w : session.workspaces)
            tell_sign_in(host, w);
        host.report(sdk::Severity::ok, "source identity", session.identity());
        for (const auto& w : session.workspaces) {
            if (!w.trouble) tell_catalogs(host, w);
        }
        tell_tags(host, session);
    } catch (const sdk::Error& error) {
        host.report(sdk::Severity::failed, "connect", error.what(), advice(error.error_class()));
        throw;
    }
}

} // namespace objsync::databricks
