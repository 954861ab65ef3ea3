// A host in memory: runs a plugin's functions in the test's own process and keeps what they said.
// It is strict: what a plugin may not do is in violations(), in words. One call at a time; the
// plugin may use threads.
//   TestHost host(objsync_plugin_v1());
//   host.set("database", "/tmp/x.db");
//   REQUIRE(host.crawl() == OBJSYNC_OK);
//   REQUIRE(host.violations().empty());
//   CHECK(host.scope("main").outcome == OBJSYNC_COMPLETE);
#pragma once

#include <objsync/plugin.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "plugins/sdk/testing/record.h"
#include "plugins/sdk/testing/values.h"

namespace objsync::testing {

class TestHost {
public:
    explicit TestHost(const objsync_plugin* plugin);
    ~TestHost();
    TestHost(const TestHost&) = delete;
    TestHost& operator=(const TestHost&) = delete;

    // ---- before a call ----
    // Options; what the plugin declares is checked and defaults are filled in, as the daemon does.
    Values& options() { return options_; }
    void set(const std::string& name, const std::string& text) { options_.text(name, text); }
    // Nothing: everything.
    void target(std::vector<std::string> path) { targets_.push_back(std::move(path)); }
    void forget_targets() { targets_.clear(); }
    // The filter: is this path text wanted?
    std::function<bool(const std::string& path, bool is_container)> wanted;
    // Called with each object as it arrives, on the plugin's thread: to change the source, stop
    // its server or cancel in the middle of a listing.
    std::function<void(const std::string& scope, const Object& object)> on_object;
    std::map<std::string, std::string> stored_markers; // scope's path text -> marker
    // The stored children, by their scope's path text: name, or "name;namespace" -> stamp ("":
    // none).
    std::map<std::string, std::map<std::string, std::string>> stored_stamps;
    bool full = false;                          // a full crawl: markers and stamps are not told
    std::set<std::string> done;                 // scopes the host answers with SKIP
    std::map<std::string, std::string> secrets; // read again by option path

    // ---- the calls; each starts with an empty record ----
    int check();
    int crawl();
    int lookup();
    // Another text of one of `secrets`. From any thread, also while a call runs.
    void rotate(const std::string& option, const std::string& text);
    // From any thread, also while a call runs.
    void cancel();

    // ---- what was said ----
    [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }
    [[nodiscard]] const Source& source() const { return source_; }
    // Throw std::out_of_range with the path. "": the connection.
    [[nodiscard]] const Listing& scope(const std::string& path) const;
    [[nodiscard]] const Listing& facet(const std::string& path, uint32_t kind) const;
    [[nodiscard]] bool has_scope(const std::string& path) const { return scopes_.contains(path); }
    [[nodiscard]] std::vector<std::string> scope_paths() const;
    [[nodiscard]] const Answer& answer(const std::string& path) const;
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
    [[nodiscard]] const std::vector<std::string>& log() const { return log_; }
    // Also while a call runs.
    [[nodiscard]] uint64_t count(uint32_t what) const;

private:
    friend struct TestHostCalls;

    int run(const char* what, int (*call)(const objsync_host*, const objsync_job*));
    void start(bool is_crawl);
    void judge_return(const char* what, int answer);
    void fill_options();
    void violation(const std::string& text) { violations_.push_back(text); }
    bool usable(const char* call); // notes a call that may not be made now
    Listing* open_listing(const void* handle, const char* call);
    void judge_object(const Listing& listing, const Object& object);
    void judge_end(const Listing& listing, const objsync_end& end);
    void run_on_cancel();

    const objsync_plugin* plugin_;
    objsync_host host_{};
    Values options_;
    std::vector<std::vector<std::string>> targets_;

    mutable std::mutex mutex_; // all below
    std::condition_variable cancel_done_;
    bool running_ = false, begun_ = false, is_crawl_ = false;
    std::vector<std::string> violations_;
    Source source_;
    std::map<std::string, std::unique_ptr<Listing>> scopes_, facets_;
    std::map<const void*, std::set<std::string>> seen_; // listing -> namespace and name
    std::map<std::string, Answer> answers_;
    std::vector<Finding> findings_;
    std::optional<Failure> failure_;
    std::vector<std::string> log_;
    std::map<uint32_t, uint64_t> counts_;

    std::atomic<bool> cancelled_{false};
    int cancel_pipe_[2] = {-1, -1};
    void (*on_cancel_)(void*) = nullptr;
    void* on_cancel_user_ = nullptr;
    bool in_on_cancel_ = false;
    std::thread cancel_thread_; // a thread of the host, as the ABI promises
};

} // namespace objsync::testing
