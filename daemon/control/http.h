// A request as a handler sees it, and the ways to answer it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/control/answers.h"
#include "daemon/control/schema.h"
#include "daemon/control/stream.h"
#include "daemon/json/value.h"
#include "daemon/json/writer.h"

namespace objsync::control {

struct Response {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::unique_ptr<StreamSource> stream; // instead of a body
    std::string detail;                   // of a problem, for the audit log
};

// As RFC 9457 problem details.
[[nodiscard]] Response problem(int status, const std::string& kind, const Refusal& refusal);
[[nodiscard]] Response problem(const Refusal& refusal);
[[nodiscard]] Response answer(json::Writer& writer, int status = 200);

// Thrown by handlers and by what they call; the server answers with the problem.
class Refused : public std::exception {
public:
    explicit Refused(Refusal refusal) : refusal_(std::move(refusal)) {}
    Refused(Refusal::Kind kind, std::string title, std::string detail, std::string what_to_do = "")
        : refusal_{kind, std::move(title), std::move(detail), std::move(what_to_do), {}} {}
    [[nodiscard]] const Refusal& refusal() const noexcept { return refusal_; }
    [[nodiscard]] const char* what() const noexcept override { return refusal_.detail.c_str(); }

private:
    Refusal refusal_;
};

// Values are decoded; `target` is the path text after the route, still encoded.
class Request {
public:
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> query;
    std::string last_event_id, if_match;
    bool accepts_gzip = false;
    std::string body;

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    // Throw Refused when the value is none of its type or out of its range.
    [[nodiscard]] std::optional<int64_t> integer(std::string_view name, int64_t least,
                                                 int64_t most) const;
    [[nodiscard]] bool flag(std::string_view name) const; // absent: false

    // The body as a JSON object of the shape; an empty body is an empty object, null takes no
    // members. Throws Refused.
    [[nodiscard]] json::Value object(const Shape* shape) const;
};

// A path text that begins with a connection's name.
struct Target {
    std::string connection;
    Path path;
};
[[nodiscard]] Target parse_target(std::string_view text); // throws Refused

// "%41" -> "A"; a "%" that is followed by no hex digits is an error. Throws Refused.
[[nodiscard]] std::string percent_decode(std::string_view text);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text);

// Members of a request body, checked for their type. Throw Refused.
[[nodiscard]] bool body_flag(const json::Value& body, std::string_view name);
[[nodiscard]] std::string body_text(const json::Value& body, std::string_view name);
[[nodiscard]] std::optional<int64_t> body_integer(const json::Value& body, std::string_view name,
                                                  int64_t least, int64_t most);

} // namespace objsync::control
