#include "tests/snowflake/driver/connection.h"

#include <algorithm>
#include <charconv>

#include "tests/snowflake/driver/credentials.h"

namespace fake_snowflake::driver {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr SQLULEN kShortestLoginTimeout = 300; // the real driver raises what is below, but for 0

SQLULEN number_of(const Keywords& keywords, const char* name, SQLULEN otherwise) {
    const std::string text = value_of(keywords, name);
    if (text.empty()) return otherwise;
    SQLULEN out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw own_error("28000", 20032, std::string("Setting '") + name + "' is not a number.");
    }
    return out;
}

Channel::Timeout login_timeout(const Keywords& keywords, SQLULEN attribute) {
    const SQLULEN set =
        number_of(keywords, "LOGIN_TIMEOUT", attribute > 0 ? attribute : kShortestLoginTimeout);
    if (set == 0) return std::nullopt;
    return seconds(std::max(set, kShortestLoginTimeout));
}

} // namespace

Connection::~Connection() {
    disconnect();
}

Address Connection::address() const {
    Address out;
    out.host = value_of(keywords_, "SERVER");
    if (out.host.empty()) {
        out.host = required(keywords_, "ACCOUNT") + ".snowflakecomputing.com";
    }
    const bool http = value_of(keywords_, "PROTOCOL") == "http";
    out.port = static_cast<uint16_t>(number_of(keywords_, "PORT", http ? 80 : 443));
    const std::string url =
        "[Snowflake][Snowflake] (4) \n      REST request for URL " +
        std::string(http ? "http" : "https") + "://" + out.host + ":" + std::to_string(out.port) +
        "/session/v1/login-request failed: CURLerror (curl_easy_perform() failed) - ";
    // No test may reach out of the machine, and the server speaks no TLS.
    if (out.host != "127.0.0.1" && out.host != "localhost") {
        throw DriverError("08001", 4, url + "code=6 msg='Couldn't resolve host name'.");
    }
    if (!http) throw DriverError("08001", 4, url + "code=35 msg='SSL connect error'.");
    return out;
}

void Connection::connect(Keywords keywords) {
    keywords_ = std::move(keywords);
    address_ = address();
    sign_in(credentials_for(keywords_, text_attributes));
    if (is_true(keywords_, "CLIENT_SESSION_KEEP_ALIVE")) {
        ended_ = false;
        heartbeats_ = std::thread([this] { keep_alive(); });
    }
}

void Connection::sign_in(wire::Keywords sent) {
    const Channel::Timeout timeout = login_timeout(keywords_, login_timeout_s);
    auto channel = std::make_unique<Channel>(address_, timeout);
    channel->send(wire::Type::login, wire::encode(wire::Login{std::move(sent)}));
    try {
        wire::decode(channel->expect(wire::Type::welcome, timeout), welcome_);
    } catch (const DriverError& error) {
        // The server's 08004 for who may not sign in is 28000 here, and there is no connection yet
        // that could be lost.
        const Record record = error.record();
        if (record.state == "08004") throw DriverError("28000", record.native, record.text);
        if (record.state == "08S01") throw DriverError("08001", record.native, record.text);
        throw;
    }
    main_ = std::move(channel);
}

void Connection::disconnect() noexcept {
    if (heartbeats_.joinable()) {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
            ended_changed_.notify_all();
        }
        heartbeats_.join();
    }
    idle_.clear();
    if (!main_) return;
    try {
        main_->send(wire::Type::logout);
        (void)main_->expect(wire::Type::done);
    } catch (const std::exception&) {
        // The session ends with the TCP connection as well.
    }
    main_.reset();
}

void Connection::keep_alive() {
    const milliseconds interval(welcome_.traits.heartbeat_ms);
    std::unique_lock lock(mutex_);
    while (!ended_changed_.wait_for(lock, interval, [this] { return ended_; })) {
        lock.unlock();
        try {
            const std::lock_guard main(main_mutex_);
            main_->send(wire::Type::heartbeat);
            (void)main_->expect(wire::Type::done);
        } catch (const DriverError&) {
            // The next statement tells.
        }
        lock.lock();
    }
}

std::unique_ptr<Channel> Connection::borrow() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto out = std::move(idle_.back());
            idle_.pop_back();
            return out;
        }
    }
    auto out = std::make_unique<Channel>(address_, std::nullopt);
    out->send(wire::Type::attach, wire::encode(wire::Attach{welcome_.session, welcome_.token}));
    (void)out->expect(wire::Type::done);
    return out;
}

void Connection::give_back(std::unique_ptr<Channel> channel) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(channel));
}

uint64_t Connection::next_statement() {
    const std::lock_guard lock(mutex_);
    return ++last_statement_;
}

void Connection::cancel(uint64_t statement) {
    const std::lock_guard lock(main_mutex_);
    main_->send(wire::Type::cancel, wire::encode(wire::Cancel{statement}));
    (void)main_->expect(wire::Type::done);
}

} // namespace fake_snowflake::driver
