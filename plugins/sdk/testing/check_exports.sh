#!/bin/sh
# A plugin that exports more than its entry may bind, or be bound by, symbols of other libraries.
exported=$(nm -D --defined-only "$1" | awk '{ print $3 }')
[ "$exported" = objsync_plugin_v1 ] && exit 0
echo "$1 must export objsync_plugin_v1 and nothing else; it exports:" >&2
echo "$exported" >&2
exit 1
