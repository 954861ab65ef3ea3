#include "tests/databricks/api/faults.h"

#include "tests/databricks/api/refusal.h"

namespace fake_databricks {

Reply Faults::html() {
    Reply reply;
    reply.content_type = "text/html; charset=utf-8";
    reply.body = "<!doctype html><html><head><title>Sign in</title></head><body></body></html>";
    return reply;
}

Reply Faults::status(int status, const std::string& code, const std::string& message,
                     std::optional<int> retry_after) {
    Reply reply = reply_of({status, code, message});
    if (retry_after) reply.headers.emplace_back("Retry-After", std::to_string(*retry_after));
    return reply;
}

void Faults::answer(const std::string& match, Reply reply, int times, int skip) {
    Fault fault;
    fault.match = match;
    fault.times = times;
    fault.skip = skip;
    fault.instead = std::move(reply);
    add(std::move(fault));
}

void Faults::change(const std::string& match, std::function<void(Reply&)> change, int times,
                    int skip) {
    Fault fault;
    fault.match = match;
    fault.times = times;
    fault.skip = skip;
    fault.change = std::move(change);
    add(std::move(fault));
}

void Faults::cut(const std::string& match, size_t after, int times, int skip) {
    change(
        match, [after](Reply& reply) { reply.cut_after = after; }, times, skip);
}

void Faults::replace(const std::string& match, const std::string& what, const std::string& by,
                     int times, int skip) {
    change(
        match,
        [what, by](Reply& reply) {
            const size_t at = reply.body.find(what);
            if (at != std::string::npos) reply.body.replace(at, what.size(), by);
        },
        times, skip);
}

void Faults::before(const std::string& match, std::function<void()> call, int times, int skip) {
    Fault fault;
    fault.match = match;
    fault.times = times;
    fault.skip = skip;
    fault.before = std::move(call);
    add(std::move(fault));
}

} // namespace fake_databricks
