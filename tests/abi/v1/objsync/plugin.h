/* The frozen header under the name by which plugins include it. */
#include "../plugin.h"
