// A connection handle: its session with the server, and the channels of its statements.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/snowflake/driver/channel.h"
#include "tests/snowflake/driver/connection_string.h"
#include "tests/snowflake/driver/diagnostics.h"
#include "tests/snowflake/wire/messages.h"

namespace fake_snowflake::driver {

class Connection {
public:
    Connection() = default;
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Diagnostics diagnostics;
    std::map<SQLINTEGER, std::string> text_attributes; // Snowflake's own, set before connect
    SQLULEN login_timeout_s = 0; // SQL_ATTR_LOGIN_TIMEOUT; 0: the driver's own

    // Signs in. Throws DriverError.
    void connect(Keywords keywords);
    void disconnect() noexcept;
    [[nodiscard]] bool connected() const noexcept { return main_ != nullptr; }

    [[nodiscard]] const Keywords& keywords() const noexcept { return keywords_; }
    [[nodiscard]] const wire::DriverTraits& traits() const noexcept { return welcome_.traits; }
    [[nodiscard]] const std::string& server_version() const { return welcome_.server_version; }

    // A channel for one statement; threads may ask at the same time. Throws DriverError.
    [[nodiscard]] std::unique_ptr<Channel> borrow();
    void give_back(std::unique_ptr<Channel> channel);
    [[nodiscard]] uint64_t next_statement();
    // Asks the server to stop the statement. From any thread.
    void cancel(uint64_t statement);

private:
    [[nodiscard]] Address address() const;
    void sign_in(wire::Keywords sent);
    void keep_alive();

    Keywords keywords_;
    Address address_;
    wire::Welcome welcome_;

    std::mutex main_mutex_; // of main_, whose answers come in order
    std::unique_ptr<Channel> main_;

    std::mutex mutex_; // of what follows
    std::condition_variable ended_changed_;
    std::vector<std::unique_ptr<Channel>> idle_;
    uint64_t last_statement_ = 0;
    bool ended_ = false;

    std::thread heartbeats_;
};

} // namespace fake_snowflake::driver
