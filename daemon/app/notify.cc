#include "daemon/app/notify.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace objsync::daemon {

Notify::Notify(Loop& loop) : watchdog_(loop, [this] { alive(); }) {
    uint64_t usec = 0;
    if (sd_watchdog_enabled(0, &usec) > 0)
        watchdog_.start_repeating(static_cast<int64_t>(usec / 2000));
}

void Notify::alive() {
    (void)sd_notify(0, "WATCHDOG=1");
}

void Notify::ready() {
    (void)sd_notify(0, "READY=1");
}

void Notify::reloading() {
    (void)sd_notify(0, "RELOADING=1");
}

void Notify::stopping() {
    (void)sd_notify(0, "STOPPING=1");
}

void Notify::status(const std::string& line) {
    (void)sd_notify(0, ("STATUS=" + line).c_str());
}

} // namespace objsync::daemon
