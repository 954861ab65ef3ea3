#include "daemon/control/router.h"

#include <algorithm>

namespace objsync::control {

namespace {

// Takes the next segment off `text`; "a/b" gives "a" and leaves "b".
std::string_view next_segment(std::string_view& text) {
    const std::string_view segment = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(text.size(), segment.size() + 1));
    return segment;
}

// The raw path without its first slash. True: it is the pattern's, and `target` is what stood for
// the pattern's {key} or {path}.
bool matches(std::string_view pattern, std::string_view path, std::string_view& target) {
    while (!pattern.empty()) {
        const std::string_view part = next_segment(pattern);
        if (part == "{path}") {
            target = path;
            return true;
        }
        if (path.empty()) return false;
        const std::string_view segment = next_segment(path);
        if (part == "{key}") {
            if (segment.empty()) return false;
            target = segment;
        } else if (part != segment) {
            return false;
        }
    }
    return path.empty();
}

bool knows(const std::vector<Field>& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const Field& field) { return field.name == name; });
}

void check_query(const Route& route, const Request& request) {
    for (auto item = request.query.begin(); item != request.query.end(); ++item) {
        const std::string& name = item->first;
        if (!knows(route.query, name)) {
            const std::string known = names_of(route.query);
            throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                          "unknown parameter \"" + name + "\"",
                          known.empty() ? "this route has no parameters"
                                        : "parameters of this route: " + known);
        }
        const auto same = [&](const auto& other) { return other.first == name; };
        if (std::any_of(request.query.begin(), item, same)) {
            throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                          "parameter \"" + name + "\" is given twice");
        }
    }
    // Here, so that nobody meets it later: what is recorded of a call depends on it.
    if (route.changes) (void)request.flag("dryRun");
}

} // namespace

std::string names_of(const std::vector<Field>& fields) {
    std::string names;
    for (const Field& field : fields)
        names.append(names.empty() ? "" : " ").append(field.name);
    return names;
}

const Route* find_route(std::string_view raw_uri, Request& request, RouteError& error) {
    const size_t mark = raw_uri.find('?');
    std::string_view path = raw_uri.substr(0, mark);
    if (path.empty() || path.front() != '/') return nullptr;
    path.remove_prefix(1);
    const std::string_view method =
        request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
    std::string allow;
    for (const Route& route : routes()) {
        std::string_view target;
        if (!matches(route.pattern.substr(1), path, target)) continue;
        if (method != route.method) {
            if (allow.find(route.method) == std::string::npos)
                allow.append(allow.empty() ? "" : ", ").append(route.method);
            continue;
        }
        const bool key = route.pattern.find("{key}") != std::string_view::npos;
        request.target = key ? percent_decode(target) : std::string(target);
        if (mark != std::string_view::npos) request.query = parse_query(raw_uri.substr(mark + 1));
        check_query(route, request);
        return &route;
    }
    if (!allow.empty()) error = {405, allow};
    return nullptr;
}

} // namespace objsync::control
