#include "daemon/sinks/stdout_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "tests/support/temp_dir.h"

using namespace objsync::daemon;
using Catch::Contains;

namespace {

struct Pipe {
    Pipe() { REQUIRE(pipe(fds) == 0); }
    ~Pipe() {
        close_reader();
        close(fds[1]);
    }
    void close_reader() {
        if (fds[0] >= 0) close(fds[0]);
        fds[0] = -1;
    }
    std::string read_bytes(size_t size) const {
        std::string out(size, '\0');
        size_t done = 0;
        while (done < size) {
            const ssize_t n = read(fds[0], out.data() + done, size - done);
            if (n <= 0) break;
            done += static_cast<size_t>(n);
        }
        out.resize(done);
        return out;
    }
    int fds[2];
};

std::string many_lines() {
    std::string text;
    for (int n = 0; n < 50'000; n++)
        text += "{\"n\":" + std::to_string(n) + "}\n";
    return text;
}

} // namespace

TEST_CASE("a reader gets all lines, however slowly it reads, from a blocking pipe or not") {
    const Pipe p;
    if (GENERATE(false, true)) fcntl(p.fds[1], F_SETFL, O_NONBLOCK);
    StdoutSink sink(p.fds[1]);
    const std::string text = many_lines();
    Result result;
    std::thread writer([&] { result = sink.deliver({text, 50'000}); });
    const std::string got = p.read_bytes(text.size());
    writer.join();
    CHECK(result.answer == Answer::accepted);
    CHECK(got == text);
}

TEST_CASE("a reader that has gone is answered with retry, and does not end the daemon") {
    Pipe p;
    p.close_reader();
    StdoutSink sink(p.fds[1]);
    const Result result = sink.deliver({"{}\n", 1});
    CHECK(result.answer == Answer::retry);
    CHECK_THAT(result.error, Contains("reader has gone"));
}

TEST_CASE("a stop ends the wait for a reader that does not read, and stays") {
    const Pipe p;
    StdoutSink sink(p.fds[1]);
    const std::string text = many_lines();
    Result result;
    std::thread writer([&] { result = sink.deliver({text, 50'000}); });
    const std::string begin = p.read_bytes(1); // it has begun, and cannot end
    sink.interrupt();
    writer.join();
    CHECK(result.answer == Answer::retry);
    CHECK(sink.deliver({text, 50'000}).answer == Answer::retry);
}

TEST_CASE("a redirected file gets its lines, and a closed descriptor is an error") {
    const objsync::test::TempDir dir;
    const int fd = open((dir / "out").c_str(), O_RDWR | O_CREAT, 0600);
    StdoutSink sink(fd);
    CHECK(sink.deliver({"{1}\n", 1}).answer == Answer::accepted);
    CHECK(sink.deliver({"{2}\n", 1}).answer == Answer::accepted);
    CHECK(std::filesystem::file_size(dir / "out") == 8);
    close(fd);
    CHECK(sink.deliver({"{3}\n", 1}).answer == Answer::retry);
}
