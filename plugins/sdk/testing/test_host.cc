#include "plugins/sdk/testing/test_host.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "plugins/sdk/testing/host_calls.h"

namespace objsync::testing {

TestHost::TestHost(const objsync_plugin* plugin) : plugin_(plugin), host_(make_host_table(this)) {
    if (pipe(cancel_pipe_) != 0) throw std::runtime_error("cannot make a pipe");
}

TestHost::~TestHost() {
    if (cancel_thread_.joinable()) cancel_thread_.join();
    close(cancel_pipe_[0]);
    close(cancel_pipe_[1]);
}

void TestHost::rotate(const std::string& option, const std::string& text) {
    const std::lock_guard lock(mutex_);
    secrets[option] = text;
}

int TestHost::check() {
    return run("check", plugin_->check);
}
int TestHost::crawl() {
    return run("crawl", plugin_->crawl);
}
int TestHost::lookup() {
    return run("lookup", plugin_->lookup);
}

int TestHost::run(const char* what, int (*call)(const objsync_host*, const objsync_job*)) {
    if (!call) throw std::logic_error(std::string("the plugin has no ") + what + "()");
    start(call == plugin_->crawl);

    std::vector<std::vector<objsync_segment>> segments;
    std::vector<objsync_path> paths;
    for (const auto& target : targets_) {
        auto& path = segments.emplace_back();
        for (const auto& name : target)
            path.push_back({{name.data(), name.size()}, {}});
    }
    for (const auto& path : segments)
        paths.push_back({path.data(), path.size()});

    objsync_job job{};
    job.size = sizeof(job);
    job.connection = {"test", 4};
    job.options = options_.c();
    job.targets = paths.data();
    job.n_targets = paths.size();
    job.flags = full ? OBJSYNC_JOB_FULL : 0;
    const int answer = call(&host_, &job);

    {
        std::lock_guard lock(mutex_);
        running_ = false;
        judge_return(what, answer);
    }
    if (cancel_thread_.joinable()) cancel_thread_.join();
    return answer;
}

void TestHost::start(bool is_crawl) {
    std::lock_guard lock(mutex_);
    violations_.clear();
    source_ = {};
    scopes_.clear();
    facets_.clear();
    seen_.clear();
    answers_.clear();
    findings_.clear();
    failure_.reset();
    log_.clear();
    counts_.clear();
    begun_ = false;
    is_crawl_ = is_crawl;
    running_ = true;
    fill_options();
}

// What the daemon does with a configuration before a plugin sees it.
void TestHost::fill_options() {
    const objsync_description& description = *plugin_->describe();
    std::set<std::string> declared;
    for (size_t i = 0; i < description.n_options; ++i) {
        const auto* first = reinterpret_cast<const char*>(description.options);
        const auto& option =
            *reinterpret_cast<const objsync_option*>(first + i * description.options->size);
        declared.insert(option.name);
        const bool given = options_.has(option.name);
        if (!given && (option.flags & OBJSYNC_REQUIRED)) {
            throw std::logic_error(std::string("the required option '") + option.name +
                                   "' is not set");
        }
        if (!given && option.default_text)
            options_.from_text(option.name, option.type, option.default_text);
    }
    for (const auto& name : options_.names()) {
        if (!declared.contains(name)) {
            throw std::logic_error("the plugin does not declare the option '" + name + "'");
        }
    }
}

void TestHost::judge_return(const char* what, int answer) {
    const std::string call = std::string(what) + "()";
    for (const auto* listings : {&scopes_, &facets_}) {
        for (const auto& [path, listing] : *listings) {
            if (!listing->ended) violation(call + " left the listing of '" + path + "' open");
        }
    }
    if (on_cancel_) violation(call + " did not take its on_cancel() back");
    on_cancel_ = nullptr;
    if (answer == OBJSYNC_FAILED && !failure_) violation(call + " failed without fail()");
    if (answer == OBJSYNC_OK && failure_) violation(call + " returned OK after fail()");
    if (answer == OBJSYNC_OK && is_crawl_ && !begun_) violation(call + " never called begin()");
    if (answer != OBJSYNC_OK && answer != OBJSYNC_FAILED && answer != OBJSYNC_CANCELLED) {
        violation(call + " returned " + std::to_string(answer));
    }
}

void TestHost::cancel() {
    std::lock_guard lock(mutex_);
    if (cancelled_.exchange(true)) return;
    const char byte = 1;
    if (write(cancel_pipe_[1], &byte, 1) != 1) violation("cannot write to the cancel pipe");
    if (on_cancel_) run_on_cancel();
}

// Under the lock; the call itself runs on its own thread and without it.
void TestHost::run_on_cancel() {
    auto* call = on_cancel_;
    auto* user = on_cancel_user_;
    in_on_cancel_ = true;
    cancel_thread_ = std::thread([this, call, user] {
        call(user);
        std::lock_guard lock(mutex_);
        in_on_cancel_ = false;
        cancel_done_.notify_all();
    });
}

namespace {

template <typename Map>
const auto& find(const Map& map, const std::string& path, const char* what) {
    const auto it = map.find(path);
    if (it == map.end()) throw std::out_of_range(std::string("no ") + what + " '" + path + "'");
    return it->second;
}

} // namespace

const Listing& TestHost::scope(const std::string& path) const {
    return *find(scopes_, path, "scope");
}

const Listing& TestHost::facet(const std::string& path, uint32_t kind) const {
    return *find(facets_, std::to_string(kind) + " " + path, "facet pass");
}

const Answer& TestHost::answer(const std::string& path) const {
    return find(answers_, path, "answer for");
}

std::vector<std::string> TestHost::scope_paths() const {
    std::vector<std::string> out;
    for (const auto& [path, listing] : scopes_)
        out.push_back(path);
    return out;
}

uint64_t TestHost::count(uint32_t what) const {
    const std::lock_guard lock(mutex_);
    const auto it = counts_.find(what);
    return it == counts_.end() ? 0 : it->second;
}

} // namespace objsync::testing
