// The control server over the store with one of everything, for the tests of objsyncctl: prints its
// socket when it is ready, and runs until its standard input ends.
#include <cstdio>

#include "tests/unit/control/running_server.h"

int main(int argc, char**) {
    objsync::test::RunningServer server;
    server.inside([&](objsync::control::Server&, objsync::test::FakeCommands& commands) {
        commands.config_wrong = argc > 1; // any argument
    });
    std::printf("%s\n", server.socket().c_str());
    std::fflush(stdout);
    // A line makes an event; the end stops.
    for (int c = std::getchar(); c != EOF; c = std::getchar()) {
        if (c != '\n') continue;
        server.store().event(1, objsync::test::kOrders, {{"main", ""}, {"orders", ""}}, "changed");
        server.inside([](objsync::control::Server& control, objsync::test::FakeCommands&) {
            control.events_committed();
        });
    }
}
