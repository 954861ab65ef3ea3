// Errors as Snowflake words them. SQLSTATE, number and text are from messages that users quoted in
// public; each function names one.
#pragma once

#include <string>

#include "tests/snowflake/engine.h"

namespace fake_snowflake::sql {

struct Position {
    int line = 1;
    int column = 0; // from 0, in bytes
};

// 001003 (42000): SQL compilation error: syntax error line 1 at position 7 unexpected 'x'.
[[nodiscard]] SqlError syntax_error(Position at, const std::string& unexpected);
// 000904 (42000): invalid identifier 'X'
[[nodiscard]] SqlError invalid_identifier(Position at, const std::string& name);
// 002141 (42601): Unknown function X
[[nodiscard]] SqlError unknown_function(const std::string& name);
// 001044 (42P13): Invalid argument types for function 'X': (...)
[[nodiscard]] SqlError invalid_arguments(Position at, const std::string& function,
                                         const std::string& types);
// 002003 (02000): Database 'X' does not exist or not authorized.
[[nodiscard]] SqlError no_database(const std::string& name);
// 002003 (02000): Schema 'X' does not exist or not authorized.
[[nodiscard]] SqlError no_schema(const std::string& name);
// 002003 (42S02): Object 'X' does not exist or not authorized.
[[nodiscard]] SqlError no_object(const std::string& name);
// 002043 (02000): Object does not exist, or operation cannot be performed.
[[nodiscard]] SqlError nothing_there();
// 003001 (42501): Insufficient privileges to operate on ...
[[nodiscard]] SqlError insufficient_privileges(const std::string& on);
// 003030 (02000): Shared database is no longer available for use.
[[nodiscard]] SqlError dead_share();
// 000606 (57P03): No active warehouse selected in the current session.
[[nodiscard]] SqlError no_warehouse();
// 090105 (22000): Cannot perform SELECT. This session does not have a current database.
[[nodiscard]] SqlError no_current_database(const std::string& operation);
// 090106 (22000): Cannot perform SELECT. This session does not have a current schema.
[[nodiscard]] SqlError no_current_schema(const std::string& operation);
// 090030 (22000): Information schema query returned too much data.
[[nodiscard]] SqlError too_much_data();
// 090153 (22000): The result set size exceeded the max number of rows(10000) for SHOW.
[[nodiscard]] SqlError too_many_rows(size_t limit);
// 390114 (08001): Authentication token has expired.
[[nodiscard]] SqlError expired();
// 100035 and its like (22007): Timestamp 'x' is not recognized
[[nodiscard]] SqlError not_recognized(const std::string& type, const std::string& text);
// 100038 (22018): Numeric value 'x' is not recognized
[[nodiscard]] SqlError not_numeric(const std::string& text);

// What Snowflake can do and this account cannot: never an answer of Snowflake's, and loud.
[[nodiscard]] SqlError not_faked(const std::string& what);

} // namespace fake_snowflake::sql
