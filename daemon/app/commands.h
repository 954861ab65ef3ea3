// What the control server asks for, done by the parts of the app. Loop thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "daemon/app/app.h"
#include "daemon/control/commands.h"

namespace objsync::daemon {

class AppCommands final : public control::Commands {
public:
    explicit AppCommands(App& app);
    ~AppCommands() override;

    void start_crawl(const control::CrawlRequest& request,
                     control::Reply<control::CrawlProgress> reply) override;
    [[nodiscard]] std::optional<control::CrawlProgress> crawl_progress(int64_t id) override;
    void cancel_crawl(int64_t id, control::Reply<control::Done> reply) override;
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
    void check_connection(const std::string& connection,
                          control::Reply<std::vector<control::Finding>> reply) override;
    void try_connection(const control::ConnectionRequest& request,
                        control::Reply<std::vector<control::Finding>> reply) override;
    void decide_removals(const std::string& connection, const Path& path, bool approve,
                         const control::Audit& audit, control::Reply<int64_t> reply) override;
    void connection_definition(const std::string& connection,
                               control::Reply<control::ConnectionDefinition> reply) override;
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
    [[nodiscard]] control::DaemonStatus status() override;
    [[nodiscard]] std::optional<control::ConnectionFilter> filter(
        const std::string& connection) override;

private:
    // A task of the writer whose answer may be a refusal; replies on the loop. ask_writer.h
    template <typename T>
    void ask_writer(std::function<std::variant<T, control::Refusal>(sync::Engine&, int64_t)> task,
                    control::Reply<T> reply);
    void purge_on(const std::string& connection, const Path& path, int64_t purged,
                  const control::Audit& audit, const control::Reply<int64_t>& reply);
    void pause_or_resume(const std::string& connection, bool pause, const control::Audit& audit,
                         control::Reply<control::Done>& reply);
    // Why none of its crawls can start; nullopt: they can.
    [[nodiscard]] std::optional<control::Refusal> not_crawled(const std::string& connection) const;
    // commands_connections.cc: a definition on its way into the store and into force.
    struct Defining;
    void define(const std::shared_ptr<Defining>& d);
    void keep(const std::shared_ptr<Defining>& d);
    void forget(const control::RemovalRequest& request, const control::Audit& audit,
                const Turn& turn, const control::Reply<control::Done>& reply);
    void end(const control::RemovalRequest& request, const control::Audit& audit, const Turn& turn,
             const control::Reply<control::Done>& reply);
    void put_back(const store::RegisteredRow& row, const std::function<void()>& done);
    // commands_checks.cc
    void run_check(const std::string& label, const std::function<wire::Job()>& make_job,
                   PluginCall::ReadSecret read_secret,
                   control::Reply<std::vector<control::Finding>> reply);
    [[nodiscard]] control::CrawlProgress progress_of(const CrawlView& view) const;
    [[nodiscard]] control::ConnectionStatus status_of(const std::string& connection,
                                                      const std::string& plugin);

    App& app_;
    std::optional<int64_t> asked_writer_ms_; // a check of readiness that is not answered yet
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::map<std::string, std::unique_ptr<PluginCall>> checks_;
    std::map<std::string, control::Reply<std::vector<control::Finding>>> check_replies_;
    ConfigLoader config_check_, plugin_list_;
};

} // namespace objsync::daemon
