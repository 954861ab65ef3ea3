// The one place of the driver that includes ODBC.
#pragma once

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

// What the driver manager finds by name. Nothing in here calls these: it would reach the driver
// manager's own.
#define OBJSYNC_ODBC extern "C" __attribute__((visibility("default")))

namespace fake_snowflake::driver {

static_assert(sizeof(SQLWCHAR) == sizeof(char16_t), "unixODBC's wide characters are UTF-16");

// sf_odbc.h of the real driver; its numbers are in snowflakedb/drivers, odbc/include/sf_odbc.h.
inline constexpr SQLINTEGER kConnPrivKey = 0x4000 + 0x53 + 1;
inline constexpr SQLINTEGER kConnApplication = 0x4000 + 0x53 + 2;
inline constexpr SQLINTEGER kConnPrivKeyContent = 0x4000 + 0x53 + 3;
inline constexpr SQLINTEGER kConnPrivKeyPassword = 0x4000 + 0x53 + 4;
inline constexpr SQLINTEGER kConnPrivKeyBase64 = 0x4000 + 0x53 + 5;
inline constexpr SQLINTEGER kStmtLastQueryId = 0x4000 + 0x106 + 1;

} // namespace fake_snowflake::driver
