// What a driver says when a call fails, and the class of error it stands for.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/error.hpp"
#include "plugins/unixodbc/sql.h"

namespace objsync::odbc {

struct Diagnostic {
    std::string state; // SQLSTATE, five characters
    SQLINTEGER native = 0;
    std::string message;
};

// Every record of the handle, first one first.
[[nodiscard]] std::vector<Diagnostic> diagnostics(SQLSMALLINT handle_type, SQLHANDLE handle);

// By the native codes of the database systems we know, by the words of drivers whose codes say
// nothing, and by SQLSTATE. Pure.
[[nodiscard]] sdk::ErrorClass classify(const Diagnostic& diagnostic);

// What a driver answered, with its own codes, for plugins that know them. The native code of the
// base is "42501" or, where the driver has a number of its own, "HY000/1045".
class DriverError : public sdk::Error {
public:
    DriverError(sdk::ErrorClass error_class, const std::string& text, const Diagnostic& first);
    [[nodiscard]] const std::string& state() const noexcept { return state_; }
    [[nodiscard]] SQLINTEGER native() const noexcept { return native_; }

private:
    std::string state_;
    SQLINTEGER native_;
};

// "doing: message (SQLSTATE 42501)".
[[nodiscard]] DriverError make_error(const std::string& doing,
                                     const std::vector<Diagnostic>& records);

// Makes an error of what a driver said; a plugin that knows its driver has its own.
using ReadError = std::function<DriverError(const std::string& doing, std::vector<Diagnostic>)>;

// Throws unless the call succeeded. SQL_NO_DATA counts as a success.
void require(SQLRETURN result, SQLSMALLINT handle_type, SQLHANDLE handle, const std::string& doing,
             const ReadError& read = make_error);

} // namespace objsync::odbc
