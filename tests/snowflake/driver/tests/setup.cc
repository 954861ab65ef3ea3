#include "tests/snowflake/driver/tests/setup.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace fake_snowflake::testing {

Setup::Setup(Answers answers, const wire::DriverTraits& traits, const std::string& more)
    : account(std::move(answers)), server(account) {
    server.set_traits(traits);
    if (!SQL_SUCCEEDED(connection.connect(connection_string(server.port(), more)))) {
        throw std::runtime_error("cannot sign in: " + connection.error());
    }
}

int signal_of(Answers answers, const std::function<void(Server&)>& shape,
              const std::function<void(uint16_t port)>& program) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    // Before the server's threads are there, which a fork would not take along.
    const pid_t child = fork();
    if (child == 0) {
        const rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        uint16_t port = 0;
        if (read(ends[0], &port, sizeof(port)) == sizeof(port)) program(port);
        _exit(0);
    }
    Canned account(std::move(answers));
    Server server(account);
    shape(server);
    const uint16_t port = server.port();
    if (write(ends[1], &port, sizeof(port)) != sizeof(port)) throw std::runtime_error("no pipe");
    int status = 0;
    waitpid(child, &status, 0);
    close(ends[0]);
    close(ends[1]);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

} // namespace fake_snowflake::testing
