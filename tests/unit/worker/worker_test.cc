#include "daemon/worker/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/worker/fixture.h"

using namespace objsync;
using namespace objsync::daemon;
using Catch::Contains;

TEST_CASE("a good plugin's tree arrives whole and the child ends clean") {
    Crawl crawl("good");
    const Recorder& seen = crawl.run();
    CHECK(seen.end.clean);
    CHECK(seen.end.error == wire::ErrorInfo{});
    CHECK_FALSE(seen.end.crashed_or_stalled);
    CHECK(seen.scopes == std::vector<std::string>{"", "main"});
    CHECK(seen.objects == std::vector<std::string>{"main", "orders", "total"});
    REQUIRE(seen.ends.size() == 2);
    CHECK(seen.ends[1].outcome == wire::Outcome::complete);
    CHECK(seen.ends[1].basis == "mock");
    CHECK(seen.statements == 3);
    CHECK(seen.types.front() == wire::Type::begin);
}

TEST_CASE("an object's columns and the namespace of its kind arrive as the plugin gave them") {
    Crawl crawl("good");
    std::vector<Object> objects;
    crawl.seen.then = [&](const wire::Frame& frame) {
        if (frame.type != wire::Type::object) return;
        const auto view = wire::decode<wire::ObjectView>(frame.payload);
        Object o;
        o.name = view.name;
        o.ns = view.ns;
        decode_object(view.stable, view.moving, o);
        objects.push_back(o);
    };
    crawl.run();
    REQUIRE(objects.size() == 3);
    CHECK(objects[1].kind == "table");
    CHECK(objects[1].ns.empty());
    REQUIRE(objects[1].columns->size() == 2);
    CHECK(objects[1].columns->at(1).type == "NUMERIC(10,2)");
    CHECK(objects[2].ns == "function");
    CHECK_FALSE(objects[2].columns);
}

TEST_CASE("check reports, lookup answers, describe describes") {
    Crawl check(job_for("good", wire::Mode::check));
    CHECK(check.run().end.clean);
    CHECK(check.seen.types == std::vector<wire::Type>{wire::Type::report});

    wire::Job lookup = job_for("good", wire::Mode::lookup);
    lookup.targets = {{{"main", ""}, {"x", ""}}};
    Crawl answers(lookup);
    CHECK(answers.run().end.clean);
    CHECK(answers.seen.types == std::vector<wire::Type>{wire::Type::begin, wire::Type::answer});

    Crawl describe(job_for("good", wire::Mode::describe));
    wire::Description description;
    describe.seen.then = [&](const wire::Frame& frame) {
        description = wire::decode<wire::Description>(frame.payload);
    };
    CHECK(describe.run().end.clean);
    CHECK(description.name == "mock");
    CHECK(description.kinds.size() == 3);
    CHECK(description.options.at(0).type == wire::OptionType::secret);
    CHECK(description.can_lookup);
}

TEST_CASE("objects outside the filter are dropped without a word") {
    wire::Job job = job_for("good");
    job.exclude = {"main/orders"};
    Crawl crawl(job);
    CHECK(crawl.run().end.clean);
    CHECK(crawl.seen.objects == std::vector<std::string>{"main", "total"});
    CHECK(crawl.seen.ends.back().outcome == wire::Outcome::complete);
}

TEST_CASE("scopes that an earlier child ended, off target or outside the filter are skipped") {
    wire::Job done = job_for("good");
    done.done_scopes = {{{"main", ""}}};
    Crawl rest(done);
    CHECK(rest.run().end.clean);
    CHECK(rest.seen.scopes == std::vector<std::string>{""});

    wire::Job elsewhere = job_for("good");
    elsewhere.targets = {{{"other", ""}}};
    Crawl none(elsewhere);
    CHECK(none.run().scopes == std::vector<std::string>{""});

    wire::Job filtered = job_for("good");
    filtered.include = {"other/**"};
    Crawl nothing(filtered);
    CHECK(nothing.run().end.clean);
    CHECK(nothing.seen.scopes == std::vector<std::string>{""});
    CHECK(nothing.seen.objects.empty());
}

