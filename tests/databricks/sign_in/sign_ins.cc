#include "tests/databricks/sign_in/sign_ins.h"

#include "tests/databricks/api/json.h"

namespace fake_databricks {

namespace {

// The Entra application of Azure Databricks, the same for all.
constexpr const char* kEntraScope = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";

std::map<std::string, std::string> form_of(const Request& request) {
    std::map<std::string, std::string> out;
    std::string_view rest = request.body;
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const size_t equal = std::min(pair.find('='), pair.size());
        out[unescape(pair.substr(0, equal), true)] =
            unescape(pair.substr(std::min(equal + 1, pair.size())), true);
    }
    return out;
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int n = 0;
    for (const char c : text) {
        const size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) break;
        bits = bits << 6 | static_cast<unsigned>(digit);
        n += 6;
        if (n >= 8) out += static_cast<char>(bits >> (n -= 8) & 0xff);
    }
    return out;
}

Reply oauth_error(int status, const std::string& error, const std::string& description) {
    Json json;
    json.begin('{').member("error", error).member("error_description", description).end('}');
    Reply reply;
    reply.status = status;
    reply.body = json.take();
    return reply;
}

bool is_form(const Request& request) {
    return request.method == "POST" &&
           request.header("content-type").starts_with("application/x-www-form-urlencoded");
}

// "Basic base64(form-encoded id:form-encoded secret)", RFC 6749, 2.3.1.
std::pair<std::string, std::string> basic(const std::string& authorization) {
    if (!authorization.starts_with("Basic ")) return {};
    const std::string joined = from_base64(authorization.substr(6));
    const size_t colon = joined.find(':');
    if (colon == std::string::npos) return {};
    return {unescape(joined.substr(0, colon), true), unescape(joined.substr(colon + 1), true)};
}

} // namespace

void SignIns::token(const std::string& token, const std::string& principal) {
    const std::lock_guard lock(mutex_);
    tokens_[token] = principal;
}

void SignIns::revoke(const std::string& token) {
    const std::lock_guard lock(mutex_);
    tokens_.erase(token);
}

void SignIns::client(const std::string& id, const std::string& secret,
                     const std::string& principal) {
    const std::lock_guard lock(mutex_);
    clients_[id] = {secret, principal};
}

void SignIns::federated(const std::string& subject_token, const std::string& client_id,
                        const std::string& principal) {
    const std::lock_guard lock(mutex_);
    federated_[subject_token] = {client_id, principal};
}

void SignIns::entra(const std::string& tenant, const std::string& id, const std::string& secret,
                    const std::string& principal) {
    const std::lock_guard lock(mutex_);
    entra_[tenant + "/" + id] = {secret, principal};
}

void SignIns::tell_lifetime(std::chrono::seconds lifetime) {
    const std::lock_guard lock(mutex_);
    told_lifetime_ = lifetime;
}

void SignIns::expire() {
    const std::lock_guard lock(mutex_);
    for (auto& [token, given] : given_)
        given.until = Clock::time_point::min();
}

SignIns::Checked SignIns::check(const std::string& authorization) {
    const std::lock_guard lock(mutex_);
    if (authorization.empty()) return {State::none, ""};
    if (!authorization.starts_with("Bearer ")) return {State::unknown, ""};
    const std::string token = authorization.substr(7);
    if (const auto it = tokens_.find(token); it != tokens_.end()) return {State::good, it->second};
    const auto it = given_.find(token);
    if (it == given_.end()) return {State::unknown, ""};
    return {Clock::now() < it->second.until ? State::good : State::expired, it->second.principal};
}

size_t SignIns::given() const {
    const std::lock_guard lock(mutex_);
    return count_;
}

Reply SignIns::give(const std::string& principal) {
    const std::string token = "access-" + std::to_string(++count_) + "-of-the-fake";
    given_[token] = {principal, Clock::now() + std::chrono::hours(1)};
    Json json;
    json.begin('{').member("access_token", token).member("scope", "all-apis");
    json.member("token_type", "Bearer")
        .member("expires_in", int64_t{told_lifetime_.count()})
        .end('}');
    Reply reply;
    reply.body = json.take();
    return reply;
}

Reply SignIns::oidc(const Request& request) {
    if (!is_form(request)) return oauth_error(400, "invalid_request", "no form was posted");
    const auto form = form_of(request);
    const auto field = [&](const char* name) {
        const auto it = form.find(name);
        return it == form.end() ? std::string() : it->second;
    };
    const std::lock_guard lock(mutex_);
    if (field("scope") != "all-apis") return oauth_error(400, "invalid_scope", field("scope"));
    if (field("grant_type") == "client_credentials") {
        const auto [id, secret] = basic(request.header("authorization"));
        const auto it = clients_.find(id);
        if (it == clients_.end() || it->second.secret != secret)
            return oauth_error(401, "invalid_client",
                               "Client authentication failed for " + id + " with " + secret);
        return give(it->second.principal);
    }
    if (field("grant_type") == "urn:ietf:params:oauth:grant-type:token-exchange") {
        if (field("subject_token_type") != "urn:ietf:params:oauth:token-type:jwt")
            return oauth_error(400, "invalid_request", "unsupported subject_token_type");
        const auto it = federated_.find(field("subject_token"));
        if (it == federated_.end() || it->second.secret != field("client_id"))
            return oauth_error(401, "invalid_grant",
                               "no federation policy takes " + field("subject_token"));
        return give(it->second.principal);
    }
    return oauth_error(400, "unsupported_grant_type", field("grant_type"));
}

Reply SignIns::entra(const Request& request, const std::string& tenant) {
    if (!is_form(request)) return oauth_error(400, "invalid_request", "AADSTS900144: no form");
    const auto form = form_of(request);
    const auto field = [&](const char* name) {
        const auto it = form.find(name);
        return it == form.end() ? std::string() : it->second;
    };
    const std::lock_guard lock(mutex_);
    if (field("grant_type") != "client_credentials")
        return oauth_error(400, "unsupported_grant_type", "AADSTS70003");
    if (field("scope") != kEntraScope)
        return oauth_error(400, "invalid_scope", "AADSTS70011: " + field("scope"));
    const auto it = entra_.find(tenant + "/" + field("client_id"));
    if (it == entra_.end() || it->second.secret != field("client_secret"))
        return oauth_error(
            401, "invalid_client",
            "AADSTS7000215: Invalid client secret provided: " + field("client_secret"));
    return give(it->second.principal);
}

} // namespace fake_databricks
