// Tokens and the audit log. What changes the store, and its audit record, are one transaction.
#include "core/store/access.h"
#include "daemon/app/commands.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

using control::Refusal;
using control::Reply;

namespace {

constexpr int64_t kWriterPatienceMs = 5000;

} // namespace

void AppCommands::create_token(const store::TokenRow& token, const control::Audit& audit,
                               Reply<store::TokenRow> reply) {
    auto row = std::make_shared<store::TokenRow>(token);
    app_.writer_->post(
        [row, audit](sync::Engine& engine, int64_t now_ms) {
            row->created_at = now_ms;
            row->id = store::insert_token(engine.world().db, *row);
            audit->write(engine.world().db, now_ms, "", control::token_json(*row));
        },
        [row, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([row, reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(control::not_kept());
                else
                    reply(*row);
            });
        });
}

void AppCommands::revoke_token(int64_t id, const control::Audit& audit,
                               Reply<control::Done> reply) {
    auto found = std::make_shared<bool>(false);
    app_.writer_->post(
        [id, found, audit](sync::Engine& engine, int64_t now_ms) {
            store::Database& db = engine.world().db;
            for (const store::TokenRow& row : store::read_tokens(db)) {
                if (row.id != id) continue;
                *found = store::erase_token(db, id);
                audit->write(db, now_ms, control::token_json(row), "");
            }
        },
        [id, found, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([id, found, reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(control::not_kept());
                else if (*found)
                    reply(control::Done{});
                else
                    reply(control::no_such_token(id));
            });
        });
}

void AppCommands::tokens_used(std::vector<std::pair<int64_t, int64_t>> used) {
    app_.writer_->post([used = std::move(used)](sync::Engine& engine, int64_t) {
        for (const auto& [id, when] : used)
            store::touch_token(engine.world().db, id, when);
    });
}

void AppCommands::record(store::AuditRow row) {
    app_.writer_->post([row = std::move(row)](sync::Engine& engine, int64_t) {
        store::append_audit(engine.world().db, row);
    });
}

void AppCommands::check_ready(Reply<control::Done> reply) {
    // One that does not answer for long holds up only the first who asks.
    const int64_t now = Loop::now_ms();
    if (asked_writer_ms_ && now - *asked_writer_ms_ > kWriterPatienceMs) {
        reply(Refusal{Refusal::Kind::unavailable,
                      "Not ready",
                      "the writer of the store has not answered for " +
                          std::to_string((now - *asked_writer_ms_) / 1000) + " s",
                      "the daemon's log has more",
                      {}});
        return;
    }
    if (!asked_writer_ms_) asked_writer_ms_ = now;
    app_.writer_->post([](sync::Engine&, int64_t) {},
                       [this, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
                           loop.post([this, reply, error, alive] {
                               if (!*alive) return;
                               asked_writer_ms_.reset();
                               if (error)
                                   reply(control::not_kept());
                               else
                                   reply(control::Done{});
                           });
                       });
}

} // namespace objsync::daemon
