// What systemd is told: ready, reloading, stopping, alive. Does nothing elsewhere. Loop thread.
#pragma once

#include <string>

#include "daemon/loop/timer.h"

namespace objsync::daemon {

class Notify {
public:
    explicit Notify(Loop& loop);
    void ready();
    void reloading();
    void stopping();
    void status(const std::string& line);

private:
    void alive();
    Timer watchdog_; // twice as often as the unit's WatchdogSec asks for
};

} // namespace objsync::daemon
