// What a schema holds.
#include <algorithm>
#include <unordered_set>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/uc/lister.h"
#include "plugins/databricks/uc/listing.h"

namespace objsync::databricks {

namespace {

constexpr size_t kFew = 20; // changed objects that are fetched one by one

std::string list_url(const Container& at, const Securable& securable) {
    std::string url = std::string(kCatalogApi).append(securable.endpoint);
    add_query(url, "catalog_name", at.catalog);
    add_query(url, "schema_name", at.schema);
    add_query(url, "include_browse", "true");
    return url;
}

} // namespace

bool Lister::wanted(Listing& listing, std::string_view name, std::string_view name_space) {
    listing.path.push(name, name_space); // of each object: no copy of the path
    const bool is_wanted = view_.host.wanted(listing.path, false);
    listing.path.pop();
    return is_wanted;
}

void Lister::contents(const Container& schema) {
    guarded(schema.path(), view_.session.basis(schema.workspace), [&](Listing& listing) {
        if (!listing.scope) return;
        const Settings& settings = view_.session.settings;
        try {
            securables(listing, schema, kTables);
            if (settings.volumes) securables(listing, schema, kVolumes);
            if (settings.functions) securables(listing, schema, kFunctions);
            if (settings.models) securables(listing, schema, kModels);
        } catch (const ApiError& error) {
            if (error.status() != 404) throw;
            throw sdk::Error(sdk::ErrorClass::unavailable,
                             std::string("raced: it was listed a moment ago: ") + error.what());
        }
        confirm_missing(listing, api(schema.workspace), schema);
    });
}

// Where stamps are stored, tables are listed without columns, and the columns of those that
// changed are fetched: by one request each when they are few, else by a second listing. The second
// listing is also for those whose own request failed: what listed an object once can do so again.
void Lister::securables(Listing& listing, const Container& at, const Securable& securable) {
    const bool is_table = securable.endpoint == kTables.endpoint;
    const bool light = is_table && listing.seen.knows_stamps();
    std::string url = list_url(at, securable);
    if (light) add_query(url, "omit_columns", "true");
    if (is_table && !view_.session.settings.properties) add_query(url, "omit_properties", "true");
    std::vector<std::string> changed;
    Pages(api(at.workspace), url, securable.list_key).each(decoder_, page_, [&](Page& page) {
        for (size_t i = 0; i < page.n; ++i) {
            const Entity& entity = page.items[i];
            if (!take_name(listing, page, entity, securable.name_space)) continue;
            const std::string_view ns = securable.name_space ? securable.name_space : "";
            if (!wanted(listing, entity.name, ns)) continue;
            if (!light || entity.has_columns) {
                add(listing, at, securable, entity, Columns::given);
            } else if (listing.seen.has_stamp(entity.name, ns, stamp_of(entity, true))) {
                add(listing, at, securable, entity, Columns::left_out);
            } else {
                changed.emplace_back(entity.name);
            }
        }
    });
    if (changed.size() <= kFew) changed = fetch_each(listing, at, securable, changed);
    if (!changed.empty()) list_again(listing, at, securable, changed);
}

// Returns those that could not be fetched.
std::vector<std::string> Lister::fetch_each(Listing& listing, const Container& at,
                                            const Securable& securable,
                                            const std::vector<std::string>& changed) {
    std::vector<std::string> left;
    for (const auto& name : changed) {
        std::string url = std::string(kCatalogApi).append(securable.endpoint) + "/" +
                          full_name(at.catalog, at.schema, name);
        add_query(url, "include_browse", "true");
        try {
            api(at.workspace).get(url, [&](const std::string& body) {
                decoder_.entity(body, page_);
            });
        } catch (const ApiError& error) {
            if (error.error_class() == sdk::ErrorClass::auth) throw;
            left.push_back(name);
            continue;
        }
        Entity& entity = page_.items[0];
        entity.name = name;
        add(listing, at, securable, entity, Columns::given);
    }
    return left;
}

void Lister::list_again(Listing& listing, const Container& at, const Securable& securable,
                        const std::vector<std::string>& changed) {
    std::string url = list_url(at, securable);
    if (!view_.session.settings.properties) add_query(url, "omit_properties", "true");
    std::unordered_set<std::string> left(changed.begin(), changed.end());
    Pages(api(at.workspace), url, securable.list_key).each(decoder_, page_, [&](Page& page) {
        for (size_t i = 0; i < page.n; ++i) {
            if (left.erase(std::string(page.items[i].name)) != 0)
                add(listing, at, securable, page.items[i], Columns::given);
        }
    });
    if (!left.empty())
        listing.doubts("raced: '" + *left.begin() + "' was listed once, and not a moment later");
}

void Lister::add(Listing& listing, const Container& at, const Securable& securable,
                 const Entity& entity, Columns columns) {
    fill_object(object_, securable, entity, columns, view_.session.settings.properties);
    const std::string_view ns = securable.name_space ? securable.name_space : "";
    const std::string stamp = stamp_of(entity, true);
    if (securable.tag_entity && view_.assignments.wanted() &&
        !listing.seen.has_stamp(entity.name, ns, stamp)) {
        const auto answer = view_.assignments.add(api(at.workspace), aside_, securable.tag_entity,
                                                  full_name(at.catalog, at.schema, entity.name),
                                                  entity.columns, object_);
        if (answer == Assignments::Answer::failed && !stamp.empty()) object_.stamp(stamp + kNoTags);
    }
    listing.scope.add(object_);
}

} // namespace objsync::databricks
