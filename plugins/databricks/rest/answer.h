// What an HTTP answer means.
#pragma once

#include <string>

#include "plugins/databricks/http/client.h"
#include "plugins/databricks/rest/sender.h"

namespace objsync::databricks {

enum class Meaning {
    success,
    throttled, // 429, 503, and REQUEST_LIMIT_EXCEEDED under any status
    server,    // another 5xx
    bad_token, // the token itself is refused, under whatever status
    refused,   // 4xx: the same request gets the same answer
    not_api,   // a web page or a redirect: something else answered
};

[[nodiscard]] Meaning meaning_of(const Response& response);

// For every answer that is no success. The body is cut and masked.
[[nodiscard]] ApiError error_of(const Response& response, const std::string& url,
                                const Masks& masks);

} // namespace objsync::databricks
