// What a driver says when a call fails, and the class of error it stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/odbc/sql.h"
#include "plugins/sdk/error.hpp"

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

// "doing: message (SQLSTATE 42501)"; the native code is "42501" or, where the driver has a number
// of its own, "HY000/1045".
[[nodiscard]] sdk::Error make_error(const std::string& doing,
                                    const std::vector<Diagnostic>& records);

// Throws unless the call succeeded. SQL_NO_DATA counts as a success.
void require(SQLRETURN result, SQLSMALLINT handle_type, SQLHANDLE handle, const std::string& doing);

} // namespace objsync::odbc
