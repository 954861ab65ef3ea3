// A C++ plugin that lets an exception escape.
#include <objsync/plugin.h>

#include <stdexcept>

namespace {

const objsync_description* describe() {
    static const char* const levels[] = {"table"};
    static const objsync_kind kind = {sizeof kind, "table", OBJSYNC_KIND_SOURCE, nullptr};
    static const objsync_description it = {sizeof it, "mock", "1", levels, 1, &kind, 1, nullptr, 0};
    return &it;
}

int crawl(const objsync_host*, const objsync_job*) {
    throw std::runtime_error("out of luck");
}

} // namespace

extern "C" const objsync_plugin* objsync_plugin_v1() {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, describe, crawl, crawl,
                                      nullptr};
    return &it;
}
