#include "plugins/databricks/uc/lister.h"

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/uc/listing.h"

namespace objsync::databricks {

namespace {

constexpr size_t kMostQuestions = 50; // about missing children of one scope

} // namespace

const Securable* securable_of(std::string_view name_space) {
    for (const Securable* one : {&kVolumes, &kFunctions, &kModels}) {
        if (name_space == one->name_space) return one;
    }
    return name_space.empty() ? &kTables : nullptr;
}

std::string path_of(const sdk::Path& path) {
    std::string out = kCatalogApi;
    if (path.size() == 1) return out + "catalogs/" + full_name(path[0].name);
    if (path.size() == 2) return out + "schemas/" + full_name(path[0].name, path[1].name);
    const Securable* securable = securable_of(path[2].name_space);
    return out.append((securable ? securable : &kTables)->endpoint) + "/" +
           full_name(path[0].name, path[1].name, path[2].name);
}

void Lister::guarded(const sdk::Path& path, const sdk::Basis& basis,
                     const std::function<void(Listing&)>& list) {
    sdk::Scope scope = view_.host.scope(path, basis);
    Listing listing(scope, path);
    try {
        list(listing);
        if (!scope) return;
        if (listing.doubt.empty()) return scope.complete();
        scope.partial(sdk::Error(sdk::ErrorClass::unavailable, path.text() + ": " + listing.doubt));
    } catch (const sdk::Error& error) {
        const sdk::Error told = error.in("listing " + path.text());
        // What came before is a fact; that more would have come is one, too.
        if (scope && listing.seen.size() > 0) {
            scope.partial(told);
        } else if (scope) {
            scope.fail(told);
        }
        if (error.error_class() == sdk::ErrorClass::auth) throw;
    }
}

bool Lister::take_name(Listing& listing, const Page& page, const Entity& entity,
                       const char* name_space) {
    if (entity.name.empty()) {
        listing.doubts("an object without a name was listed");
        return false;
    }
    if (page.mended && entity.name.find("\xEF\xBF\xBD") != std::string_view::npos) {
        listing.doubts("a name is not valid UTF-8: " + std::string(entity.name));
        return false;
    }
    if (!listing.seen.add(entity.name, name_space ? name_space : "")) {
        listing.doubts("'" + std::string(entity.name) +
                       "' was listed twice: the listing changed while it was read");
        return false;
    }
    return true;
}

Lister::Looked Lister::ask(Api& api, const std::string& path, Page& page) {
    std::string url = path;
    add_query(url, "include_browse", "true");
    try {
        api.get(url, [&](const std::string& body) { aside_.entity(body, page); });
        return {Sight::seen, 0, "HTTP 200"};
    } catch (const ApiError& error) {
        if (error.status() == 404) return {Sight::gone, 0, error.what()};
        if (error.status() == 403) return {Sight::denied, 0, error.what()};
        throw;
    }
}

Lister::Looked Lister::look(const sdk::Path& path, sdk::Object& object) {
    Looked out;
    for (size_t i = 0; i < view_.session.workspaces.size(); ++i) {
        view_.session.workspaces[i].require();
        Looked one = ask(api(i), path_of(path), aside_page_);
        one.workspace = i;
        if (one.sight == Sight::seen) {
            const Entity& entity = aside_page_.items[0];
            if (path.size() == 1) fill_catalog(object, entity);
            if (path.size() == 2) fill_schema(object, entity);
            if (path.size() == 3)
                fill_object(object, *securable_of(path[2].name_space), entity, Columns::given,
                            view_.session.settings.properties);
            return one;
        }
        if (i == 0 || one.sight == Sight::denied) out = one;
    }
    return out;
}

// Not listed because the options leave it out: that is known, and needs no question.
bool Lister::left_out(const Container& at, const Child& child) const {
    const Settings& settings = view_.session.settings;
    if (at.schema.empty())
        return child.name == "information_schema" && !settings.information_schema;
    const Securable* securable = securable_of(child.name_space);
    return (securable == &kVolumes && !settings.volumes) ||
           (securable == &kFunctions && !settings.functions) ||
           (securable == &kModels && !settings.models);
}

// A name that is stored and was not listed is asked for by itself: a listing without fixed order
// may lose what moved from one page to another, and a lost grant is not the end of an object.
void Lister::confirm_missing(Listing& listing, Api& api, const Container& at) {
    size_t asked = 0;
    bool denied = false;
    for (const Child& child : listing.seen.missing()) {
        const Securable* securable = securable_of(child.name_space);
        const sdk::Path path = listing.path.child(child.name, child.name_space);
        if (!securable || left_out(at, child) || !view_.host.wanted(path, at.schema.empty()))
            continue;
        const char* name_space = securable->name_space;
        if (asked++ >= kMostQuestions) {
            if (denied) listing.scope.keep(child.name, "a grant seems to be lost", name_space);
            continue;
        }
        const Looked one = ask(api, path_of(path), aside_page_);
        if (one.sight == Sight::denied) {
            denied = true;
            listing.scope.keep(child.name, one.evidence, name_space);
        } else if (one.sight == Sight::seen) {
            listing.doubts("'" + child.name + "' was not listed, yet it is there");
        }
    }
}

} // namespace objsync::databricks
