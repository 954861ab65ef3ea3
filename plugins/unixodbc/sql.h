// The one place that includes ODBC.
#pragma once

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

namespace objsync::odbc {

static_assert(sizeof(SQLWCHAR) == sizeof(char16_t), "unixODBC's wide characters are UTF-16");

} // namespace objsync::odbc
