#include "daemon/sinks/file_sink.h"

#include <sys/stat.h>
#include <unistd.h>

#include <sys/resource.h>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.h"

using namespace objsync::daemon;
using Catch::Contains;
using objsync::test::TempDir;
namespace fs = std::filesystem;

namespace {

constexpr int64_t kBig = 1 << 30;

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

// 20 bytes with its line end.
std::string line(int n) {
    char text[32];
    (void)snprintf(text, sizeof text, "{\"specversion\":%04d}", n);
    return std::string(text) + "\n";
}

std::string lines(int from, int to) {
    std::string out;
    for (int n = from; n <= to; n++)
        out += line(n);
    return out;
}

Result deliver(FileSink& sink, const std::string& text) {
    return sink.deliver({text, static_cast<size_t>(std::count(text.begin(), text.end(), '\n'))});
}

// Writes past `bytes` fail, as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

} // namespace

TEST_CASE("accepted lines stand in the file, after those that were there") {
    const TempDir dir;
    write_file(dir / "e.jsonl", line(1));
    FileSink sink(dir / "e.jsonl", kBig, 3);
    CHECK(sink.open().answer == Answer::accepted);
    CHECK(deliver(sink, lines(2, 3)).answer == Answer::accepted);
    CHECK(deliver(sink, line(4)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == lines(1, 4));
}

TEST_CASE("a torn last line is cut off when the file is opened") {
    const TempDir dir;
    const auto kept =
        static_cast<size_t>(GENERATE(1, 5, 19)); // how much of the torn line was written
    write_file(dir / "e.jsonl", lines(1, 2) + line(3).substr(0, kept));
    FileSink sink(dir / "e.jsonl", kBig, 3);
    CHECK(sink.open().answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == lines(1, 2));
    CHECK(deliver(sink, line(3)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == lines(1, 3));
}

TEST_CASE("a torn line longer than what is read at once is cut off whole") {
    const TempDir dir;
    write_file(dir / "e.jsonl", line(1) + line(2).substr(0, 18) + std::string(3 << 20, 'x'));
    FileSink sink(dir / "e.jsonl", kBig, 3);
    CHECK(sink.open().answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == line(1));
}

TEST_CASE("a file that is not ours is not cut") {
    const TempDir dir;
    write_file(dir / "e.jsonl", "precious");
    FileSink sink(dir / "e.jsonl", kBig, 3);
    const Result result = sink.open();
    CHECK(result.answer == Answer::retry);
    CHECK_THAT(result.error, Contains("no event"));
    CHECK(deliver(sink, line(1)).answer == Answer::retry);
    CHECK(read_file(dir / "e.jsonl") == "precious");
}

TEST_CASE("a full disk is answered with retry and leaves no half batch, and room helps") {
    const TempDir dir;
    FileSink sink(dir / "e.jsonl", kBig, 3);
    CHECK(deliver(sink, lines(1, 3)).answer == Answer::accepted);
    {
        const FileSizeLimit full(110); // in the middle of the third line to come
        const Result result = deliver(sink, lines(4, 9));
        CHECK(result.answer == Answer::retry);
        CHECK_THAT(result.error, Contains(dir / "e.jsonl") && Contains("cannot write"));
        CHECK(read_file(dir / "e.jsonl") == lines(1, 3));
        CHECK(deliver(sink, lines(4, 9)).answer == Answer::retry);
    }
    CHECK(deliver(sink, lines(4, 9)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == lines(1, 9));
}

TEST_CASE("a missing directory is named, and once it is there delivery goes on") {
    const TempDir dir;
    FileSink sink(dir / "d/e.jsonl", kBig, 3);
    const Result result = sink.open();
    CHECK(result.answer == Answer::retry);
    CHECK_THAT(result.error, Contains(dir / "d/e.jsonl") && Contains("create its directory"));
    fs::create_directory(dir / "d");
    CHECK(deliver(sink, line(1)).answer == Answer::accepted);
    CHECK(read_file(dir / "d/e.jsonl") == line(1));
}

TEST_CASE("what is no regular file is refused") {
    const TempDir dir;
    REQUIRE(mkfifo((dir / "fifo").c_str(), 0600) == 0);
    FileSink fifo(dir / "fifo", kBig, 3);
    CHECK_THAT(fifo.open().error, Contains("not a regular file"));
    FileSink directory(dir.path(), kBig, 3);
    CHECK_THAT(directory.open().error, Contains("cannot open"));
}

TEST_CASE("two sinks cannot write one file") {
    const TempDir dir;
    FileSink first(dir / "e.jsonl", kBig, 3);
    CHECK(deliver(first, line(1)).answer == Answer::accepted);
    FileSink second(dir / "e.jsonl", kBig, 3);
    CHECK_THAT(second.open().error, Contains("another process"));
}

TEST_CASE("a file is rotated before it outgrows its size, and the oldest goes") {
    const TempDir dir;
    FileSink sink(dir / "e.jsonl", 50, 2); // two lines each
    for (int n = 1; n <= 9; n++)
        CHECK(deliver(sink, line(n)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == line(9));
    CHECK(read_file(dir / "e.jsonl.1") == lines(7, 8));
    CHECK(read_file(dir / "e.jsonl.2") == lines(5, 6));
    CHECK_FALSE(fs::exists(dir / "e.jsonl.3"));
}

TEST_CASE("a batch larger than a file is spread over files at line ends") {
    const TempDir dir;
    FileSink sink(dir / "e.jsonl", 50, 9);
    CHECK(deliver(sink, lines(1, 7)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl.3") == lines(1, 2));
    CHECK(read_file(dir / "e.jsonl.2") == lines(3, 4));
    CHECK(read_file(dir / "e.jsonl.1") == lines(5, 6));
    CHECK(read_file(dir / "e.jsonl") == line(7));
}

TEST_CASE("a line longer than a file has one to itself") {
    const TempDir dir;
    FileSink sink(dir / "e.jsonl", 10, 9);
    CHECK(deliver(sink, lines(1, 2)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl.1") == line(1));
    CHECK(read_file(dir / "e.jsonl") == line(2));
}

TEST_CASE("a file moved away is followed on demand and found missing by itself") {
    const TempDir dir;
    FileSink sink(dir / "e.jsonl", kBig, 3);
    CHECK(deliver(sink, line(1)).answer == Answer::accepted);
    fs::rename(dir / "e.jsonl", dir / "moved");
    SECTION("reopened") {
        CHECK(sink.open().answer == Answer::accepted);
        CHECK(read_file(dir / "e.jsonl").empty());
    }
    SECTION("without a word") {}
    CHECK(deliver(sink, line(2)).answer == Answer::accepted);
    CHECK(read_file(dir / "moved") == line(1));
    CHECK(read_file(dir / "e.jsonl") == line(2));
}

TEST_CASE("a file cut from outside is written on from its new end") {
    const TempDir dir;
    FileSink sink(dir / "e.jsonl", kBig, 3);
    CHECK(deliver(sink, lines(1, 2)).answer == Answer::accepted);
    fs::resize_file(dir / "e.jsonl", 30);
    CHECK(deliver(sink, line(3)).answer == Answer::accepted);
    CHECK(read_file(dir / "e.jsonl") == line(1) + line(3));
}
