// One request on its way to its answer: what handlers work with. Loop thread, but for what runs in
// read().
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "daemon/control/commands.h"
#include "daemon/control/http.h"
#include "daemon/control/reader.h"

namespace objsync {
class Loop;
}

namespace objsync::control {

// What all handlers share. Owned by the server, outlives every call.
struct Services {
    Loop& loop;
    Commands& commands;
    ReaderPool& readers;
    std::function<void(const std::string&)> log_error; // for what is our fault; loop thread
};

class Call : public std::enable_shared_from_this<Call> {
public:
    Call(Services& services, Request incoming, std::function<void(Response)> on_response)
        : request(std::move(incoming)), services_(services), on_response_(std::move(on_response)) {}

    const Request request;
    [[nodiscard]] Commands& commands() noexcept { return services_.commands; }

    // Once; later ones are dropped, and so are those that come when the client has gone.
    void respond(Response response);

    // Answers with what `work` makes on a reader thread. It is given what the thread reads with
    // and must capture by value; a Snapshot is taken around it. It may throw Refused and Error.
    void read(std::function<Response(Reader&)> work);
    // The same without the Snapshot, for work that takes one per page.
    void read_in_pages(std::function<Response(Reader&)> work);

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
    void submit(std::function<Response(Reader&)> work, bool snapshot);

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
