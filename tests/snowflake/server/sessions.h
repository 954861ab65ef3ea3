// The sessions that are signed in, by number and token. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "tests/snowflake/engine.h"
#include "tests/snowflake/server/running.h"
#include "tests/snowflake/wire/messages.h"

namespace fake_snowflake {

// A session, shared by its connection and its channels.
class OpenSession {
public:
    OpenSession(std::unique_ptr<Session> session, wire::Keywords signed_in_with);

    [[nodiscard]] int64_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& token() const noexcept { return token_; }
    [[nodiscard]] const wire::Keywords& keywords() const noexcept { return keywords_; }

    // The engine's session and the rows it gave are used under this lock.
    [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }
    [[nodiscard]] Session& engine() noexcept { return *session_; }

    void expire() noexcept { expired_ = true; }
    // Throws SqlError 390114, or 390111 after the session's end.
    void check() const;

    // nullptr takes the statement out.
    void set_running(uint64_t statement, std::shared_ptr<Running> running);
    [[nodiscard]] bool cancel(uint64_t statement); // whether it was running
    void end() noexcept;                           // cancels all

private:
    const std::unique_ptr<Session> session_;
    const wire::Keywords keywords_;
    const int64_t id_;
    const std::string token_;
    std::mutex mutex_;
    std::atomic<bool> expired_ = false, ended_ = false;

    std::mutex running_mutex_;
    std::map<uint64_t, std::shared_ptr<Running>> running_;
};

class Sessions {
public:
    void add(const std::shared_ptr<OpenSession>& session);
    void remove(const OpenSession& session);
    // Throws SqlError 390111 where there is none.
    [[nodiscard]] std::shared_ptr<OpenSession> find(int64_t id, const std::string& token) const;
    void expire();
    [[nodiscard]] size_t size() const;

private:
    mutable std::mutex mutex_;
    std::map<int64_t, std::shared_ptr<OpenSession>> sessions_;
};

} // namespace fake_snowflake
