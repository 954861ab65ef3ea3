// The app as the control server sees it, with answers that tests know. Loop thread only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/control/commands.h"
#include "daemon/loop/loop.h"

namespace objsync::test {

// Connections by name: "shop" does as it is told, "silent" never answers, others do not exist.
class FakeCommands final : public control::Commands {
public:
    explicit FakeCommands(Loop& loop) : loop_(loop) {}

    void start_crawl(const control::CrawlRequest& request,
                     control::Reply<control::CrawlProgress> reply) override;
    // Each question finds it one step further. A crawl of archive ends incomplete.
    std::optional<control::CrawlProgress> crawl_progress(int64_t id) override;
    void cancel_crawl(int64_t id, control::Reply<control::Done> reply) override;
    // There is something to announce exactly when a status is set.
    void change_settings(const control::SettingsRequest& request, const control::Audit& audit,
                         control::Reply<control::SettingsDone> reply) override;
    void cancel_job(int64_t id, const std::string& principal, const control::Audit& audit,
                    control::Reply<control::Done> reply) override;
    void purge(const std::string& connection, const Path& path, const control::Audit& audit,
               control::Reply<int64_t> reply) override;
    void pause(const std::string& connection, const control::Audit& audit,
               control::Reply<control::Done> reply) override;
    void resume(const std::string& connection, const control::Audit& audit,
                control::Reply<control::Done> reply) override;
    void reload(control::Reply<control::Done> reply) override;
    void check_config(control::Reply<control::ConfigReport> reply) override;
    void accept_identity(const std::string& connection, const control::Audit& audit,
                         control::Reply<control::IdentityAccepted> reply) override;
    void remove_connection(const control::RemovalRequest& request, const control::Audit& audit,
                           control::Reply<control::Done> reply) override;
    void try_connection(const control::ConnectionRequest& request,
                        control::Reply<std::vector<control::Finding>> reply) override;
    void check_connection(const std::string& connection,
                          control::Reply<std::vector<control::Finding>> reply) override;
    void decide_removals(const std::string& connection, const Path& path, bool approve,
                         const control::Audit& audit, control::Reply<int64_t> reply) override;
    void connection_definition(const std::string& connection,
                               control::Reply<control::ConnectionDefinition> reply) override;
    // A plugin "wrong" has two mistakes.
    void register_connection(const control::ConnectionRequest& request, const control::Audit& audit,
                             control::Reply<control::Done> reply) override;
    void change_connection(const control::ConnectionRequest& request, const control::Audit& audit,
                           control::Reply<control::Done> reply) override;
    void change_tags(const control::TagRequest& request, const control::Audit& audit,
                     control::Reply<control::TagsChanged> reply) override;
    void create_token(const store::TokenRow& token, const control::Audit& audit,
                      control::Reply<store::TokenRow> reply) override;
    void revoke_token(int64_t id, const control::Audit& audit,
                      control::Reply<control::Done> reply) override;
    void tokens_used(std::vector<std::pair<int64_t, int64_t>> used) override;
    void record(store::AuditRow row) override;
    void check_ready(control::Reply<control::Done> reply) override;
    void plugins(control::Reply<std::vector<control::PluginInfo>> reply) override;
    void backup(const std::string& file, control::Reply<control::BackupWritten> reply) override;
    control::DaemonStatus status() override;
    std::optional<control::ConnectionFilter> filter(const std::string& connection) override;

    bool config_wrong = false;
    std::string wrong;              // with the definition of shop
    std::vector<std::string> calls; // what was asked, one text each
    std::vector<store::SettingsChange> changes;
    std::vector<store::AuditRow> recorded;
    std::vector<std::pair<int64_t, int64_t>> used; // tokens

private:
    // Answers from the loop, later, as the app does for what takes time.
    template <typename T>
    void later(const std::string& connection, control::Reply<T> reply, T value);

    Loop& loop_;
    control::CrawlProgress crawl_;
    int asked_ = 0;
    int64_t last_token_ = 0;
};

} // namespace objsync::test
