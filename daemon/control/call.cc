#include "daemon/control/call.h"

#include "core/base/error.h"
#include "daemon/loop/loop.h"

namespace objsync::control {

namespace {

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

} // namespace

Caught caught(const std::exception& error) {
    if (const auto* refused = dynamic_cast<const Refused*>(&error))
        return {problem(refused->refusal()), ""};
    if (const auto* known = dynamic_cast<const Error*>(&error)) return caught_error(*known);
    return caught_error(Error(ErrorKind::bug, error.what()));
}

void Call::respond(Response response) {
    if (!on_response_) return;
    const auto once = std::exchange(on_response_, nullptr);
    once(std::move(response));
}

void Call::guarded(const std::function<void()>& part) {
    try {
        part();
    } catch (const std::exception& error) {
        Caught what = caught(error);
        if (!what.fault.empty()) services_.log_error(what.fault);
        respond(std::move(what.response));
    }
}

void Call::read(std::function<Response(Reader&)> work) {
    submit(std::move(work), true);
}

void Call::read_in_pages(std::function<Response(Reader&)> work) {
    submit(std::move(work), false);
}

void Call::submit(std::function<Response(Reader&)> work, bool snapshot) {
    // The job may outlive the call and must not own it: calls end on the loop thread only.
    auto job = [self = weak_from_this(), work = std::move(work), snapshot,
                &loop = services_.loop](Reader& reader) {
        auto result = std::make_shared<Caught>();
        try {
            std::optional<store::query::Snapshot> one;
            if (snapshot) one.emplace(reader.db);
            result->response = work(reader);
        } catch (const std::exception& error) {
            *result = caught(error);
        }
        loop.post([self, result] {
            const auto call = self.lock();
            if (!call) return;
            if (!result->fault.empty()) call->services_.log_error(result->fault);
            call->respond(std::move(result->response));
        });
    };
    if (services_.readers.submit(std::move(job))) return;
    respond(problem({Refusal::Kind::unavailable,
                     "Too many requests",
                     "too many reads are waiting",
                     "try again in a moment",
                     {}}));
}

} // namespace objsync::control
