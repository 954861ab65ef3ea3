// A real child is killed while it commits and delivers; what the file holds afterwards is judged.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "daemon/deliver/deliverer.h"
#include "daemon/sinks/file_sink.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/deliver/event_store.h"

using namespace objsync::daemon;
using objsync::test::EventStore;
using objsync::test::TempDir;
using std::chrono::milliseconds;

namespace {

constexpr int64_t kRotate = 2'000'000; // some thousand events
constexpr int64_t kKeep = 1000;
constexpr size_t kBatchBytes = 1'000'000; // long writes, so that a kill also tears lines

std::unique_ptr<Deliverer> start(EventStore& store, const std::string& file) {
    DeliverHooks hooks;
    hooks.save = [&](const std::string& sink, int64_t pos) { store.save(sink, pos); };
    hooks.report = [](const std::string&, const std::string&) {};
    std::vector<NamedSink> sinks;
    sinks.push_back({"file", std::make_unique<FileSink>(file, kRotate, kKeep)});
    const DeliverPace pace{milliseconds(1), milliseconds(1), milliseconds(0), kBatchBytes};
    return std::make_unique<Deliverer>(store.file(), std::move(sinks), hooks, pace);
}

// Commits and delivers for ever; writes a byte after each commit.
[[noreturn]] void live(const TempDir& dir, int told) {
    EventStore store(dir / "s.db");
    const auto deliverer = start(store, dir / "e.jsonl");
    for (int64_t n = 1;; n = n * 3 % 1999 + 1) {
        deliverer->notify(store.commit(n));
        if (write(told, "x", 1) != 1) _exit(1);
    }
}

void run_and_kill(const TempDir& dir, unsigned commits) {
    int told[2];
    REQUIRE(pipe(told) == 0);
    const pid_t child = fork();
    if (child == 0) live(dir, told[1]);
    close(told[1]);
    char c;
    for (unsigned i = 0; i < commits; i++)
        REQUIRE(read(told[0], &c, 1) == 1);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    close(told[0]);
}

// Oldest file first.
std::vector<std::string> all_lines(const TempDir& dir) {
    int64_t oldest = 0;
    while (std::filesystem::exists(dir / ("e.jsonl." + std::to_string(oldest + 1))))
        oldest++;
    std::vector<std::string> lines;
    for (int64_t n = oldest; n >= 0; n--) {
        std::ifstream in(n == 0 ? dir / "e.jsonl" : dir / ("e.jsonl." + std::to_string(n)));
        for (std::string line; std::getline(in, line);)
            lines.push_back(line + "\n");
    }
    return lines;
}

} // namespace

TEST_CASE("kill -9 at any point loses no event, tears no line and repeats under the same id") {
    const TempDir dir;
    std::minstd_rand random(20'260'102);
    for (int round = 0; round < 30; round++)
        run_and_kill(dir, static_cast<unsigned>(1 + random() % 12));

    EventStore store(dir / "s.db");
    const auto deliverer = start(store, dir / "e.jsonl");
    REQUIRE(deliverer->drain(store.last(), milliseconds(60'000)).empty());
    deliverer->stop();
    int64_t next = 1;
    for (const std::string& line : all_lines(dir)) {
        const std::string mark = "\"sequence\":\"";
        const int64_t seq = std::stoll(line.substr(line.find(mark) + mark.size()));
        REQUIRE(line == store.line(seq)); // whole, and the same each time
        REQUIRE(seq <= next);             // repeats go back, nothing is skipped
        next = seq + 1;
    }
    CHECK(next == store.last() + 1);
    CHECK(store.last() > 1000);
}
