#include "tests/snowflake/server/log.h"

#include <algorithm>
#include <array>

#include "tests/snowflake/server/faults.h"

namespace fake_snowflake {

namespace {

constexpr std::array<std::string_view, 8> kSecrets = {
    "PWD",          "TOKEN",           "PASSCODE",         "PRIV_KEY_FILE_PWD",
    "PRIV_KEY_PWD", "PRIV_KEY_BASE64", "PRIV_KEY_CONTENT", "OAUTHCLIENTSECRET"};

} // namespace

std::vector<LoggedStatement> Log::statements() const {
    const std::lock_guard lock(mutex_);
    return statements_;
}

std::vector<LoggedLogin> Log::logins() const {
    const std::lock_guard lock(mutex_);
    return logins_;
}

size_t Log::count(std::string_view pattern) const {
    const std::lock_guard lock(mutex_);
    return static_cast<size_t>(std::count_if(
        statements_.begin(), statements_.end(),
        [&](const LoggedStatement& statement) { return matches(pattern, statement.sql); }));
}

uint64_t Log::heartbeats() const {
    const std::lock_guard lock(mutex_);
    return heartbeats_;
}

uint64_t Log::cancels() const {
    const std::lock_guard lock(mutex_);
    return cancels_;
}

std::vector<std::string> Log::defects() const {
    const std::lock_guard lock(mutex_);
    return defects_;
}

void Log::clear() {
    const std::lock_guard lock(mutex_);
    cleared_ += statements_.size();
    statements_.clear();
    logins_.clear();
    defects_.clear();
    heartbeats_ = cancels_ = 0;
}

size_t Log::begin(int64_t session, const std::string& sql,
                  const std::vector<Parameter>& parameters) {
    const std::lock_guard lock(mutex_);
    statements_.push_back({.session = session, .sql = sql, .parameters = parameters});
    return cleared_ + statements_.size() - 1;
}

void Log::add_rows(size_t statement, uint64_t rows) {
    const std::lock_guard lock(mutex_);
    if (statement >= cleared_) statements_[statement - cleared_].rows += rows;
}

void Log::finish(size_t statement, Outcome outcome, int32_t native) {
    const std::lock_guard lock(mutex_);
    if (statement < cleared_) return;
    statements_[statement - cleared_].outcome = outcome;
    statements_[statement - cleared_].native = native;
}

void Log::login(int64_t session, std::map<std::string, std::string> keywords, int32_t native) {
    for (const std::string_view secret : kSecrets) {
        const auto found = keywords.find(std::string(secret));
        if (found != keywords.end()) found->second = "***";
    }
    const std::lock_guard lock(mutex_);
    logins_.push_back({session, std::move(keywords), native});
}

void Log::heartbeat() {
    const std::lock_guard lock(mutex_);
    ++heartbeats_;
}

void Log::cancel() {
    const std::lock_guard lock(mutex_);
    ++cancels_;
}

void Log::defect(std::string text) {
    const std::lock_guard lock(mutex_);
    defects_.push_back(std::move(text));
}

} // namespace fake_snowflake
