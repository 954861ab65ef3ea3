#include "daemon/loop/loop.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <iterator>
#include <sstream>
#include <thread>

#include "core/base/error.h"
#include "daemon/loop/pipe.h"
#include "daemon/loop/process.h"
#include "daemon/loop/signal.h"
#include "daemon/loop/timer.h"

using namespace objsync;

namespace {

std::array<int, 2> make_pipe() {
    std::array<int, 2> fds{};
    REQUIRE(pipe2(fds.data(), O_CLOEXEC) == 0);
    return fds;
}

Process::Start shell(const std::string& script) {
    return {"/bin/sh", {"-c", script}, {}, {"PATH=/usr/bin:/bin"}};
}

} // namespace

TEST_CASE("posts from other threads run on the loop, in order") {
    Loop loop;
    std::vector<int> seen;
    bool inside_there = true;
    std::thread other([&] {
        for (int i = 0; i < 100; ++i)
            loop.post([&, i] { seen.push_back(i); });
        inside_there = loop.inside();
        loop.post([&] {
            CHECK(loop.inside());
            loop.stop();
        });
    });
    loop.run();
    other.join();
    CHECK_FALSE(inside_there);
    CHECK(seen.size() == 100);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST_CASE("a post made by a post runs too") {
    Loop loop;
    loop.post([&] { loop.post([&] { loop.stop(); }); });
    loop.run();
}

TEST_CASE("a timer that was destroyed or stopped is not called") {
    Loop loop;
    int calls = 0;
    auto destroyed = std::make_unique<Timer>(loop, [&] { ++calls; });
    destroyed->start(0);
    Timer stopped(loop, [&] { ++calls; });
    stopped.start(0);
    CHECK(stopped.active());
    stopped.stop();
    destroyed.reset();
    Timer last(loop, [&] { loop.stop(); });
    last.start(1);
    loop.run();
    CHECK(calls == 0);
}

TEST_CASE("a repeating timer is called until it is stopped") {
    Loop loop;
    int calls = 0;
    Timer timer(loop, [&] {
        if (++calls == 3) loop.stop();
    });
    timer.start_repeating(0);
    loop.run();
    CHECK(calls == 3);
}

TEST_CASE("a signal is handed to the loop") {
    Loop loop;
    Signal hup(loop, SIGHUP, [&] { loop.stop(); });
    REQUIRE(raise(SIGHUP) == 0);
    loop.run();
}

TEST_CASE("a pipe reads nothing while it is paused, and all of it then") {
    Loop loop;
    auto fds = make_pipe();
    std::string got;
    bool paused = true;
    Pipe pipe(
        loop, fds[0],
        [&](std::string_view bytes) {
            CHECK_FALSE(paused);
            got += bytes;
        },
        [&] { loop.stop(); });
    REQUIRE(write(fds[1], "abc", 3) == 3);
    close(fds[1]);
    Timer later(loop, [&] {
        paused = false;
        pipe.resume();
    });
    later.start(1);
    loop.run();
    CHECK(got == "abc");
}

TEST_CASE("a child's exit code, output and descriptors are as asked, and it inherits no others") {
    Loop loop;
    auto fds = make_pipe();
    const int leaked = open("/dev/null", O_RDONLY); // not close-on-exec, on purpose
    auto start = shell("ls /proc/self/fd | tr '\\n' ' ' >&3; echo $X >&3; exit 7");
    start.fds = {{fds[1], 3}};
    start.environment.push_back("X=y z");
    Process::Exit exit;
    int open_ends = 2;
    std::string output;
    Process process(loop, start, [&](const Process::Exit& e) {
        exit = e;
        if (--open_ends == 0) loop.stop();
    });
    close(fds[1]);
    Pipe pipe(
        loop, fds[0], [&](std::string_view bytes) { output += bytes; },
        [&] {
            if (--open_ends == 0) loop.stop();
        });
    pipe.resume();
    loop.run();
    close(leaked);
    CHECK(exit.code == 7);
    CHECK(exit.signal == 0);
    // The last is the directory that ls reads.
    std::istringstream words(output);
    std::vector<std::string> seen{std::istream_iterator<std::string>(words), {}};
    CHECK(seen.size() <= 7);
    CHECK(std::find(seen.begin(), seen.end(), std::to_string(leaked)) == seen.end());
    CHECK(output.ends_with("y z\n"));
    CHECK_FALSE(process.running());
}

TEST_CASE("a child that is killed reports the signal") {
    Loop loop;
    int signal = 0;
    Process process(loop, shell("kill -9 $$"), [&](const Process::Exit& e) {
        signal = e.signal;
        loop.stop();
    });
    loop.run();
    CHECK(signal == SIGKILL);
}

TEST_CASE("what a child leaves behind in its group ends with it") {
    Loop loop;
    auto fds = make_pipe();
    auto start = shell("sleep 1000 & exit 0");
    start.fds = {{fds[1], 3}};
    Process process(loop, start, [](const Process::Exit&) {});
    close(fds[1]);
    // The pipe ends only when the grandchild, which holds it too, is gone.
    Pipe pipe(
        loop, fds[0], [](std::string_view) {}, [&] { loop.stop(); });
    pipe.resume();
    loop.run();
}

TEST_CASE("a process object that goes away takes its child along") {
    Loop loop;
    pid_t pid = 0;
    {
        Process process(loop, shell("sleep 1000"), [](const Process::Exit&) {});
        pid = process.pid();
    }
    CHECK(kill(pid, 0) == -1);
}

TEST_CASE("a program that does not exist is an error that names it") {
    Loop loop;
    Process::Start start{"/no/such/program", {}, {}, {}};
    CHECK_THROWS_WITH(Process(loop, start, [](const Process::Exit&) {}),
                      Catch::Contains("/no/such/program"));
}

TEST_CASE("writing to a side that is gone ends the pipe and not the program") {
    Loop loop;
    auto fds = make_pipe();
    close(fds[0]);
    Pipe pipe(
        loop, fds[1], [](std::string_view) {}, [] {});
    pipe.write("x");
    Timer later(loop, [&] { loop.stop(); });
    later.start(1);
    loop.run();
    CHECK(pipe.unwritten() == 0);
}
