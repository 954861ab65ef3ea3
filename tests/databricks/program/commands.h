// The words of a script. README.md lists them; `help` prints them.
#pragma once

#include <functional>
#include <string>

#include "tests/databricks/fake.h"
#include "tests/databricks/program/line.h"

namespace fake_databricks {

// Carries one line out and returns what it answers (may be empty, may have several lines). Throws
// LineError, or std::out_of_range for a thing that is not there.
[[nodiscard]] std::string carry_out(Fake& fake, const std::string& text);

struct Command {
    const char* name;
    const char* usage;
    std::string (*run)(Fake& fake, Line& line); // word 0 is the name
};

// nullptr: not one of them. Those that shape the metastore, and those that shape the platform.
[[nodiscard]] const Command* find_metastore_command(const std::string& name);
[[nodiscard]] const Command* find_platform_command(const std::string& name);
[[nodiscard]] std::string metastore_usage();
[[nodiscard]] std::string platform_usage();

} // namespace fake_databricks
