// FAULT 'pattern' [ROW n] [SKIP n] [TIMES n | ALWAYS] action, where the action is one of
//   FAIL 'SQLSTATE' number 'text'   HANG [DEAF]   CRASH   LOSE NETWORK   EXPIRE   SLOW microseconds
//   WRONG LENGTH column length      DO line
#pragma once

#include <functional>
#include <string>

#include "tests/snowflake/server/faults.h"
#include "tests/snowflake/shape/words.h"

namespace fake_snowflake {

// After the first word. `run`: carries out the line of a DO. Throws ShapeError.
[[nodiscard]] Fault read_fault(shaping::Words& words,
                               const std::function<void(const std::string&)>& run);

} // namespace fake_snowflake
