// Catalogs and schemas.
#include <algorithm>
#include <unordered_set>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/uc/lister.h"
#include "plugins/databricks/uc/listing.h"

namespace objsync::databricks {

// The catalogs that the platform keeps for itself.
// https://docs.databricks.com/api/workspace/catalogs/list
bool Lister::excluded(std::string_view catalog, Text type) const {
    const Settings& settings = view_.session.settings;
    const bool internal = catalog == "system" || catalog == "__databricks_internal" ||
                          type == "SYSTEM_CATALOG" || type == "INTERNAL_CATALOG";
    return (internal && !settings.system_catalog) ||
           (catalog == "hive_metastore" && !settings.hive_metastore);
}

void Lister::catalogs() {
    guarded({}, view_.session.basis(), [&](Listing& listing) {
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
    // Nor is a later one asked: a catalog that it shows may be one that this one shows better.
    view_.session.workspaces[workspace].require();
    std::string url = std::string(kCatalogApi) + "catalogs";
    add_query(url, "include_browse", "true");
    const bool alone = view_.session.workspaces.size() == 1;
    std::unordered_set<std::string> here; // a name that another workspace has shown may come again
    Pages(api(workspace), url, "catalogs").each(decoder_, page_, [&](Page& page) {
        for (size_t i = 0; i < page.n; ++i) {
            const Entity& catalog = page.items[i];
            const std::string name(catalog.name);
            if (excluded(name, catalog.type)) continue;
            if (!here.insert(name).second) {
                listing.doubts("'" + name + "' was listed twice: the listing changed meanwhile");
            } else if (catalog.browse_only && !alone) {
                limited.push_back({workspace, name, ""});
            } else if ((alone || !listing.seen.has(name)) &&
                       take_name(listing, page, catalog, nullptr)) {
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
        add_container(listing, workspace, {name}, catalog);
    }
    found_({workspace, name, ""});
}

// With the tags of one that changed, where they are asked for.
void Lister::add_container(Listing& listing, size_t workspace, const sdk::Path& path,
                           const Entity& entity) {
    const std::string stamp = stamp_of(entity, true);
    const bool changed = !listing.seen.has_stamp(entity.name, "", stamp);
    if (!stamp.empty()) object_.stamp(stamp);
    if (changed && view_.assignments.wanted()) {
        const char* type = path.size() == 1 ? "catalogs" : "schemas";
        const std::string name =
            path.size() == 1 ? full_name(path[0].name) : full_name(path[0].name, path[1].name);
        const auto answer = view_.assignments.add(api(workspace), aside_, type, name, {}, object_);
        if (answer == Assignments::Answer::failed) object_.stamp(stamp + kNoTags);
    }
    listing.scope.add(object_);
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
            const std::string before = token;
            api.get(url, [&](const std::string& body) {
                for (const auto& one :
                     aside_.records(body, "bindings", {"workspace_id", "binding_type"}, token))
                    found.push_back(one[0] + (one[1].empty() ? "" : ":" + one[1]));
            });
            if (!token.empty() && token == before) return; // half of them would be a wrong answer
        } while (!token.empty());
    } catch (const ApiError& error) {
        if (error.error_class() == sdk::ErrorClass::auth) throw;
        return; // the attribute stays absent, and the catalog is listed all the same
    }
    std::sort(found.begin(), found.end());
    std::string text;
    for (const auto& one : found)
        text += (text.empty() ? "" : ",") + one;
    object_.attribute("workspace_bindings", text);
}

// A catalog that is bound to other workspaces only is in no listing, and has not ended.
void Lister::keep_missing_catalogs(Listing& listing) {
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
    guarded(catalog.path(), view_.session.basis(catalog.workspace), [&](Listing& listing) {
        std::string url = std::string(kCatalogApi) + "schemas";
        add_query(url, "catalog_name", catalog.catalog);
        add_query(url, "include_browse", "true");
        try {
            Pages(api(catalog.workspace), url, "schemas").each(decoder_, page_, [&](Page& page) {
                for (size_t i = 0; i < page.n; ++i) {
                    if (take_schema(page.items[i]) &&
                        take_name(listing, page, page.items[i], nullptr))
                        add_schema(listing, catalog, page.items[i]);
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

bool Lister::take_schema(const Entity& schema) const {
    return schema.name != "information_schema" || view_.session.settings.information_schema;
}

void Lister::add_schema(Listing& listing, const Container& catalog, const Entity& schema) {
    const std::string name(schema.name);
    const sdk::Path path = listing.path.child(name);
    if (!view_.host.wanted(path, true)) return;
    if (listing.scope) {
        fill_schema(object_, schema);
        add_container(listing, catalog.workspace, path, schema);
    }
    found_({catalog.workspace, catalog.catalog, name});
}

} // namespace objsync::databricks
