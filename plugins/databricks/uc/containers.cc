// Catalogs and schemas.
#include <algorithm>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/uc/lister.h"
#include "plugins/databricks/uc/listing.h"

namespace objsync::databricks {

bool Lister::excluded(const std::string& catalog) const {
    const Settings& settings = view_.session.settings;
    return (catalog == "system" && !settings.system_catalog) ||
           (catalog == "hive_metastore" && !settings.hive_metastore);
}

void Lister::catalogs() {
    guarded({}, [&](Listing& listing) {
        std::vector<Container> limited;
        for (size_t i = 0; i < view_.session.workspaces.size(); ++i)
            catalogs_of(listing, i, limited);
        // Those that no workspace shows wholly.
        for (const Container& one : limited) {
            if (!listing.seen.add(one.catalog, "")) continue;
            const auto answer = ask(api(one.workspace), path_of({one.catalog}), aside_page_);
            if (answer.sight != Sight::seen)
                throw sdk::Error(sdk::ErrorClass::unavailable, "raced: " + answer.evidence);
            add_catalog(listing, one.workspace, aside_page_.items[0]);
        }
        if (listing.scope) keep_missing_catalogs(listing);
    });
}

void Lister::catalogs_of(Listing& listing, size_t workspace, std::vector<Container>& limited) {
    std::string url = std::string(kCatalogApi) + "catalogs";
    add_query(url, "include_browse", "true");
    const bool alone = view_.session.workspaces.size() == 1;
    Seen here(listing.scope); // a name that another workspace has shown is no repetition
    Pages(api(workspace), url, "catalogs").each(decoder_, page_, [&](Page& page) {
        for (size_t i = 0; i < page.n; ++i) {
            const Entity& catalog = page.items[i];
            const std::string name(catalog.name);
            if (excluded(name)) continue;
            if (!here.add(name, "")) {
                listing.doubts("'" + name + "' was listed twice: the listing changed meanwhile");
            } else if (catalog.browse_only && !alone) {
                limited.push_back({workspace, name, ""});
            } else if (alone ? take_name(listing, page, catalog, nullptr)
                             : listing.seen.add(name, "")) {
                add_catalog(listing, workspace, catalog);
            }
        }
    });
}

void Lister::add_catalog(Listing& listing, size_t workspace, const Entity& catalog) {
    const std::string name(catalog.name);
    if (!view_.host.wanted({name}, true)) return;
    if (listing.scope) {
        fill_catalog(object_, catalog);
        if (catalog.isolation_mode == "ISOLATED") bindings(api(workspace), name);
        listing.scope.add(object_);
    }
    found_({workspace, name, ""});
}

// Which workspaces see an isolated catalog; only its owner and administrators may ask.
// https://docs.databricks.com/api/workspace/workspacebindings/getbindings
void Lister::bindings(Api& api, const std::string& catalog) {
    std::vector<std::string> found;
    std::string token;
    try {
        do {
            std::string url = std::string(kCatalogApi) + "bindings/catalog/" + full_name(catalog);
            add_query(url, "max_results", "0");
            if (!token.empty()) add_query(url, "page_token", token);
            api.get(url, [&](const std::string& body) {
                for (const auto& one :
                     aside_.records(body, "bindings", {"workspace_id", "binding_type"}, token))
                    found.push_back(one[0] + (one[1].empty() ? "" : ":" + one[1]));
            });
        } while (!token.empty() && found.size() < 10000);
    } catch (const ApiError& error) {
        if (error.status() != 403 && error.status() != 404) throw;
        return;
    }
    std::sort(found.begin(), found.end());
    std::string text;
    for (const auto& one : found)
        text += (text.empty() ? "" : ",") + one;
    object_.attribute("workspace_bindings", text);
}

// A catalog that is bound to other workspaces only is in no listing, and has not ended.
void Lister::keep_missing_catalogs(Listing& listing) {
    if (view_.full) {
        // The host tells nothing of what is stored; the next crawl asks for each.
        return listing.scope.keep_all("not listed; the next crawl looks whether it has ended");
    }
    for (const Child& child : listing.seen.missing()) {
        if (excluded(child.name) || !view_.host.wanted({child.name}, true)) continue;
        std::string why;
        for (size_t i = 0; i < view_.session.workspaces.size(); ++i) {
            const Looked one = ask(api(i), path_of({child.name}), aside_page_);
            if (one.sight != Sight::gone) why = one.evidence;
        }
        if (!why.empty()) listing.scope.keep(child.name, "not listed, yet not gone: " + why);
    }
}

void Lister::schemas(const Container& catalog) {
    guarded(catalog.path(), [&](Listing& listing) {
        std::string url = std::string(kCatalogApi) + "schemas";
        add_query(url, "catalog_name", catalog.catalog);
        add_query(url, "include_browse", "true");
        try {
            Pages(api(catalog.workspace), url, "schemas").each(decoder_, page_, [&](Page& page) {
                for (size_t i = 0; i < page.n; ++i) {
                    const Entity& schema = page.items[i];
                    const std::string name(schema.name);
                    if (name == "information_schema" && !view_.session.settings.information_schema)
                        continue;
                    if (!take_name(listing, page, schema, nullptr)) continue;
                    if (!view_.host.wanted(listing.path.child(name), true)) continue;
                    if (listing.scope) {
                        fill_schema(object_, schema);
                        listing.scope.add(object_);
                    }
                    found_({catalog.workspace, catalog.catalog, name});
                }
            });
        } catch (const ApiError& error) {
            if (error.status() != 404) throw;
            throw sdk::Error(sdk::ErrorClass::unavailable,
                             std::string("raced: it was listed a moment ago: ") + error.what());
        }
        if (listing.scope) confirm_missing(listing, api(catalog.workspace), catalog);
    });
}

} // namespace objsync::databricks
