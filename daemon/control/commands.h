// What the control server may ask of the daemon. The app implements it. All calls come on the loop
// thread and return at once; what takes time answers through its Reply, later, on the loop thread.
// The server drops late answers by itself, so the app need not know whether the client still waits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/control/answers.h"
#include "daemon/control/audit.h"
#include "daemon/control/definitions.h"

namespace objsync::control {

// A mutation takes the ticket of its audit record, and writes it in the transaction of its change.
class Commands {
public:
    virtual ~Commands() = default;

    // Answers once the crawl is accepted: it may still wait, or be absorbed by a wider one.
    virtual void start_crawl(const CrawlRequest& request, Reply<CrawlProgress> reply) = 0;
    [[nodiscard]] virtual std::optional<CrawlProgress> crawl_progress(int64_t id) = 0;
    // Whoever asked for it: it ends as cancelled, and has concluded no absence.
    virtual void cancel_crawl(int64_t id, Reply<Done> reply) = 0;

    // Applied all at once, or refused: nothing there, not as the caller saw it, nothing to set.
    virtual void change_settings(const SettingsRequest& request, const Audit& audit,
                                 Reply<SettingsDone> reply) = 0;
    // Gives back what was set before the job.
    virtual void cancel_job(int64_t id, const std::string& principal, const Audit& audit,
                            Reply<Done> reply) = 0;
    // The tombstones at the path and what is below them; answers with how many objects went.
    virtual void purge(const std::string& connection, const Path& path, const Audit& audit,
                       Reply<int64_t> reply) = 0;

    // An empty connection means all of them. Paused connections finish what is under way.
    virtual void pause(const std::string& connection, const Audit& audit, Reply<Done> reply) = 0;
    virtual void resume(const std::string& connection, const Audit& audit, Reply<Done> reply) = 0;

    // The configuration only, no crawl. A wrong one is refused with all its mistakes.
    virtual void reload(Reply<Done> reply) = 0;
    virtual void check_config(Reply<ConfigReport> reply) = 0;

    virtual void accept_identity(const std::string& connection, const Audit& audit,
                                 Reply<IdentityAccepted> reply) = 0;
    // Stops its crawls first. A connection that has changed since the preview, and one that the
    // files have: conflict.
    virtual void remove_connection(const RemovalRequest& request, const Audit& audit,
                                   Reply<Done> reply) = 0;
    virtual void check_connection(const std::string& connection,
                                  Reply<std::vector<Finding>> reply) = 0;
    // The same for one that is not registered; it is checked first as it would be then.
    virtual void try_connection(const ConnectionRequest& request,
                                Reply<std::vector<Finding>> reply) = 0;

    // Held removals at and below the path: true removes them now, false keeps the objects.
    // Answers with how many were decided.
    virtual void decide_removals(const std::string& connection, const Path& path, bool approve,
                                 const Audit& audit, Reply<int64_t> reply) = 0;

    // Connections that are kept in the store. In a change "[REDACTED]" stands for the secret that
    // there is. One that comes from the files can be read, and its change is a conflict.
    virtual void connection_definition(const std::string& connection,
                                       Reply<ConnectionDefinition> reply) = 0;
    virtual void register_connection(const ConnectionRequest& request, const Audit& audit,
                                     Reply<Done> reply) = 0;
    virtual void change_connection(const ConnectionRequest& request, const Audit& audit,
                                   Reply<Done> reply) = 0;

    virtual void change_tags(const TagRequest& request, const Audit& audit,
                             Reply<TagsChanged> reply) = 0;

    // Tokens; `token` without its id. Answers with the row as it is kept.
    virtual void create_token(const store::TokenRow& token, const Audit& audit,
                              Reply<store::TokenRow> reply) = 0;
    virtual void revoke_token(int64_t id, const Audit& audit, Reply<Done> reply) = 0;
    virtual void tokens_used(std::vector<std::pair<int64_t, int64_t>> used) = 0; // id, when
    // A row that nobody has written with a change: of what was refused or changed nothing.
    virtual void record(store::AuditRow row) = 0;

    // Answers when the writer has answered; a refusal says what does not work.
    virtual void check_ready(Reply<Done> reply) = 0;
    virtual void plugins(Reply<std::vector<PluginInfo>> reply) = 0;
    // `file` is an absolute path on the daemon's machine, which must not exist yet.
    virtual void backup(const std::string& file, Reply<BackupWritten> reply) = 0;

    [[nodiscard]] virtual DaemonStatus status() = 0;
    // The filter in force. nullopt: no such connection is configured.
    [[nodiscard]] virtual std::optional<ConnectionFilter> filter(const std::string& connection) = 0;
};

} // namespace objsync::control
