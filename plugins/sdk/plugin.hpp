// The exported symbol. A plugin is a type with static functions, named once at the end of a file:
//   struct Shop {
//       static const objsync_description& describe();
//       static void check(Host& host, const Job& job);
//       static void crawl(Host& host, const Job& job);
//       static void lookup(Host& host, const Job& job);  // may be left out
//   };
//   OBJSYNC_PLUGIN(Shop)
// An Error that leaves one of them is why the whole call fails.
#pragma once

#include <objsync/plugin.h>

#include <exception>

#include "plugins/sdk/error.hpp"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"

namespace objsync::sdk {

template <typename Plugin>
concept CanLookup = requires(Host& host, const Job& job) {
    Plugin::lookup(host, job);
};

// No exception may cross the C border: each becomes host->fail() and an answer.
template <typename Call>
int guarded(const objsync_host* host, const objsync_job* job, Call call) noexcept {
    const auto fail = [host](const Error& error) {
        const objsync_error out = error.c();
        host->fail(host->self, &out);
        return OBJSYNC_FAILED;
    };
    try {
        Host wrapped(host);
        call(wrapped, Job(job));
        return OBJSYNC_OK;
    } catch (const Cancelled&) {
        return OBJSYNC_CANCELLED;
    } catch (const Error& error) {
        return fail(error);
    } catch (const std::exception& error) {
        return fail(Error(ErrorClass::bug, error.what()));
    }
}

template <typename Plugin>
const objsync_plugin* entry() {
    static const objsync_plugin kPlugin = [] {
        objsync_plugin plugin{};
        plugin.size = sizeof(plugin);
        plugin.abi_minor = OBJSYNC_ABI_MINOR;
        plugin.describe = [] { return &Plugin::describe(); };
        plugin.check = [](const objsync_host* host, const objsync_job* job) {
            return guarded(host, job, [](Host& h, const Job& j) { Plugin::check(h, j); });
        };
        plugin.crawl = [](const objsync_host* host, const objsync_job* job) {
            return guarded(host, job, [](Host& h, const Job& j) { Plugin::crawl(h, j); });
        };
        if constexpr (CanLookup<Plugin>) {
            plugin.lookup = [](const objsync_host* host, const objsync_job* job) {
                return guarded(host, job, [](Host& h, const Job& j) { Plugin::lookup(h, j); });
            };
        }
        return plugin;
    }();
    return &kPlugin;
}

} // namespace objsync::sdk

#define OBJSYNC_PLUGIN(Type)                                                  \
    extern "C" OBJSYNC_EXPORT const objsync_plugin* objsync_plugin_v1(void) { \
        return objsync::sdk::entry<Type>();                                   \
    }
