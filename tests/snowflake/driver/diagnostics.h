// What went wrong, as SQLGetDiagRec tells it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/snowflake/driver/odbc.h"

namespace fake_snowflake::driver {

struct Record {
    std::string state;
    SQLINTEGER native = 0;
    std::string text;
};

// Thrown within the driver; the entry point makes it the handle's record and returns SQL_ERROR.
class DriverError : public std::runtime_error {
public:
    DriverError(std::string state, SQLINTEGER native, const std::string& text)
        : std::runtime_error(text), state_(std::move(state)), native_(native) {}
    [[nodiscard]] Record record() const { return {state_, native_, what()}; }
    [[nodiscard]] SQLINTEGER native() const noexcept { return native_; }

private:
    std::string state_;
    SQLINTEGER native_;
};

// An error of the driver itself, which has its prefix; what the server says has none.
[[nodiscard]] DriverError own_error(const char* state, SQLINTEGER native, const std::string& text);
[[nodiscard]] Record own_record(const char* state, SQLINTEGER native, const std::string& text);

using Diagnostics = std::vector<Record>;

} // namespace fake_snowflake::driver
