/* The header alone is enough for a C99 compiler. */
#include <objsync/plugin.h>

const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, NULL, NULL, NULL, NULL};
    return &it;
}
