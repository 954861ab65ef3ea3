// What must hold of a SQLite file before its driver sees it: the driver makes a missing file, and
// lists a file that is no database as an empty one.
#pragma once

#include <chrono>
#include <string>

#include "plugins/unixodbc/connection_string.h"

namespace objsync::odbc {

// Where the connection string leads to SQLite's driver: checks the file, forbids the driver to make
// it and to wait longer than `timeout` for a lock. Throws sdk::Error. Other connection strings are
// left alone.
void guard_sqlite_file(ConnectionString& connection, std::chrono::milliseconds timeout);

// Throws sdk::Error unless the file is there, may be read and begins as a SQLite database does.
// Returns its real path.
std::string check_sqlite_file(const std::string& path);

} // namespace objsync::odbc
