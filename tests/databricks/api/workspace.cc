#include "tests/databricks/api/workspace.h"

#include "tests/databricks/sql/statements.h"

namespace fake_databricks {

namespace {

// '*': one name, which becomes one of Call::names.
struct Route {
    const char* method;
    const char* path;
    Handler handler;
    bool open_server; // also there
};

constexpr Route kRoutes[] = {
    {"GET", "/api/2.1/unity-catalog/catalogs", list_catalogs, true},
    {"GET", "/api/2.1/unity-catalog/catalogs/*", get_catalog, true},
    {"GET", "/api/2.1/unity-catalog/schemas", list_schemas, true},
    {"GET", "/api/2.1/unity-catalog/schemas/*", get_schema, true},
    {"GET", "/api/2.1/unity-catalog/tables", list_tables, true},
    {"GET", "/api/2.1/unity-catalog/tables/*", get_table, true},
    {"GET", "/api/2.1/unity-catalog/volumes", list_volumes, true},
    {"GET", "/api/2.1/unity-catalog/volumes/*", get_volume, true},
    {"GET", "/api/2.1/unity-catalog/functions", list_functions, true},
    {"GET", "/api/2.1/unity-catalog/functions/*", get_function, true},
    {"GET", "/api/2.1/unity-catalog/models", list_models, true},
    {"GET", "/api/2.1/unity-catalog/models/*", get_model, true},
    {"GET", "/api/2.1/unity-catalog/metastore_summary", metastore_summary, true},
    {"GET", "/api/2.1/unity-catalog/current-metastore-assignment", metastore_assignment, false},
    {"GET", "/api/2.1/unity-catalog/bindings/*/*", list_bindings, false},
    {"GET", "/api/2.1/unity-catalog/entity-tag-assignments/*/*/tags", list_tags, false},
    {"GET", "/api/2.0/preview/scim/v2/Me", scim_me, false},
    {"POST", "/api/2.0/sql/statements/", post_statement, false},
    {"POST", "/api/2.0/sql/statements", post_statement, false},
    {"GET", "/api/2.0/sql/statements/*", get_statement, false},
    {"GET", "/api/2.0/sql/statements/*/result/chunks/*", get_chunk, false},
    {"POST", "/api/2.0/sql/statements/*/cancel", cancel_statement, false},
};

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> out;
    for (size_t from = 1; from <= path.size();) {
        const size_t end = std::min(path.find('/', from), path.size());
        out.emplace_back(path.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

bool fits(const Route& route, const std::vector<std::string>& segments,
          std::vector<std::string>& names) {
    const auto wanted = segments_of(route.path);
    if (wanted.size() != segments.size()) return false;
    names.clear();
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "*") {
            names.push_back(unescape(segments[i], false));
        } else if (wanted[i] != segments[i]) {
            return false;
        }
    }
    return true;
}

} // namespace

Workspace::Workspace(Fake& fake, WorkspaceOptions options)
    : fake_(fake),
      options_(std::move(options)),
      server_([this](const Request& request) { return handle(request); }, options_.tls) {}

Reply Workspace::handle(const Request& request) {
    std::vector<Fault> faults = fake_.faults.meet(request);
    const Behaviour behaviour = fake_.settings.get();
    const Reply* instead = nullptr;
    for (const Fault& fault : faults) {
        if (fault.before) fault.before();
        if (fault.instead) instead = &*fault.instead;
    }
    Reply reply = instead != nullptr ? *instead : serve(request, behaviour);
    for (const Fault& fault : faults) {
        if (fault.change) fault.change(reply);
    }
    fake_.log.add(request, reply.drop || reply.hang ? 0 : reply.status);
    return reply;
}

Reply Workspace::serve(const Request& request, const Behaviour& behaviour) {
    if (!quota_.enter(behaviour.per_second, behaviour.concurrent)) {
        Reply reply = reply_of({429, "REQUEST_LIMIT_EXCEEDED",
                                "Your request was rejected since your organization has exceeded "
                                "the rate limit. Please retry your request later."});
        if (behaviour.retry_after)
            reply.headers.emplace_back("Retry-After", std::to_string(*behaviour.retry_after));
        return reply;
    }
    const std::unique_ptr<Quota, void (*)(Quota*)> place(&quota_, [](Quota* q) { q->leave(); });
    if (!request.path.starts_with(options_.base_path)) return plain_not_found();
    try {
        server_.wait(behaviour.latency);
        return api(request, behaviour, request.path.substr(options_.base_path.size()));
    } catch (const Refusal& refusal) {
        return reply_of(refusal);
    }
}

Reply Workspace::discovery() const {
    if (!options_.discovery) return plain_not_found();
    Json json;
    json.begin('{').member("authorization_endpoint", url() + "/oidc/v1/authorize");
    json.member("token_endpoint", options_.token_endpoint.empty() ? url() + "/oidc/v1/token"
                                                                  : options_.token_endpoint);
    json.end('}');
    return json_reply(json);
}

std::string Workspace::principal_of(const Request& request, const Behaviour& behaviour) {
    if (options_.open_server) return kCrawler;
    const auto [state, principal] = fake_.sign_ins.check(request.header("authorization"));
    switch (state) {
        case SignIns::State::good:
            return principal;
        case SignIns::State::none:
            throw Refusal{401, "UNAUTHENTICATED",
                          "Credential was not sent or was of an unsupported type for this API."};
        case SignIns::State::expired:
            if (behaviour.expired_is_403)
                throw Refusal{403, "403", "Token is expiring within 30 seconds. (token expired)"};
            throw Refusal{401, "UNAUTHENTICATED", "Token is expired"};
        case SignIns::State::unknown:
            break;
    }
    if (behaviour.expired_is_403) throw Refusal{403, "403", "Invalid access token."};
    throw Refusal{401, "UNAUTHENTICATED", "Invalid access token."};
}

Reply Workspace::api(const Request& request, const Behaviour& behaviour, const std::string& path) {
    if (!options_.open_server && path == "/oidc/.well-known/oauth-authorization-server")
        return discovery();
    if (!options_.open_server && path == "/oidc/v1/token") return fake_.sign_ins.oidc(request);
    const auto segments = segments_of(path);
    Call call{fake_, options_, request, {}, behaviour, {}};
    for (const Route& route : kRoutes) {
        if (options_.open_server && !route.open_server) continue;
        if (request.method != route.method || !fits(route, segments, call.names)) continue;
        call.viewer = {principal_of(request, behaviour), options_.id};
        return route.handler(call);
    }
    if (options_.open_server) return plain_not_found();
    throw Refusal{404, "ENDPOINT_NOT_FOUND",
                  "No API found for '" + request.method + " " + request.target + "'"};
}

} // namespace fake_databricks
