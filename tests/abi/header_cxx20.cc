// The header alone is enough for a C++20 compiler.
#include <objsync/plugin.h>

const objsync_plugin* objsync_plugin_v1() {
    static const objsync_plugin it = {.size = sizeof it,
                                      .abi_minor = OBJSYNC_ABI_MINOR,
                                      .describe = nullptr,
                                      .check = nullptr,
                                      .crawl = nullptr,
                                      .lookup = nullptr};
    return &it;
}
