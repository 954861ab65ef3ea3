// objsync-crawl as people start it.
#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "daemon/loop/pipe.h"
#include "daemon/loop/process.h"
#include "tests/unit/worker/fixture.h"

using namespace objsync;
using Catch::Contains;

namespace {

struct Result {
    int code = -1;
    std::string output, errors;
};

std::array<int, 2> make_pipe() {
    std::array<int, 2> fds{};
    REQUIRE(pipe2(fds.data(), O_CLOEXEC) == 0);
    return fds;
}

Result run(const std::vector<std::string>& args) {
    Loop loop;
    const auto out = make_pipe();
    const auto err = make_pipe();
    Process::Start start{CRAWL_PROGRAM, args, {{out[1], 1}, {err[1], 2}}, {}};
    Result result;
    int open = 3;
    const auto one_less = [&] {
        if (--open == 0) loop.stop();
    };
    Process process(loop, start, [&](const Process::Exit& e) {
        result.code = e.code;
        one_less();
    });
    close(out[1]);
    close(err[1]);
    Pipe output(
        loop, out[0], [&](std::string_view bytes) { result.output += bytes; }, one_less);
    Pipe errors(
        loop, err[0], [&](std::string_view bytes) { result.errors += bytes; }, one_less);
    output.resume();
    errors.resume();
    loop.run();
    return result;
}

const std::string kGood = std::string(HOSTILE_PLUGINS) + "/good.so";

} // namespace

TEST_CASE("--describe prints levels, kinds and options for people") {
    const Result r = run({"--describe", kGood});
    CHECK(r.code == 0);
    CHECK_THAT(r.output, Contains("mock 1.0") && Contains("schema table"));
    CHECK_THAT(r.output, Contains("function, a data source, in the namespace 'function'"));
    CHECK_THAT(r.output, Contains("password  (secret)") && Contains("The password."));
}

TEST_CASE("--describe --json prints the same for programs") {
    const Result r = run({"--describe", "--json", kGood});
    CHECK(r.code == 0);
    CHECK(r.output ==
          R"({"name":"mock","version":"1.0","levels":["schema","table"],"kinds":[)"
          R"({"name":"schema","container":true,"source":false,"namespace":""},)"
          R"({"name":"table","container":false,"source":true,"namespace":""},)"
          R"({"name":"function","container":false,"source":true,"namespace":"function"}],)"
          R"("options":[{"name":"password","type":"secret","required":false,)"
          R"("help":"The password."}],"lookup":true})"
          "\n");
}

TEST_CASE("--describe of what is no plugin says why and fails") {
    const Result r = run({"--describe", std::string(HOSTILE_PLUGINS) + "/wrong_abi.so"});
    CHECK(r.code == 1);
    CHECK_THAT(r.errors, Contains("built for ABI version 2"));
}

TEST_CASE("without a frame socket, and with wrong arguments, it prints its usage") {
    for (const std::vector<std::string>& args :
         std::vector<std::vector<std::string>>{{},
                                               {"--worker", "1"},
                                               {"--describe"},
                                               {"--nonsense", "x"},
                                               {"--describe", "a", "b"}}) {
        const Result r = run(args);
        CHECK(r.code == 2);
        CHECK_THAT(r.errors, Contains("usage: objsync-crawl"));
    }
}
