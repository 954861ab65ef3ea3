/* Built for the next major version of the ABI. */
#include <objsync/plugin.h>

OBJSYNC_EXPORT const objsync_plugin* objsync_plugin_v2(void);
const objsync_plugin* objsync_plugin_v2(void) {
    return NULL;
}
