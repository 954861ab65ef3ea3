// How commands change the store: a task of the writer whose answer may be a refusal.
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "daemon/app/commands.h"
#include "daemon/control/problems.h"

namespace objsync::daemon {

template <typename T>
using OrRefusal = std::variant<T, control::Refusal>;

template <typename T>
void AppCommands::ask_writer(
    std::function<std::variant<T, control::Refusal>(sync::Engine&, int64_t)> task,
    control::Reply<T> reply) {
    auto answer = std::make_shared<OrRefusal<T>>(control::not_kept());
    app_.writer_->post(
        [task = std::move(task), answer](sync::Engine& engine, int64_t now_ms) {
            *answer = task(engine, now_ms);
        },
        [answer, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([answer, reply, error, alive] {
                if (!*alive) return;
                if (error) *answer = control::not_kept();
                reply(std::move(*answer));
            });
        });
}

} // namespace objsync::daemon
