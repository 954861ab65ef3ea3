// One request on its way to its answer: what handlers work with. Loop thread, but for what runs in
// read().
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "daemon/control/audit.h"
#include "daemon/control/caller.h"
#include "daemon/control/commands.h"
#include "daemon/control/counts.h"
#include "daemon/control/http.h"
#include "daemon/control/reader.h"
#include "daemon/control/refusals.h"

namespace objsync {
class Loop;
}

namespace objsync::control {

struct Route;
class Access;
class Census;

// What all handlers share. Owned by the server, outlives every call.
struct Services {
    Loop& loop;
    Commands& commands;
    ReaderPool& readers;
    Access& access;
    Census& census;
    std::function<void(const std::string&)> log_error; // for what is our fault; loop thread
    Counts counts = {};
    Refusals refusals = {};
};

class Call : public std::enable_shared_from_this<Call> {
public:
    Call(Services& services, Request incoming, const Route& found, Caller who,
         std::function<void(Response)> on_response);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    const Request request;
    const Route& route;
    const Caller caller;
    Rights rights;     // at the target, once admitted
    const Audit audit; // null unless the route changes something
    [[nodiscard]] Commands& commands() noexcept { return services_.commands; }
    [[nodiscard]] Services& services() noexcept { return services_; }
    // Only to say what it would do.
    [[nodiscard]] bool dry_run() const { return request.flag("dryRun"); }
    // As the route describes it. Throws Refused.
    [[nodiscard]] json::Value body() const { return request.object(route_body()); }

    // Once; later ones are dropped, and so are those that come when the client has gone.
    void respond(Response response);

    // Answers with what `work` makes on a reader thread. It is given what the thread reads with
    // and must capture by value; a Snapshot is taken around it. It may throw Refused and Error.
    void read(std::function<Response(Reader&)> work);
    // The same without the Snapshot, for work that takes one per page.
    void read_in_pages(std::function<Response(Reader&)> work);
    // As read(), for what may take a second: others are not kept waiting for it.
    void read_long(std::function<Response(Reader&)> work);

    // Goes on, on the loop, with what `work` found out on a reader thread, within a Snapshot.
    using Next = std::function<void(Call&)>;
    void look(std::function<Next(Reader&)> work);
    void look_long(std::function<Next(Reader&)> work); // as read_long()

    // A Reply that answers with what `render` makes of the value, or with the refusal.
    template <typename T, typename Render>
    [[nodiscard]] Reply<T> reply(Render render) {
        return [self = weak_from_this(), render](std::variant<T, Refusal> result) {
            const auto call = self.lock();
            if (!call) return;
            if (const auto* refusal = std::get_if<Refusal>(&result)) {
                call->respond(problem(*refusal));
            } else {
                call->guarded([&] { render(*call, std::get<T>(result)); });
            }
        };
    }

    // Runs part of a handler; what it throws becomes the answer.
    void guarded(const std::function<void()>& part);

private:
    void submit(std::function<Next(Reader&)> work, bool snapshot,
                ReaderPool::Lane lane = ReaderPool::Lane::quick);
    [[nodiscard]] const Shape* route_body() const;
    void record(int status, const std::string& detail);

    Services& services_;
    std::function<void(Response)> on_response_;
};

// What became of an exception of a handler: the problem, and whether it is our fault.
struct Caught {
    Response response;
    std::string fault; // empty: the client's, or nobody's
};
[[nodiscard]] Caught caught(const std::exception& error);

} // namespace objsync::control
