#include "daemon/control/call.h"

#include "core/base/error.h"
#include "daemon/control/access.h"
#include "daemon/control/gzip.h"
#include "daemon/control/router.h"
#include "daemon/loop/loop.h"

namespace objsync::control {

namespace {

constexpr size_t kMaxTarget = 4096;

Caught caught_error(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::input:
        case ErrorKind::config:
            return {
                problem(
                    {Refusal::Kind::invalid, "The request cannot be taken", error.what(), "", {}}),
                ""};
        case ErrorKind::retry:
            return {problem({Refusal::Kind::unavailable,
                             "Not now",
                             error.what(),
                             "try again in a moment",
                             {}}),
                    ""};
        case ErrorKind::bug:
        case ErrorKind::corrupt:
            break;
    }
    return {problem({Refusal::Kind::failed,
                     "The daemon could not answer",
                     error.what(),
                     "the daemon's log has more",
                     {}}),
            error.what()};
}

// What was asked for, as the audit log tells it.
Audit ticket_for(const Request& request, const Route& route, const Caller& caller) {
    if (!route.changes) return nullptr;
    store::AuditRow row;
    row.principal = caller.principal;
    row.via = caller.via;
    row.action = std::string(route.method) + " " + std::string(route.pattern);
    row.target = request.target.substr(0, kMaxTarget);
    return std::make_shared<AuditTicket>(std::move(row));
}

// A response cannot be copied, a continuation must be.
std::function<Call::Next(Reader&)> responding(std::function<Response(Reader&)> work, bool gzip) {
    return [work = std::move(work), gzip](Reader& reader) -> Call::Next {
        auto response = std::make_shared<Response>(work(reader));
        if (gzip) compress(*response);
        return [response](Call& call) { call.respond(std::move(*response)); };
    };
}

} // namespace

Caught caught(const std::exception& error) {
    if (const auto* refused = dynamic_cast<const Refused*>(&error))
        return {problem(refused->refusal()), ""};
    if (const auto* known = dynamic_cast<const Error*>(&error)) return caught_error(*known);
    return caught_error(Error(ErrorKind::bug, error.what()));
}

Call::Call(Services& services, Request incoming, const Route& found, Caller who,
           std::function<void(Response)> on_response)
    : request(std::move(incoming)),
      route(found),
      caller(std::move(who)),
      audit(ticket_for(request, route, caller)),
      services_(services),
      on_response_(std::move(on_response)) {}

Call::~Call() {
    // Done or not: it was asked for, and there is nobody left to say how it went.
    if (on_response_) record(0, "the caller did not wait for the answer");
}

const Shape* Call::route_body() const {
    return route.body;
}

void Call::respond(Response response) {
    if (!on_response_) return;
    const auto once = std::exchange(on_response_, nullptr);
    record(response.status, response.detail);
    once(std::move(response));
}

void Call::record(int status, const std::string& detail) {
    if (!audit || (status < 400 && (audit->written() || dry_run()))) return;
    store::AuditRow row = audit->row();
    row.at = wall_now_ms();
    row.status = status;
    row.detail = detail;
    int64_t left_out = 0;
    if (status >= 400 && !services_.refusals.take(row.principal, row.at, left_out)) return;
    if (left_out > 0) {
        row.detail += " (" + std::to_string(left_out) +
                      " refusals before this one were too many to be recorded)";
    }
    services_.commands.record(std::move(row));
}

void Call::guarded(const std::function<void()>& part) {
    try {
        part();
    } catch (const std::exception& error) {
        Caught what = caught(error);
        if (!what.fault.empty()) {
            ++services_.counts.faults;
            services_.log_error(what.fault);
        }
        respond(std::move(what.response));
    }
}

void Call::read(std::function<Response(Reader&)> work) {
    submit(responding(std::move(work), request.accepts_gzip), true);
}

void Call::read_in_pages(std::function<Response(Reader&)> work) {
    submit(responding(std::move(work), request.accepts_gzip), false);
}

void Call::read_long(std::function<Response(Reader&)> work) {
    submit(responding(std::move(work), request.accepts_gzip), true, ReaderPool::Lane::slow);
}

void Call::look(std::function<Next(Reader&)> work) {
    submit(std::move(work), true);
}

void Call::look_long(std::function<Next(Reader&)> work) {
    submit(std::move(work), true, ReaderPool::Lane::slow);
}

void Call::submit(std::function<Next(Reader&)> work, bool snapshot, ReaderPool::Lane lane) {
    // The job may outlive the call and must not own it: calls end on the loop thread only.
    auto job = [self = weak_from_this(), work = std::move(work), snapshot,
                &loop = services_.loop](Reader& reader) {
        Next next;
        try {
            std::optional<store::query::Snapshot> one;
            if (snapshot) one.emplace(reader.db);
            next = work(reader);
        } catch (...) {
            next = [error = std::current_exception()](Call&) { std::rethrow_exception(error); };
        }
        loop.post([self, next] {
            const auto call = self.lock();
            if (call) call->guarded([&] { next(*call); });
        });
    };
    if (services_.readers.submit(std::move(job), lane)) return;
    respond(problem({Refusal::Kind::unavailable,
                     "Too many requests",
                     "too many reads are waiting",
                     "try again in a moment",
                     {}}));
}

} // namespace objsync::control
