#include "plugins/databricks/rest/answer.h"

#include <algorithm>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"

namespace objsync::databricks {

namespace {

bool is_page(const Response& response) {
    if (response.content_type.find("html") != std::string::npos) return true;
    const size_t first = response.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string::npos && response.body[first] == '<';
}

// A token that expired or is none gets 401 today; for years it got 403, some of Entra 400, and that
// may be a web page: what the text says has to tell it from a missing grant.
// https://github.com/n8n-io/n8n/issues/34147,
// https://github.com/databricks/databricks-vscode/issues/583,
// https://github.com/databrickslabs/splunk-integration/issues/55
bool refuses_token(const Response& response) {
    if (response.status == 401) return true;
    if (response.status != 400 && response.status != 403) return false;
    // An error of the API has a word for its code: then a token that its text speaks of is another
    // one, as that of the connection behind a foreign catalog.
    Decoder decoder;
    const std::string code = decoder.error(response.body).code;
    if (code.find_first_not_of("0123456789") != std::string::npos) return false;
    std::string text = response.body.substr(0, 2000);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto says = [&](const char* words) { return text.find(words) != std::string::npos; };
    return says("invalid access token") || says("token expired") || says("token is expired") ||
           says("token is expiring") || says("token has expired") || says("expiredjwt");
}

sdk::ErrorClass class_of(const Response& response) {
    switch (response.status) {
        case 403:
            return sdk::ErrorClass::denied;
        case 408:
        case 504:
            return sdk::ErrorClass::timeout;
        default:
            return response.status >= 500 ? sdk::ErrorClass::unavailable : sdk::ErrorClass::bug;
    }
}

sdk::ErrorClass class_of(Meaning meaning, const Response& response) {
    if (meaning == Meaning::throttled) return sdk::ErrorClass::throttled;
    if (meaning == Meaning::bad_token) return sdk::ErrorClass::auth;
    return class_of(response);
}

ApiError not_api(const Response& response, const std::string& url) {
    std::string text =
        std::string(authority_of(url)) + " answered HTTP " + std::to_string(response.status);
    if (!response.location.empty()) {
        text += " with a redirect to " + std::string(authority_of(response.location));
    } else {
        text += " with a web page";
    }
    return {
        sdk::ErrorClass::unavailable, response.status, "",
        text +
            ", not with JSON of the API: a wrong network path (a login page, a private "
            "link endpoint, a proxy); check the options 'host' and 'proxy' and the route to it"};
}

} // namespace

Meaning meaning_of(const Response& response) {
    const auto limit = std::string_view("REQUEST_LIMIT_EXCEEDED");
    if (response.status == 429 || response.status == 503) return Meaning::throttled;
    if (response.status >= 400 && response.body.find(limit) != std::string::npos)
        return Meaning::throttled;
    if (response.status >= 500) return Meaning::server;
    if (refuses_token(response)) return Meaning::bad_token;
    if (response.status >= 300 && response.status < 400) return Meaning::not_api;
    if (is_page(response)) return Meaning::not_api;
    return response.status >= 200 && response.status < 300 ? Meaning::success : Meaning::refused;
}

ApiError error_of(const Response& response, const std::string& url, const Masks& masks) {
    const Meaning meaning = meaning_of(response);
    if (meaning == Meaning::not_api) return not_api(response, url);
    Decoder decoder;
    ApiErrorBody body = decoder.error(response.body);
    if (body.message.empty()) body.message = response.body.substr(0, 200);
    if (body.message.size() > 1000) body.message.resize(1000);
    std::string text = "HTTP " + std::to_string(response.status);
    if (!body.code.empty()) text += " " + body.code;
    if (!body.message.empty()) text += ": " + body.message;
    return {class_of(meaning, response), response.status, masks.apply(body.code), masks.apply(text),
            response.retry_after};
}

} // namespace objsync::databricks
