#include "tests/databricks/program/commands.h"

namespace fake_databricks {

std::string carry_out(Fake& fake, const std::string& text) {
    Line line = read_line(text);
    if (line.words.empty() || line.words[0].starts_with('#')) return {};
    const std::string name = line.words[0];
    if (name == "help") return metastore_usage() + platform_usage();
    const Command* command = find_metastore_command(name);
    if (command == nullptr) command = find_platform_command(name);
    if (command == nullptr) throw LineError("'" + name + "' is no command; `help` lists them");
    std::string out = command->run(fake, line);
    line.finish();
    return out;
}

} // namespace fake_databricks
