// What is no plugin is refused, with a text that says what it is and what to do.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/worker/fixture.h"

using namespace objsync;
using namespace objsync::daemon;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::string error_of(const std::string& file) {
    wire::Job job = job_for("good", wire::Mode::check);
    job.plugin_file = file;
    Crawl crawl(job);
    const WorkerEnd& end = crawl.run().end;
    CHECK_FALSE(end.clean);
    CHECK_FALSE(end.crashed_or_stalled);
    CHECK_THAT(end.error.text, Contains(file));
    return end.error.text;
}

std::string error_of_mock(const std::string& name) {
    return error_of(std::string(HOSTILE_PLUGINS) + "/" + name + ".so");
}

} // namespace

TEST_CASE("a plugin of another ABI version is refused before it is loaded") {
    CHECK_THAT(error_of_mock("wrong_abi"), Contains("built for ABI version 2"));
}

TEST_CASE("a shared object that is no plugin is refused") {
    CHECK_THAT(error_of_mock("no_symbol"), Contains("exports no objsync_plugin_v1"));
}

TEST_CASE("a plugin that needs what is missing is refused with the linker's words") {
    CHECK_THAT(error_of_mock("unresolved"), Contains("nobody_has_this"));
}

TEST_CASE("a plugin with an unset callback or without sizes is refused") {
    CHECK_THAT(error_of_mock("unset"), Contains("leaves crawl unset"));
    CHECK_THAT(error_of_mock("no_size"), Contains(".size is 0"));
}

TEST_CASE("a description that contradicts itself is refused") {
    CHECK_THAT(error_of_mock("bad_describe"), Contains("'password' is declared twice"));
}

TEST_CASE("what is no ELF file, no file, empty or cut short is refused") {
    const test::TempDir dir;
    const fs::path folder = dir.path();
    CHECK_THAT(error_of(folder / "missing.so"), Contains("does not exist"));
    CHECK_THAT(error_of(folder), Contains("is not a regular file"));
    std::ofstream(folder / "text.so") << "#!/bin/sh\n";
    CHECK_THAT(error_of(folder / "text.so"), Contains("is not an ELF shared object"));
    std::ofstream(folder / "empty.so").close();
    CHECK_THAT(error_of(folder / "empty.so"), Contains("is empty"));
    fs::copy(std::string(HOSTILE_PLUGINS) + "/good.so", folder / "cut.so");
    fs::resize_file(folder / "cut.so", 100);
    CHECK_THAT(error_of(folder / "cut.so"), Contains("is cut short"));
}

TEST_CASE("a plugin of another machine is refused") {
    const test::TempDir dir;
    const std::string file = dir / "other.so";
    fs::copy(std::string(HOSTILE_PLUGINS) + "/good.so", file);
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(18); // e_machine
    bytes.write("\x08\x00", 2);
    bytes.close();
    CHECK_THAT(error_of(file), Contains("another machine"));
}

TEST_CASE("a plugin that others can write is refused, and so is one in such a folder") {
    const test::TempDir dir;
    const fs::path folder = dir / "open";
    fs::create_directory(folder);
    const std::string file = folder / "good.so";
    fs::copy(std::string(HOSTILE_PLUGINS) + "/good.so", file);
    REQUIRE(chmod(file.c_str(), 0666) == 0);
    CHECK_THAT(error_of(file), Contains("chmod go-w " + file));
    REQUIRE(chmod(file.c_str(), 0755) == 0);
    REQUIRE(chmod(folder.c_str(), 0777) == 0);
    CHECK_THAT(error_of(file), Contains("lies in " + folder.string()));
}

TEST_CASE("a plugin that was built against the frozen v1 header loads and crawls") {
    wire::Job job = job_for("good");
    job.plugin_file = FROZEN_PLUGIN;
    Crawl crawl(job);
    CHECK(crawl.run().end.clean);
    CHECK(crawl.seen.objects.size() == 3);
}

TEST_CASE("a program that is not objsync-crawl is found out before it is told a secret") {
    Crawl crawl(job_for("good"), {}, "/bin/true");
    CHECK_THAT(crawl.run().end.error.text, Contains("before it said hello"));
    CHECK_FALSE(crawl.seen.end.crashed_or_stalled);
    CHECK_THROWS_AS(Crawl(job_for("good"), {}, "/no/such/objsync-crawl"), Error);
}
