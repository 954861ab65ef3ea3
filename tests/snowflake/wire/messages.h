// What the driver and the server say to each other. Each request has exactly one answer; a
// connection is either the session's own (login, cancel, heartbeat, logout) or a channel, on which
// one statement after the other runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/engine.h"

namespace fake_snowflake::wire {

enum class Type : uint8_t {
    // driver -> server
    login = 1, // answered by welcome or failure
    attach,    // makes the connection a channel of a session: done or failure
    execute,   // described or failure
    fetch,     // chunk, end, failure or crash
    cancel,    // done; what it cancels answers with a failure
    heartbeat, // done or failure
    logout,    // done
    // server -> driver
    welcome = 64,
    done,
    described,
    chunk,
    end,
    failure,
    crash, // the driver's process is to die as by a bug in the driver
};

using Keywords = std::map<std::string, std::string>;

struct Login {
    Keywords keywords; // in upper case
};

// How the driver is to behave: what differs from version to version, or from machine to machine.
// The facts are those of github.com/snowflakedb/drivers, odbc_tests/BehaviorDifferences.yaml, and
// of docs.snowflake.com/en/release-notes/clients-drivers.
struct DriverTraits {
    uint16_t major = 3, minor = 19, patch = 0;
    // SQL_C_WCHAR: the room is counted in units of 4 bytes, so a piece is half of what would fit.
    bool short_wide_pieces = true;
    // SQL_C_CHAR by SQLGetData: SQL_NO_TOTAL instead of the length, as on aarch64.
    bool no_total = false;
    // Texts of the wide functions are taken for UTF-32, as without DriverManagerEncoding.
    bool wide_is_utf32 = false;
    // A statement may run while its last cursor is open, as in 3.x; 24000 where not, as in the
    // driver that is to replace it.
    bool closes_open_cursor = false;
    // What not every driver has: HYC00.
    bool lacks_block_fetch = false, lacks_query_timeout = false, lacks_cancel = false;
    // Of the thread that keeps the session alive, when the connection string asks for one.
    uint32_t heartbeat_ms = 3'600'000;
};

struct Welcome {
    int64_t session = 0;
    std::string token;
    DriverTraits traits;
    std::string server_version;
};

struct Attach {
    int64_t session = 0;
    std::string token;
};

struct Execute {
    uint64_t statement = 0; // chosen by the driver, unique in its session
    uint32_t timeout_s = 0; // 0: none
    std::string sql;
    std::vector<Parameter> parameters;
};

struct Cancel {
    uint64_t statement = 0;
};

struct Described {
    std::string query_id;
    std::vector<ResultColumn> columns; // none: the statement gives no rows
};

struct Failure {
    std::string state;
    int32_t native = 0;
    std::string text;
};

// Of the messages above.
template <typename Message>
[[nodiscard]] std::string encode(const Message& message);
// Throws WireError.
template <typename Message>
void decode(std::string_view payload, Message& message);

} // namespace fake_snowflake::wire
