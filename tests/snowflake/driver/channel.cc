#include "tests/snowflake/driver/channel.h"

#include <csignal>
#include <utility>

namespace fake_snowflake::driver {

namespace {

[[noreturn]] void request_failed(const char* state, const Address& address, const char* path,
                                 const std::string& why) {
    throw DriverError(state, 4,
                      "[Snowflake][Snowflake] (4) \n      REST request for URL http://" +
                          address.host + ":" + std::to_string(address.port) + path +
                          " failed: CURLerror (curl_easy_perform() failed) - " + why);
}

wire::Socket connect(const Address& address, Channel::Timeout timeout) {
    try {
        return wire::Socket::connect(address.host, address.port, timeout);
    } catch (const wire::WireError& error) {
        request_failed(
            "08001", address, "/session/v1/login-request",
            std::string("code=7 msg='Couldn't connect to server' osMsg='") + error.what() + "'.");
    }
}

} // namespace

Channel::Channel(const Address& address, Timeout timeout)
    : address_(address), socket_(connect(address, timeout)) {}

void Channel::lost(const char* why) const {
    request_failed("08S01", address_, "/queries/v1/query-request",
                   std::string("code=56 msg='Failure when receiving data from the peer' osMsg='") +
                       why + "'.");
}

void Channel::send(wire::Type type, std::string_view payload) {
    try {
        socket_.send(static_cast<uint8_t>(type), payload);
    } catch (const wire::WireError& error) {
        lost(error.what());
    }
}

wire::Type Channel::receive(Timeout timeout) {
    try {
        socket_.receive(frame_, timeout);
    } catch (const wire::Timeout&) {
        request_failed("HYT00", address_, "/session/v1/login-request",
                       "code=28 msg='Timeout was reached'.");
    } catch (const wire::WireError& error) {
        lost(error.what());
    }
    const auto type = static_cast<wire::Type>(frame_.type);
    if (type == wire::Type::crash) {
        std::signal(SIGSEGV, SIG_DFL); // as no handler of the application could mend it
        std::raise(SIGSEGV);
    }
    if (type == wire::Type::failure) {
        wire::Failure failure;
        wire::decode(frame_.payload, failure);
        throw DriverError(failure.state, failure.native, failure.text);
    }
    return type;
}

std::string_view Channel::expect(wire::Type type, Timeout timeout) {
    if (receive(timeout) != type) lost("an unexpected answer");
    return frame_.payload;
}

bool Channel::expect_chunk(std::string& payload) {
    const wire::Type type = receive(std::nullopt);
    if (type == wire::Type::end) return false;
    if (type != wire::Type::chunk) lost("an unexpected answer");
    std::swap(payload, frame_.payload);
    return true;
}

} // namespace fake_snowflake::driver
