// What the server was asked, as lines of fields with tabs between them. Tabs, line ends and
// backslashes in a field are written \t, \n and \\.
#pragma once

#include <string>

#include "tests/snowflake/server/log.h"
#include "tests/snowflake/server/server.h"

namespace fake_snowflake {

// session, rows, running|done|failed|cancelled, number of the error, statement; in their order.
[[nodiscard]] std::string statements(const Log& log, const std::string& pattern);
// session (0: refused), number of the error, KEYWORD=value ...; secrets are blank.
[[nodiscard]] std::string logins(const Log& log);
// sessions N, heartbeats N, faults N (that wait for a statement), and a line "defect TEXT" for each
// mistake of the fake itself.
[[nodiscard]] std::string state(Server& server);

} // namespace fake_snowflake
