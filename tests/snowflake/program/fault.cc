#include "tests/snowflake/program/fault.h"

namespace fake_snowflake {

using shaping::ShapeError;
using shaping::Words;

namespace {

size_t count(Words& words) {
    const int64_t number = words.integer();
    if (number < 0) throw ShapeError("a number below 0");
    return static_cast<size_t>(number);
}

Action read_action(Words& words, const std::function<void(const std::string&)>& run) {
    if (words.accept("FAIL")) {
        Fail fail{words.text(), 0, {}};
        fail.native = static_cast<int32_t>(words.integer());
        fail.text = words.text();
        return fail;
    }
    if (words.accept("HANG")) return Hang{words.accept("DEAF")};
    if (words.accept("CRASH")) return Crash{};
    if (words.accept("LOSE NETWORK")) return LoseNetwork{};
    if (words.accept("EXPIRE")) return Expire{};
    if (words.accept("SLOW")) return Slow{std::chrono::microseconds(words.integer())};
    if (words.accept("WRONG LENGTH")) {
        WrongLength wrong;
        wrong.column = static_cast<uint32_t>(count(words));
        wrong.length = words.integer();
        return wrong;
    }
    words.expect("DO");
    return Call([run, line = words.rest()] { run(line); });
}

} // namespace

Fault read_fault(Words& words, const std::function<void(const std::string&)>& run) {
    Fault out{words.text(), Crash{}};
    if (words.accept("ROW")) out.row = count(words);
    if (words.accept("SKIP")) out.skip = count(words);
    if (words.accept("TIMES")) {
        out.times = count(words);
    } else if (words.accept("ALWAYS")) {
        out.times = std::nullopt;
    }
    out.action = read_action(words, run);
    return out;
}

} // namespace fake_snowflake
