// Loads a plugin, after everything that can be checked without running its code.
#pragma once

#include <objsync/plugin.h>

#include <string>

#include "core/wire/description.h"

namespace objsync::host {

struct Plugin {
    const objsync_plugin* functions = nullptr; // loaded for good
    wire::Description description;
};

// Throws Error{config} that names the file, says what is wrong and what to do. The checks before
// loading: a regular file that, like its folder, only root or we can write; an ELF shared object
// for this machine; that exports the ABI version that we speak.
[[nodiscard]] Plugin load_plugin(const std::string& file);

} // namespace objsync::host
