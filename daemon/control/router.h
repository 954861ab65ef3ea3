// Which handler answers which path, who may ask it, and what it takes and gives.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/control/http.h"
#include "daemon/control/schema.h"

namespace objsync::control {

class Call;

// What a caller must be, see caller.h and gate.h. Governors may everything.
enum class Needs : uint8_t {
    nothing,    // whoever can connect
    known,      // any known caller; the handler shows only what that one may read
    create,     // CREATE_DATA_SOURCE
    governance, // GOVERNANCE
    // At the target: its data owner, or an infrastructure admin of it or of what is above.
    read,
    own,
    admin, // the infrastructure admin only
};

// What the `target` of a request is, for those needs that ask about one.
enum class Names : uint8_t {
    nothing,
    path,       // "{path}" of the pattern, which begins with a connection
    connection, // "{key}" of the pattern
    body,       // the body's member "path"
    job,        // what the job "{key}" is about
};

// Another answer than the usual.
struct Other {
    int status = 200;
    const Shape* answer = nullptr;
    std::string_view when;
};

struct Route {
    std::string_view method;
    // Segments; "{key}" takes one, decoded, "{path}" what is left, as path text and maybe empty.
    std::string_view pattern;
    Needs needs = Needs::governance;
    Names names = Names::nothing;
    void (*handler)(Call& call) = nullptr;
    std::string_view help;
    // Is written to the audit log, but for dry runs: with `dryRun` it changes nothing.
    bool changes = false;
    std::vector<Field> query = {}; // text, integer and boolean only; all may be absent
    const Shape* body = nullptr;   // null: takes none
    const Shape* answer = nullptr; // null: see `type`
    int status = 200;
    std::string_view type = "application/json";
    std::vector<Other> others = {};
    std::vector<Field> headers = {}; // of a request, that it heeds; all may be absent
    bool tagged = false;             // answers have an ETag, that of the object's own settings
};

// All routes; earlier ones win. `GET /` prints them.
[[nodiscard]] const std::vector<Route>& routes();

// With spaces between.
[[nodiscard]] std::string names_of(const std::vector<Field>& fields);

// Finds the route and fills in the request's target and query. Throws Refused for what cannot be
// taken; an unknown path or method is answered by `RouteError`.
struct RouteError {
    int status = 404;
    std::string allow; // 405: the methods there are
};
[[nodiscard]] const Route* find_route(std::string_view raw_uri, Request& request,
                                      RouteError& error);

} // namespace objsync::control
