// Connecting, and saying what the credentials can see: of a connection that is there, and of one
// that is not registered yet.
#include "daemon/app/commands.h"
#include "daemon/app/registry.h"
#include "daemon/control/problems.h"

namespace objsync::daemon {

using control::Refusal;
using control::Reply;

namespace {

constexpr size_t kMaxChecks = 8; // each is a process

std::vector<control::Finding> findings_of(const PluginAnswer& answer) {
    std::vector<control::Finding> findings;
    for (const auto& r : answer.reports)
        findings.push_back({r.severity, r.what, r.found, r.what_to_do});
    if (!answer.end.clean)
        findings.push_back({wire::Severity::failed, "check", answer.end.error.text, ""});
    return findings;
}

Refusal not_now(const std::string& detail) {
    return {Refusal::Kind::unavailable,
            "A check is under way",
            detail,
            "try again when it is over",
            {}};
}

} // namespace

void AppCommands::check_connection(const std::string& connection,
                                   Reply<std::vector<control::Finding>> reply) {
    if (auto refusal = not_crawled(connection)) {
        reply(std::move(*refusal));
        return;
    }
    run_check(
        connection, [&] { return app_.crawls_->job_for(connection, wire::Mode::check); },
        app_.crawls_->secret_reader(connection), std::move(reply));
}

void AppCommands::try_connection(const control::ConnectionRequest& request,
                                 Reply<std::vector<control::Finding>> reply) {
    app_.turns_.take([this, request, reply, alive = alive_](const Turn& turn) {
        if (!*alive) return;
        auto ready = std::make_shared<ReadyConfig>(*app_.ready_);
        app_.descriptions_.ask(
            ready->config.daemon.plugin_dirs, {plugin_of(request.table)}, {ready, &ready->plugins},
            [this, ready, request, reply, turn, alive] {
                if (!*alive) return;
                const CheckedDefinition checked = check_definition(
                    *ready, request.key, request.table, request.caller.vouchers(), true);
                if (!checked.problems.ok()) {
                    reply(control::wrong_definition(checked.problems.lines()));
                    return;
                }
                const config::ConnectionConfig& connection = checked.connection;
                // No name of a connection has a blank.
                run_check(
                    "try of " + request.key,
                    [&] {
                        return job_of(ready->plugins.at(connection.plugin), connection,
                                      checked.options, wire::Mode::check);
                    },
                    [options = checked.options](const std::string& option) {
                        return told_again(options, option);
                    },
                    reply);
            });
    });
}

void AppCommands::run_check(const std::string& label, const std::function<wire::Job()>& make_job,
                            PluginCall::ReadSecret read_secret,
                            Reply<std::vector<control::Finding>> reply) {
    if (checks_.count(label) != 0) {
        reply(not_now("connection '" + label + "' is being checked already"));
        return;
    }
    if (checks_.size() >= kMaxChecks) {
        reply(not_now("too many connections are being checked"));
        return;
    }
    try {
        const wire::Job job = make_job();
        check_replies_[label] = std::move(reply);
        checks_[label] = std::make_unique<PluginCall>(
            app_.loop_, app_.crawl_program_, job, label,
            [this, label](const PluginAnswer& answer) {
                const auto to = std::move(check_replies_[label]);
                check_replies_.erase(label);
                checks_.erase(label);
                to(findings_of(answer));
            },
            std::move(read_secret));
    } catch (const Error& e) {
        reply(Refusal{
            Refusal::Kind::failed, "The connection could not be checked", e.what(), "", {}});
    }
}

} // namespace objsync::daemon
