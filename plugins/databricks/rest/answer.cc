#include "plugins/databricks/rest/answer.h"

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"

namespace objsync::databricks {

namespace {

bool is_page(const Response& response) {
    if (response.content_type.find("html") != std::string::npos) return true;
    const size_t first = response.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string::npos && response.body[first] == '<';
}

sdk::ErrorClass class_of(const Response& response) {
    switch (response.status) {
        case 401:
            return sdk::ErrorClass::auth;
        case 403:
            return sdk::ErrorClass::denied;
        case 408:
        case 504:
            return sdk::ErrorClass::timeout;
        case 429:
        case 503:
            return sdk::ErrorClass::throttled;
        default:
            return response.status >= 500 ? sdk::ErrorClass::unavailable : sdk::ErrorClass::bug;
    }
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
    const auto error_class =
        meaning == Meaning::throttled ? sdk::ErrorClass::throttled : class_of(response);
    const Millis after = parse_retry_after(response.retry_after);
    return {error_class, response.status, masks.apply(body.code), masks.apply(text),
            std::max(after, Millis(0))};
}

} // namespace objsync::databricks
