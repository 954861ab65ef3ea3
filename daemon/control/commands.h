// What the control server may ask of the daemon. The app implements it. All calls come on the loop
// thread and return at once; what takes time answers through its Reply, later, on the loop thread.
// The server drops late answers by itself, so the app need not know whether the client still waits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/control/answers.h"

namespace objsync::control {

class Commands {
public:
    virtual ~Commands() = default;

    // Answers once the crawl is accepted: it may still wait, or be absorbed by a wider one.
    virtual void start_crawl(const CrawlRequest& request, Reply<CrawlProgress> reply) = 0;
    [[nodiscard]] virtual std::optional<CrawlProgress> crawl_progress(int64_t id) = 0;

    // An empty connection means all of them. Paused connections finish what is under way.
    virtual void pause(const std::string& connection, Reply<Done> reply) = 0;
    virtual void resume(const std::string& connection, Reply<Done> reply) = 0;

    // The configuration only, no crawl. A wrong one is refused with all its mistakes.
    virtual void reload(Reply<Done> reply) = 0;
    virtual void check_config(Reply<ConfigReport> reply) = 0;

    virtual void accept_identity(const std::string& connection, Reply<IdentityAccepted> reply) = 0;
    virtual void preview_connection_removal(const std::string& connection,
                                            Reply<RemovalPreview> reply) = 0;
    // `token` is a preview's; otherwise, or when the connection has changed since: conflict.
    virtual void remove_connection(const std::string& connection, const std::string& token,
                                   Reply<RemovalPreview> reply) = 0;
    virtual void check_connection(const std::string& connection,
                                  Reply<std::vector<Finding>> reply) = 0;

    // Held removals at and below the path: true removes them now, false keeps the objects.
    // Answers with how many were decided.
    virtual void decide_removals(const std::string& connection, const Path& path, bool approve,
                                 Reply<int64_t> reply) = 0;

    virtual void plugins(Reply<std::vector<PluginInfo>> reply) = 0;
    // `file` is an absolute path on the daemon's machine, which must not exist yet.
    virtual void backup(const std::string& file, Reply<BackupWritten> reply) = 0;

    [[nodiscard]] virtual DaemonStatus status() = 0;
    // The filter in force. nullopt: no such connection is configured.
    [[nodiscard]] virtual std::optional<ConnectionFilter> filter(const std::string& connection) = 0;
};

} // namespace objsync::control
