#include "tests/snowflake/server/sessions.h"

#include <random>

namespace fake_snowflake {

namespace {

std::string random_token() {
    std::random_device random;
    std::string out;
    for (int i = 0; i < 4; ++i)
        out += std::to_string(random()) + ".";
    return out;
}

[[noreturn]] void no_session() {
    throw SqlError("08001", 390111,
                   "Session no longer exists.  New login required to access the service.");
}

} // namespace

OpenSession::OpenSession(std::unique_ptr<Session> session, wire::Keywords signed_in_with)
    : session_(std::move(session)),
      keywords_(std::move(signed_in_with)),
      id_(session_->id()),
      token_(random_token()) {}

void OpenSession::check() const {
    if (ended_) no_session();
    if (expired_) {
        throw SqlError("08001", 390114,
                       "Authentication token has expired.  The user must authenticate again.");
    }
}

void OpenSession::set_running(uint64_t statement, std::shared_ptr<Running> running) {
    const std::lock_guard guard(running_mutex_);
    if (running) {
        running_[statement] = std::move(running);
    } else {
        running_.erase(statement);
    }
}

bool OpenSession::cancel(uint64_t statement) {
    const std::lock_guard guard(running_mutex_);
    const auto found = running_.find(statement);
    if (found == running_.end()) return false;
    found->second->cancel();
    return true;
}

void OpenSession::end() noexcept {
    ended_ = true;
    const std::lock_guard guard(running_mutex_);
    for (const auto& [statement, running] : running_)
        running->cancel();
}

void Sessions::add(const std::shared_ptr<OpenSession>& session) {
    const std::lock_guard lock(mutex_);
    sessions_[session->id()] = session;
}

void Sessions::remove(const OpenSession& session) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(session.id());
}

std::shared_ptr<OpenSession> Sessions::find(int64_t id, const std::string& token) const {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(id);
    if (found == sessions_.end() || found->second->token() != token) no_session();
    return found->second;
}

void Sessions::expire() {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, session] : sessions_)
        session->expire();
}

size_t Sessions::size() const {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
}

} // namespace fake_snowflake
