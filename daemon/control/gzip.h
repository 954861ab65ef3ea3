// Answers that are sent compressed to clients that ask for it.
#pragma once

#include <string>
#include <string_view>

#include "daemon/control/http.h"

namespace objsync::control {

// Of an Accept-Encoding header: gzip or *, not with q=0.
[[nodiscard]] bool accepts_gzip(std::string_view accepted);

// Compresses a body that is large enough for it to pay. On a reader thread.
void compress(Response& response);

} // namespace objsync::control