TEST_CASE("a plugin that fails is heard, and is worth no other child at once") {
    Crawl crawl("fails");
    const WorkerEnd& end = crawl.run().end;
    CHECK_FALSE(end.clean);
    CHECK_FALSE(end.crashed_or_stalled);
    CHECK(end.error ==
          wire::ErrorInfo{wire::ErrorClass::throttled, "08001", "too many connections", 1500});
}

TEST_CASE("a plugin that fails without saying why is told what to do") {
    Crawl crawl("fails_silently");
    CHECK_THAT(crawl.run().end.error.text, Contains("crawl() failed without saying why"));
}

TEST_CASE("an exception that escapes a C++ plugin is its failure, with its text") {
    Crawl crawl("throws");
    const WorkerEnd& end = crawl.run().end;
    CHECK_FALSE(end.crashed_or_stalled);
    CHECK_THAT(end.error.text, Contains("out of luck"));
}

TEST_CASE("a scope that the plugin forgets to end is failed, not complete") {
    Crawl crawl("forgets");
    CHECK(crawl.run().end.clean);
    REQUIRE(crawl.seen.ends.size() == 1);
    CHECK(crawl.seen.ends[0].outcome == wire::Outcome::failed);
    CHECK_THAT(crawl.seen.ends[0].error.text, Contains("without ending it"));
}

TEST_CASE("every call that breaks a rule is refused, and its scope is not complete") {
    Crawl crawl("breaks_rules");
    const Recorder& seen = crawl.run();
    CHECK(seen.end.error.text == "");
    CHECK(seen.end.clean);
    CHECK(seen.objects.empty());
    REQUIRE(seen.ends.size() == 2);
    CHECK(seen.ends[0].outcome == wire::Outcome::partial);
    CHECK_THAT(seen.ends[0].error.text, Contains("something in it was refused"));
    CHECK(seen.ends[1].outcome == wire::Outcome::failed);
    CHECK(seen.logged("begin() comes first"));
    CHECK(seen.logged("a name holds a NUL byte"));
    CHECK(seen.logged("is being listed already"));
    CHECK(seen.logged("was ended before"));
}

TEST_CASE("what the daemon stores reaches a plugin that asks, page by page") {
    Crawl crawl("asks");
    crawl.seen.then = [&](const wire::Frame& frame) {
        std::string answer;
        if (frame.type == wire::Type::ask_marker) {
            encode(answer,
                   wire::Marker{static_cast<uint32_t>(wire::decode_number(frame.payload)), "m7"});
        } else if (frame.type == wire::Type::ask_stamps) {
            const auto ask = wire::decode<wire::AskStamps>(frame.payload);
            const std::string name = ask.after ? "b" : "a";
            encode(answer, wire::Stamps{ask.scope, {{{name, ""}, "1"}}, ask.after.has_value()});
        } else if (frame.type == wire::Type::ask_secret) {
            CHECK(frame.payload == "password");
            return crawl.worker->send_secret({"rotated-secret", ""});
        }
        if (!answer.empty()) crawl.worker->send(answer);
    };
    CHECK(crawl.run().end.clean);
    CHECK(crawl.seen.logs == std::vector<std::string>{"marker m7", "stamp a=1", "stamp b=1",
                                                      "secret of 14 bytes: ***"});
}

