// The command line: which commands and options there are, and what --help says.
#pragma once

#include "daemon/cli/commands.h"

namespace objsync::cli {

// Runs the command that was asked for and returns the exit code; of wrong usage it has printed why.
// Throws Failure, and Error{input} for an answer that is no JSON.
[[nodiscard]] int run_command_line(int argc, char** argv, Context& context);

} // namespace objsync::cli
