// What a shared object says of itself, read from its bytes: nothing of it is run or mapped in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace objsync::host {

struct ElfFacts {
    std::vector<std::string> plugin_symbols; // defined symbols that begin with objsync_plugin_v
};

// `bytes` is the file. Throws Error{config} when it is no shared object for the machine that we
// run on; `file` is for the text.
[[nodiscard]] ElfFacts read_elf(std::string_view bytes, const std::string& file);

} // namespace objsync::host
