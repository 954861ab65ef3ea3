#include "plugins/databricks/settings.h"

#include <algorithm>

#include "plugins/databricks/http/url.h"
#include "plugins/sdk/describe.hpp"

namespace objsync::databricks {

using sdk::Option;

namespace {

constexpr const char* kVersion = "0.1.0";
constexpr const char* kLevels[] = {"catalog", "schema", "object"};

constexpr objsync_kind kKinds[] = {
    sdk::container("catalog"),
    sdk::container("schema"),
    sdk::source("table"),
    sdk::source("view"),
    sdk::source("materialized_view"),
    sdk::source("streaming_table"),
    sdk::source("external_table"),
    sdk::source("foreign_table"),
    sdk::source("metric_view"),
    sdk::source("volume", "volume"),
    sdk::source("function", "function"),
    sdk::source("model", "model"),
};

constexpr Option kWorkspaceFields[] = {
    Option::text("host", "Name or URL of the workspace.").required(),
    Option::secret("token", "Personal access token."),
    Option::text("client_id", "Application id of the service principal."),
    Option::secret("client_secret", "OAuth secret of the service principal."),
    Option::secret("federation_token", "Token of the identity provider, to be exchanged."),
    Option::text("azure_tenant_id", "Entra tenant: the client is an Entra service principal."),
    Option::text("warehouse", "Id of a SQL warehouse there, to read the tags of its catalogs."),
};

constexpr Option kOptions[] = {
    Option::text("host",
                 "Name or URL of the workspace, as \"adb-123.5.azuredatabricks.net\", or URL of an "
                 "open Unity Catalog server. Plain http works on loopback only.")
        .required(),
    Option::secret("token", "Personal access token. Without any sign-in none is sent."),
    Option::text("client_id", "Application id of the service principal (OAuth)."),
    Option::secret("client_secret", "OAuth secret of the service principal."),
    Option::secret("federation_token",
                   "Token of the identity provider (JWT), exchanged for one of Databricks and read "
                   "again for each exchange: { file = ... }."),
    Option::text("azure_tenant_id",
                 "Entra tenant: client_id and client_secret are an Entra service principal's."),
    Option::text("azure_authority", "Where Entra issues tokens; other in sovereign clouds.")
        .fallback("https://login.microsoftonline.com"),
    Option::records("workspaces", kWorkspaceFields,
                    "More workspaces of the same metastore, each with its sign-in: a catalog is "
                    "crawled through the first one that sees it."),
    Option::text("warehouse",
                 "Id of a SQL warehouse, to read tags in bulk. It costs while it runs."),
    Option::flag("tag_assignments",
                 "Read the tags of changed objects by one request each and one per column, where "
                 "no warehouse is given.")
        .fallback("false"),
    Option::flag("properties", "Keep the properties of objects.").fallback("false"),
    Option::flag("volumes", "List volumes.").fallback("false"),
    Option::flag("functions", "List functions.").fallback("false"),
    Option::flag("models", "List registered models.").fallback("false"),
    Option::flag("system_catalog", "List the catalog \"system\".").fallback("false"),
    Option::flag("information_schema", "List the schemas \"information_schema\".")
        .fallback("false"),
    Option::flag("hive_metastore", "List the catalog \"hive_metastore\".").fallback("false"),
    Option::integer("requests_per_second", "Most requests per second to one host; 0: no limit.")
        .fallback("15"),
    Option::integer("concurrency", "Most requests under way to one host at once.").fallback("8"),
    Option::duration("retry_delay", "First wait before a request is sent again; it doubles.")
        .fallback("1s"),
    Option::duration("retry_for", "How long one request may be sent again.").fallback("5m"),
    Option::duration("stall_timeout", "How long an answer may stand still.").fallback("60s"),
    Option::text("proxy", "URL of an HTTP proxy."),
    Option::text("proxy_user", "User at the proxy."),
    Option::secret("proxy_password", "Password at the proxy."),
    Option::text("ca_file", "PEM file of the authorities to trust instead of the system's."),
};

constexpr auto kDescription = sdk::describe("databricks", kVersion, kLevels, kKinds, kOptions);

[[noreturn]] void refuse(const std::string& text) {
    throw sdk::Error(sdk::ErrorClass::bug, text);
}

// Which of the ways to sign in the options spell.
SignInSettings sign_in_of(const sdk::Options& options, const std::string& prefix,
                          const std::string& authority) {
    const auto text = [&](std::string_view name) {
        return std::string(options.text(name).value_or(""));
    };
    SignInSettings out;
    out.option_prefix = prefix;
    out.azure_authority = authority;
    out.client_id = text("client_id");
    out.client_secret = text("client_secret");
    out.azure_tenant_id = text("azure_tenant_id");
    const bool pat = options.has("token"), federation = options.has("federation_token");
    const bool secret = options.has("client_secret");
    if (int{pat} + int{federation} + int{secret} > 1) {
        refuse("give one of the options '" + prefix + "token', '" + prefix +
               "client_secret' and '" + prefix + "federation_token'");
    }
    if (secret && out.client_id.empty())
        refuse("option '" + prefix + "client_secret' needs '" + prefix + "client_id'");
    if (!secret && !out.azure_tenant_id.empty())
        refuse("option '" + prefix + "azure_tenant_id' needs '" + prefix + "client_secret'");
    if (!secret && !federation && !out.client_id.empty())
        refuse("option '" + prefix + "client_id' needs '" + prefix + "client_secret'");
    if (pat) {
        out.kind = SignInKind::token;
        out.token = text("token");
    } else if (federation) {
        out.kind = SignInKind::federation;
        out.token = text("federation_token");
    } else if (secret) {
        out.kind = out.azure_tenant_id.empty() ? SignInKind::machine : SignInKind::azure;
    }
    return out;
}

int64_t within(const sdk::Options& options, const char* name, int64_t least, int64_t most) {
    const int64_t value = options.integer(name).value_or(least);
    if (value >= least && value <= most) return value;
    refuse("option '" + std::string(name) + "' is " + std::to_string(value) + "; it may be " +
           std::to_string(least) + " to " + std::to_string(most));
}

} // namespace

const objsync_description& description() {
    return kDescription;
}

Settings::Settings(const sdk::Options& options)
    : tag_assignments(options.flag("tag_assignments")),
      properties(options.flag("properties")),
      volumes(options.flag("volumes")),
      functions(options.flag("functions")),
      models(options.flag("models")),
      system_catalog(options.flag("system_catalog")),
      information_schema(options.flag("information_schema")),
      hive_metastore(options.flag("hive_metastore")) {
    const std::string authority =
        base_url(options.text("azure_authority").value_or("https://login.microsoftonline.com"),
                 "azure_authority");
    const auto add = [&](const sdk::Options& from, const std::string& prefix) {
        WorkspaceSettings made{base_url(from.need("host"), prefix + "host"),
                               sign_in_of(from, prefix, authority),
                               std::string(from.text("warehouse").value_or(""))};
        for (const auto& other : workspaces) {
            if (other.base == made.base)
                refuse("option '" + prefix + "host' names a workspace that was given before");
        }
        workspaces.push_back(std::move(made));
    };
    add(options, "");
    size_t index = 0;
    for (const auto& more : options.records("workspaces"))
        add(more, "workspaces." + std::to_string(index++) + ".");
    client.user_agent =
        std::string("objsync_databricks/") + kVersion + " " + curl_version_text() + " os/linux";
    client.proxy = options.text("proxy").value_or("");
    client.proxy_user = options.text("proxy_user").value_or("");
    client.proxy_password = options.text("proxy_password").value_or("");
    if (client.proxy.find('@') != std::string::npos)
        refuse("option 'proxy' holds a user or password; use 'proxy_user' and 'proxy_password'");
    client.ca_file = options.text("ca_file").value_or("");
    client.stall_timeout = options.duration("stall_timeout").value_or(client.stall_timeout);
    pace.requests_per_second =
        static_cast<double>(within(options, "requests_per_second", 0, 100000));
    pace.concurrency = static_cast<int>(within(options, "concurrency", 1, 256));
    pace.retry.first_delay = options.duration("retry_delay").value_or(pace.retry.first_delay);
    pace.retry.patience = options.duration("retry_for").value_or(pace.retry.patience);
}

bool Settings::has_warehouse() const {
    return std::any_of(workspaces.begin(), workspaces.end(),
                       [](const auto& w) { return !w.warehouse.empty(); });
}

std::string Settings::scope_text() const {
    std::string out = "tables";
    if (volumes) out += "+volumes";
    if (functions) out += "+functions";
    if (models) out += "+models";
    if (system_catalog) out += "+system";
    if (information_schema) out += "+information_schema";
    if (hive_metastore) out += "+hive_metastore";
    return out;
}

} // namespace objsync::databricks
