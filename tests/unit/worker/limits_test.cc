// How children end that do not end by themselves, or end badly.
#include "tests/unit/worker/fixture.h"

using namespace objsync;
using namespace objsync::daemon;
using Catch::Contains;

namespace {

// Short enough for a test, and far from what a healthy child needs.
WorkerLimits quick() {
    WorkerLimits limits;
    limits.term_to_kill_ms = 50;
    return limits;
}

void check_crash(const std::string& plugin, const std::string& text) {
    Crawl crawl(plugin);
    const WorkerEnd& end = crawl.run().end;
    CHECK_FALSE(end.clean);
    CHECK(end.crashed_or_stalled);
    CHECK(end.error.error_class == wire::ErrorClass::bug);
    CHECK_THAT(end.error.text, Contains(text));
    CHECK_THAT(end.error.text, Contains("connection 'shop'"));
}

} // namespace

TEST_CASE("a crash is named by its signal, and what came before it is kept") {
    Crawl crawl("crash_crawl");
    const Recorder& seen = crawl.run();
    CHECK(seen.end.crashed_or_stalled);
    CHECK_THAT(seen.end.error.text, Contains("signal 11 (Segmentation fault)"));
    CHECK(seen.objects.front() == "main");
    REQUIRE(seen.ends.size() == 1);
    CHECK(seen.ends[0].outcome == wire::Outcome::complete);
}

TEST_CASE("a crash in describe is one as well") {
    check_crash("crash_describe", "signal 11");
}

TEST_CASE("a kill from outside points to the kernel's log") {
    check_crash("kill_self", "signal 9 (Killed), not by us");
}

TEST_CASE("a plugin that calls exit is not done, whatever its exit code says") {
    check_crash("exits", "exit code 0 before it was done");
}

TEST_CASE("the last line that a lost child printed is told, without secrets") {
    check_crash("exits", "no licence for ***");
}

TEST_CASE("garbage on the frame socket ends the child") {
    check_crash("garbage", "a frame of the unknown type 238");
}

TEST_CASE("a frame of 2 GiB is not waited for") {
    check_crash("huge_frame", "2147483648");
}

TEST_CASE("a frame that is cut short by the end is said to be") {
    check_crash("truncated", "in the middle of a frame");
}

TEST_CASE("a message that makes no sense ends the child") {
    check_crash("bad_message", "sent what makes no sense");
}

TEST_CASE("a child that makes no progress is ended, by KILL if it does not hear TERM") {
    WorkerLimits limits = quick();
    limits.no_progress_ms = 300;
    Crawl crawl("hang", limits);
    const WorkerEnd& end = crawl.run().end;
    CHECK(end.crashed_or_stalled);
    CHECK_THAT(end.error.text, Contains("made no progress"));
}

TEST_CASE("no progress is not counted while the daemon does not read") {
    WorkerLimits limits = quick();
    limits.no_progress_ms = 300;
    limits.wall_ms = 1500;
    Crawl crawl("hang", limits);
    crawl.seen.then = [&](const wire::Frame&) { crawl.worker->pause_reading(); };
    CHECK_THAT(crawl.run().end.error.text, Contains("took longer than its limit"));
}

TEST_CASE("a child above its memory limit is killed, and the error says how much it took") {
    WorkerLimits limits = quick();
    limits.memory_bytes = 200u << 20;
    Crawl crawl("hog", limits);
    const WorkerEnd& end = crawl.run().end;
    CHECK_THAT(end.error.text, Contains("above its limit of 200 MiB"));
    CHECK(end.peak_memory_bytes > limits.memory_bytes);
}

TEST_CASE("an endless stream ends at the wall-clock limit, and is not tried again") {
    WorkerLimits limits = quick();
    limits.term_to_kill_ms = 10'000; // it stops when it is asked to
    limits.wall_ms = 300;
    Crawl crawl("endless", limits);
    const WorkerEnd& end = crawl.run().end;
    CHECK_THAT(end.error.text, Contains("took longer than its limit"));
    CHECK_FALSE(end.crashed_or_stalled);
    CHECK(end.cpu_ms > 0);
}

TEST_CASE("a plugin that waits learns of a cancel by flag, descriptor and callback") {
    Crawl crawl("waits_for_cancel");
    crawl.seen.then = [&](const wire::Frame&) { crawl.worker->cancel(); };
    const WorkerEnd& end = crawl.run().end;
    CHECK(end.cancelled);
    CHECK_FALSE(end.clean);
    CHECK_FALSE(end.crashed_or_stalled);
    CHECK(end.error == wire::ErrorInfo{});
}

TEST_CASE("a cancel reaches a child whose stream nobody reads") {
    Crawl crawl("endless");
    bool first = true;
    Timer later(crawl.loop, [&] { crawl.worker->cancel(); });
    crawl.seen.then = [&](const wire::Frame&) {
        if (!first) return;
        first = false;
        crawl.worker->pause_reading();
        later.start(100); // until the socket is full
    };
    CHECK(crawl.run().end.cancelled);
}

TEST_CASE("a plugin that ignores the cancel is ended all the same") {
    Crawl crawl("ignores_cancel", quick());
    size_t objects = 0;
    crawl.seen.then = [&](const wire::Frame& frame) {
        if (frame.type != wire::Type::object) return;
        if (objects == 0) crawl.worker->cancel();
        ++objects;
    };
    CHECK(crawl.run().end.cancelled);
    CHECK(objects == 1);
}

TEST_CASE("one child's end is no other's") {
    Crawl good("good");
    Recorder other(good.loop);
    Worker crashes(good.loop, CRAWL_PROGRAM, job_for("crash_crawl"), {}, "connection 'b'", other);
    while (!other.ended || !good.seen.ended)
        good.loop.run();
    CHECK(good.seen.end.clean);
    CHECK(other.end.crashed_or_stalled);
}
