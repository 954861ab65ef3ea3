// Which handler answers which path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/control/call.h"

namespace objsync::control {

struct Route {
    const char* method;
    // Segments; "{key}" takes one, decoded, "{path}" what is left, as path text and maybe empty.
    const char* pattern;
    const char* query; // names of the parameters it knows, with spaces between
    void (*handler)(Call& call);
    const char* help;
};

// All routes; earlier ones win. `GET /` prints them.
[[nodiscard]] const std::vector<Route>& routes();

// Finds the route and fills in the request's target and query. Throws Refused for what cannot be
// taken; an unknown path or method is answered by `RouteError`.
struct RouteError {
    int status = 404;
    std::string allow; // 405: the methods there are
};
[[nodiscard]] const Route* find_route(std::string_view raw_uri, Request& request,
                                      RouteError& error);

} // namespace objsync::control
