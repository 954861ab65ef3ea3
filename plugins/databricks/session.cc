#include "plugins/databricks/session.h"

#include <algorithm>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"

namespace objsync::databricks {

namespace {

// Open servers lack endpoints; these statuses say that there is none of that name.
bool lacks_endpoint(const ApiError& error) {
    return (error.status() == 404 && error.native_code() != "METASTORE_DOES_NOT_EXIST") ||
           error.status() == 405 || error.status() == 501;
}

std::string ask(Api& api, const std::string& path, const char* member) {
    Decoder decoder;
    std::string out;
    try {
        api.get(path, [&](const std::string& body) { out = decoder.member(body, member); });
    } catch (const ApiError& error) {
        if (!lacks_endpoint(error)) throw error.in(std::string(authority_of(api.base())));
    }
    return out;
}

// The id of the workspace's metastore; empty: the server does not tell.
std::string metastore_of(Api& api) {
    const std::string root = kCatalogApi;
    try {
        return ask(api, root + "metastore_summary", "metastore_id");
    } catch (const sdk::Error& error) {
        if (error.error_class() != sdk::ErrorClass::denied) throw;
    }
    // https://docs.databricks.com/api/workspace/metastores/current
    return ask(api, root + "current-metastore-assignment", "metastore_id");
}

// Who signs in, where that can be read; not every principal may.
std::string principal_of(Api& api, const SignInSettings& sign_in) {
    if (!sign_in.client_id.empty()) return sign_in.client_id;
    if (sign_in.kind == SignInKind::none) return "";
    try {
        return ask(api, "/api/2.0/preview/scim/v2/Me", "userName");
    } catch (const sdk::Error& error) {
        if (error.error_class() != sdk::ErrorClass::denied) throw;
        return "";
    }
}

} // namespace

Session::Session(sdk::Host& host, const sdk::Job& job)
    : settings(job.options()), client_(settings.client, host.cancel_fd()) {
    masks_.add(settings.client.proxy_password);
    for (const auto& workspace : settings.workspaces) {
        workspaces.push_back({std::make_unique<Api>(workspace.base, client_, host, masks_,
                                                    settings.pace, workspace.sign_in),
                              "", "", std::nullopt});
    }
    for (size_t i = 0; i < workspaces.size(); ++i) {
        sign_in(i);
        const Workspace &w = workspaces[i], &first = workspaces.front();
        if (w.trouble) continue;
        if (w.metastore_id != first.metastore_id || (i > 0 && w.metastore_id.empty())) {
            throw sdk::Error(sdk::ErrorClass::bug,
                             "the workspaces are not of one metastore: " + first.api->base() +
                                 " has '" + first.metastore_id + "', " + w.api->base() + " has '" +
                                 w.metastore_id + "'; make a connection of each metastore");
        }
    }
}

void Session::sign_in(size_t workspace) {
    Workspace& w = workspaces[workspace];
    try {
        w.metastore_id = metastore_of(*w.api);
        w.principal = principal_of(*w.api, settings.workspaces[workspace].sign_in);
    } catch (const sdk::Error& error) {
        if (workspace == 0) throw;
        // The crawl goes on with what the workspaces before it show: that is not the refusal of a
        // sign-in, which ends a crawl.
        const bool refused = error.error_class() == sdk::ErrorClass::auth;
        w.trouble.emplace(refused ? sdk::ErrorClass::denied : error.error_class(), error.what(),
                          error.native_code(), error.retry_after());
    }
}

std::string Session::identity() const {
    const Workspace& first = workspaces.front();
    if (!first.metastore_id.empty()) return "metastore:" + first.metastore_id;
    return "server:" + first.api->base();
}

std::string Session::view(size_t workspace) const {
    const Workspace& w = workspaces[workspace];
    return std::string(authority_of(w.api->base())) + " as " +
           (w.principal.empty() ? w.api->sign_in_name() : w.principal);
}

sdk::Basis Session::basis() const {
    std::vector<std::string> views;
    for (size_t i = 0; i < workspaces.size(); ++i)
        views.push_back(view(i));
    std::sort(views.begin(), views.end());
    std::string text = "unity catalog list api, " + settings.scope_text();
    for (const auto& one : views)
        text += ", " + one;
    return {.text = text, .filtered_by_permission = true};
}

sdk::Basis Session::basis(size_t workspace) const {
    return {.text = "unity catalog list api, " + settings.scope_text() + ", " + view(workspace),
            .filtered_by_permission = true};
}

} // namespace objsync::databricks
