// What the entry points share. A handle that the driver manager holds is a pointer to an
// Environment, a Connection or a Statement.
#pragma once

#include <algorithm>
#include <exception>
#include <limits>
#include <string_view>

#include "tests/snowflake/driver/connection.h"
#include "tests/snowflake/driver/diagnostics.h"
#include "tests/snowflake/driver/odbc.h"
#include "tests/snowflake/driver/statement.h"
#include "tests/snowflake/driver/text.h"

namespace fake_snowflake::driver {

struct Environment {
    Diagnostics diagnostics;
    SQLINTEGER odbc_version = SQL_OV_ODBC3;
};

inline Environment* environment_of(SQLHENV handle) {
    return static_cast<Environment*>(handle);
}
inline Connection* connection_of(SQLHDBC handle) {
    return static_cast<Connection*>(handle);
}
inline Statement* statement_of(SQLHSTMT handle) {
    return static_cast<Statement*>(handle);
}

// Runs a call on a handle: clears its diagnostics and turns what is thrown into one.
template <typename Handle, typename Doing>
SQLRETURN guarded(Handle* handle, Doing doing) {
    if (handle == nullptr) return SQL_INVALID_HANDLE;
    handle->diagnostics.clear();
    try {
        return static_cast<SQLRETURN>(doing(*handle));
    } catch (const DriverError& error) {
        Record record = error.record();
        // The server's word for a cancelled statement is not ODBC's.
        if (record.native == 604) record.state = "HY008";
        handle->diagnostics.push_back(std::move(record));
    } catch (const std::exception& error) {
        handle->diagnostics.push_back(own_record("HY000", 35, error.what()));
    }
    return SQL_ERROR;
}

[[nodiscard]] inline DriverError not_implemented() {
    return own_error("HYC00", 11470, "Optional feature not implemented.");
}

// Writes a text that a function gives, its length in bytes or characters, and the warning where it
// does not fit. `room` is in the same measure; `length` may be null.
template <typename Form, typename Handle, typename Length>
SQLRETURN give_text(Handle& handle, std::string_view text, SQLPOINTER to, SQLLEN room,
                    Length* length, bool in_bytes) {
    using Unit = typename Form::Unit;
    const size_t unit = in_bytes ? sizeof(Unit) : 1;
    size_t whole = 0;
    const bool fits = Form::put(text, static_cast<Unit*>(to),
                                room > 0 ? static_cast<size_t>(room) / unit : 0, whole);
    constexpr auto kMost = static_cast<size_t>(std::numeric_limits<Length>::max());
    if (length != nullptr) *length = static_cast<Length>(std::min(whole * unit, kMost));
    if (fits) return SQL_SUCCESS;
    handle.diagnostics.push_back(own_record("01004", 10660, "String data, right truncated."));
    return SQL_SUCCESS_WITH_INFO;
}

} // namespace fake_snowflake::driver