TEST_CASE("a full crawl is told no marker and no stamp, but the names of what is stored") {
    wire::Job job = job_for("asks");
    job.full = true;
    Crawl crawl(job);
    crawl.seen.then = [&](const wire::Frame& frame) {
        CHECK(frame.type != wire::Type::ask_marker);
        if (frame.type == wire::Type::ask_stamps) {
            std::string answer;
            encode(answer, wire::Stamps{wire::decode<wire::AskStamps>(frame.payload).scope,
                                        {{{"a", ""}, "1"}},
                                        true});
            crawl.worker->send(answer);
        }
        if (frame.type == wire::Type::ask_secret) crawl.worker->send_secret({{}, "gone"});
    };
    CHECK(crawl.run().end.clean);
    CHECK(crawl.seen.logged("stamp a="));
    CHECK_FALSE(crawl.seen.logged("stamp a=1"));
    CHECK(crawl.seen.logged("the secret 'password' cannot be read: gone"));
}

TEST_CASE("where nothing is stored, a plugin that asks for it is answered without the daemon") {
    wire::Job job = job_for("asks");
    job.nothing_stored = true;
    Crawl crawl(job);
    crawl.seen.then = [&](const wire::Frame& frame) {
        CHECK(frame.type != wire::Type::ask_marker);
        CHECK(frame.type != wire::Type::ask_stamps);
        if (frame.type == wire::Type::ask_secret) crawl.worker->send_secret({{}, "gone"});
    };
    CHECK(crawl.run().end.clean);
    CHECK(crawl.seen.logged("marker "));
    CHECK_FALSE(crawl.seen.logged("stamp "));
}

TEST_CASE("a secret shows in no line that a plugin prints or logs, nor in its error") {
    Crawl crawl("chatty");
    const Recorder& seen = crawl.run();
    for (const std::string& line : seen.logs)
        CHECK(line.find("hunter2") == std::string::npos);
    CHECK(seen.logged("stdout: PWD=***;"));
    CHECK(seen.logged("login with ***"));
    CHECK(seen.end.error.text == "login failed: ***");
    CHECK(seen.end.error.error_class == wire::ErrorClass::auth);
}

TEST_CASE("a flood of output is cut, and how much was left out is told") {
    Crawl crawl("chatty");
    const Recorder& seen = crawl.run();
    CHECK(seen.logs.size() < 1000);
    CHECK(seen.logged("lines of output were left out"));
}

TEST_CASE("a plugin's process inherits nothing, dumps nothing and gains nothing") {
    setenv("OBJSYNC_TEST_SECRET", kSecret.c_str(), 1);
    setenv("NOTIFY_SOCKET", "/run/x", 1);
    const int leaked = open("/dev/null", O_RDONLY); // not close-on-exec, on purpose
    Crawl crawl("looks_around");
    CHECK(crawl.run().end.error.text == "");
    close(leaked);
    // 0, 1, 2, the frame socket and the cancel descriptor.
    CHECK(crawl.seen.logs == std::vector<std::string>{
                                 "descriptors 5", "core 0", "dumpable 0", "no_new_privs 1",
                                 "death_signal 9", "leads_session 1", "environment 0", "notify 0"});
}

TEST_CASE("while reading is paused the child waits, and nothing is lost") {
    Crawl crawl("good");
    Timer later(crawl.loop, [&] { crawl.worker->resume_reading(); });
    crawl.seen.then = [&](const wire::Frame&) {
        CHECK_FALSE(later.active());
        crawl.worker->pause_reading();
        later.start(1);
    };
    CHECK(crawl.run().end.clean);
    CHECK(crawl.seen.objects.size() == 3);
    CHECK(crawl.seen.ends.size() == 2);
}

TEST_CASE("a worker may be destroyed in the middle of a frame, and its child goes with it") {
    Crawl crawl("endless");
    pid_t pid = crawl.worker->pid();
    crawl.seen.then = [&](const wire::Frame& frame) {
        if (frame.type != wire::Type::object) return;
        crawl.worker.reset();
        crawl.loop.stop();
    };
    crawl.loop.run();
    CHECK_FALSE(crawl.seen.ended);
    CHECK(crawl.seen.objects.size() == 1);
    crawl.loop.post([&] { crawl.loop.stop(); });
    crawl.loop.run();
    CHECK(kill(pid, 0) == -1);
}
