#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "daemon/control/access.h"
#include "daemon/control/census.h"
#include "daemon/control/pump.h"
#include "daemon/loop/loop.h"
#include "daemon/loop/timer.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/control/fake_commands.h"
#include "tests/unit/control/fixture.h"

using namespace objsync;
using namespace objsync::test;
using control::Pump;
using control::StreamSource;

namespace {

// Each piece is made when the test says so, and looks for nothing: it tells how often it was asked.
struct Script {
    std::promise<void> asked; // the first piece is being made
    std::promise<void> go_on;
    std::atomic<int> pieces = 0;
};

class ScriptedSource final : public StreamSource {
public:
    explicit ScriptedSource(Script& script) : script_(script) {}
    Next produce(control::Reader&, std::string& out) override {
        if (++script_.pieces == 1) {
            script_.asked.set_value();
            script_.go_on.get_future().wait();
            return Next::wait;
        }
        out = "found";
        return Next::end;
    }

private:
    Script& script_;
};

} // namespace

TEST_CASE("events that are committed while a page is read are looked for again") {
    TempDir dir;
    StoreMaker maker(dir / "state.db");
    Loop loop;
    FakeCommands commands(loop);
    control::ReaderPool readers(dir / "state.db", 1);
    control::Access access;
    control::Census census(loop, readers);
    control::Services services{loop, commands, readers, access, census, {}};
    Script script;
    std::string got;
    std::shared_ptr<Pump> pump;
    Timer too_late(loop, [&] { loop.stop(); });
    pump = std::make_shared<Pump>(services, std::make_unique<ScriptedSource>(script), [&] {
        char bytes[16];
        size_t taken = 0;
        if (pump->take(bytes, sizeof bytes, taken) == Pump::Take::bytes) got.assign(bytes, taken);
        loop.stop();
    });
    loop.post([&] {
        size_t taken = 0;
        CHECK(pump->take(nullptr, 0, taken) == Pump::Take::wait);
        script.asked.get_future().wait();
        pump->events_committed(); // the page was read before this commit
        script.go_on.set_value();
        too_late.start(10'000);
    });
    loop.run();
    CHECK(got == "found");
    CHECK(script.pieces == 2);
}
