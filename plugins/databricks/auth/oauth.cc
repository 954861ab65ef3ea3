#include "plugins/databricks/auth/oauth.h"

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"

namespace objsync::databricks {

namespace {

// The Entra application of Azure Databricks, the same for all.
constexpr const char* kAzureScope = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";

} // namespace

std::string base64(std::string_view bytes) {
    constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](size_t k) {
            return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0u;
        };
        const unsigned group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        out += kDigits[group >> 18 & 63];
        out += kDigits[group >> 12 & 63];
        out += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
        out += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
    }
    return out;
}

OAuth::OAuth(SignInSettings settings, std::string base, Sender& sender, sdk::Host& host,
             Masks& masks)
    : settings_(std::move(settings)),
      base_(std::move(base)),
      sender_(sender),
      host_(host),
      masks_(masks) {}

const char* OAuth::name() const {
    switch (settings_.kind) {
        case SignInKind::federation:
            return "oidc-federation";
        case SignInKind::azure:
            return "azure-client-secret";
        default:
            return "oauth-m2m";
    }
}

std::string OAuth::bearer() {
    std::lock_guard lock(mutex_);
    if (!lease_.good(Clock::now())) renew(); // one of no lifetime is good for this request
    return lease_.token();
}

bool OAuth::refused(const std::string& bearer) {
    std::lock_guard lock(mutex_);
    if (lease_.token() == bearer) lease_ = Lease();
    return true;
}

std::string OAuth::endpoint() {
    if (settings_.kind == SignInKind::azure) {
        return settings_.azure_authority + "/" + escape(settings_.azure_tenant_id) +
               "/oauth2/v2.0/token";
    }
    std::string found = base_ + "/oidc/v1/token";
    try {
        Decoder decoder;
        sender_.send({.url = base_ + "/oidc/.well-known/oauth-authorization-server"},
                     [&](const std::string& body) {
                         const std::string text = decoder.member(body, "token_endpoint");
                         if (!text.empty()) found = text;
                     });
    } catch (const ApiError& error) {
        if (error.status() != 404) throw error.in("looking for the OAuth endpoints");
    }
    // The client's secret goes there.
    if (!is_protected(found)) {
        throw sdk::Error(sdk::ErrorClass::auth, "the token endpoint that " + base_ +
                                                    " names is plain http to another machine");
    }
    return found;
}

Request OAuth::token_request() {
    Request request{.method = "POST", .url = endpoint_};
    request.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
    if (settings_.kind == SignInKind::federation) {
        const std::string subject =
            read_again(host_, settings_.option_prefix + "federation_token", settings_.token);
        masks_.add(subject);
        add_form(request.body, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        add_form(request.body, "subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
        add_form(request.body, "subject_token", subject);
        add_form(request.body, "scope", "all-apis");
        if (!settings_.client_id.empty()) add_form(request.body, "client_id", settings_.client_id);
        return request;
    }
    const std::string secret =
        read_again(host_, settings_.option_prefix + "client_secret", settings_.client_secret);
    masks_.add(secret);
    masks_.add(escape(secret));
    add_form(request.body, "grant_type", "client_credentials");
    if (settings_.kind == SignInKind::azure) {
        add_form(request.body, "client_id", settings_.client_id);
        add_form(request.body, "client_secret", secret);
        add_form(request.body, "scope", kAzureScope);
    } else {
        // RFC 6749, 2.3.1: both are form-encoded before they are joined.
        const std::string basic = base64(escape(settings_.client_id) + ":" + escape(secret));
        masks_.add(basic);
        request.headers.push_back("Authorization: Basic " + basic);
        add_form(request.body, "scope", "all-apis");
    }
    return request;
}

void OAuth::renew() {
    if (endpoint_.empty()) endpoint_ = endpoint();
    const auto asked = Clock::now(); // its life may have begun then
    TokenBody token;
    try {
        Decoder decoder;
        sender_.send(token_request(), [&](const std::string& body) {
            token = decoder.token(body);
            masks_.add(token.access_token);
        });
    } catch (const ApiError& error) {
        const bool ours = error.status() >= 400 && error.status() < 500 && error.status() != 429;
        const std::string text = "cannot sign in (" + std::string(name()) + ") at " +
                                 std::string(authority_of(endpoint_)) + ": " + error.what();
        throw ApiError(ours ? sdk::ErrorClass::auth : error.error_class(), error.status(),
                       error.native_code(), text, error.retry_after());
    }
    if (token.access_token.empty()) {
        throw sdk::Error(sdk::ErrorClass::auth,
                         std::string(authority_of(endpoint_)) + " gave no access token");
    }
    lease_ = Lease(token.access_token, std::chrono::seconds(token.expires_in), asked);
}

} // namespace objsync::databricks
