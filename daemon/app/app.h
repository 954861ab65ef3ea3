// The daemon: owns all parts, and wires them. Member order is construction order, and the reverse
// of shutdown. Loop thread, but for what its hooks say.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/app/config_loader.h"
#include "daemon/app/crawls.h"
#include "daemon/app/notify.h"
#include "daemon/app/turns.h"
#include "daemon/deliver/deliverer.h"
#include "daemon/loop/loop.h"
#include "daemon/loop/signal.h"
#include "daemon/writer/writer.h"

namespace objsync::control {
class Server;
}

namespace objsync::daemon {

class AppCommands;

struct Arguments {
    std::string config;
    bool check_config = false;
    bool once = false;
};

// Exit codes of --once and of `objsyncctl crawl --wait`.
enum ExitCode : int { kComplete = 0, kFailed = 1, kIncomplete = 3 };

class App {
public:
    explicit App(Arguments arguments);
    ~App();
    [[nodiscard]] int run();

private:
    friend class AppCommands;

    void on_first_config(const std::shared_ptr<ReadyConfig>& ready);
    void check_only(const ReadyConfig& ready);
    void take_registered(const std::vector<store::RegisteredRow>& rows);
    void start();
    void open_writer();
    void start_delivery();
    void start_control();
    void take_connections(const std::shared_ptr<ReadyConfig>& ready,
                          const std::function<void()>& taken); // none: at the start
    using Kept = std::map<std::string, KeptTimes>;
    void put_in_force(const std::shared_ptr<ReadyConfig>& ready, const Kept& kept);
    void on_hup();
    // `done` gets all mistakes; empty: the new configuration is in force.
    void reload(const std::function<void(const std::vector<std::string>& mistakes)>& done);
    void loaded(const std::shared_ptr<ReadyConfig>& ready, const std::function<void()>& finish);
    void take(const std::shared_ptr<ReadyConfig>& ready, const std::function<void()>& taken);
    void name_problems(const CrawlResult& result);
    void on_term();
    void on_crawl_ended(const std::string& connection, const CrawlResult& result);
    void finish_once();
    void care();
    void stop(int code);

    Arguments arguments_;
    Loop loop_;
    Notify notify_;
    int exit_code_ = kComplete;
    bool stopping_ = false;
    int64_t started_ms_ = 0;
    std::string crawl_program_;
    std::unique_ptr<ConfigLoader> loader_;
    PluginDescriptions descriptions_; // of connections that are registered; by turns
    Turns turns_;                     // of whatever changes the configuration in force
    std::shared_ptr<ReadyConfig> ready_;
    std::vector<std::string> config_mistakes_; // of the last reload
    std::unique_ptr<Writer> writer_;
    std::unique_ptr<Crawls> crawls_;
    std::unique_ptr<Deliverer> deliverer_;
    std::unique_ptr<AppCommands> commands_;
    std::unique_ptr<control::Server> control_;
    Signal hup_, term_, interrupt_, usr1_;
    Timer care_timer_; // prunes what is past its retention
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace objsync::daemon
