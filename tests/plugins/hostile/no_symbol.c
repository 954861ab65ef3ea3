/* A shared object, but no plugin. */
#include <objsync/plugin.h>

OBJSYNC_EXPORT int something_else(void);
int something_else(void) {
    return 1;
}
