#include "tests/snowflake/program/commands.h"

#include "tests/snowflake/program/fault.h"
#include "tests/snowflake/program/logged.h"
#include "tests/snowflake/shape/shape.h"

namespace fake_snowflake {

namespace {

using shaping::ShapeError;
using shaping::Words;

// LATENCY 20 MS A STATEMENT, LATENCY 5 MS A THOUSAND ROWS
void read_latency(Words& words, Latency& latency) {
    const std::chrono::milliseconds given(words.integer());
    words.expect("MS A");
    if (words.accept("STATEMENT")) {
        latency.per_statement = given;
    } else {
        words.expect("THOUSAND ROWS");
        latency.per_1000_rows = given;
    }
}

// DRIVER VERSION 3 15 0, DRIVER CLOSES_OPEN_CURSOR TRUE ...
void read_trait(Words& words, wire::DriverTraits& traits) {
    if (words.accept("VERSION")) {
        traits.major = static_cast<uint16_t>(words.integer());
        traits.minor = static_cast<uint16_t>(words.integer());
        traits.patch = static_cast<uint16_t>(words.integer());
        return;
    }
    if (words.accept("HEARTBEAT_MS")) {
        traits.heartbeat_ms = static_cast<uint32_t>(words.integer());
        return;
    }
    constexpr std::pair<std::string_view, bool wire::DriverTraits::*> kFlags[] = {
        {"SHORT_WIDE_PIECES", &wire::DriverTraits::short_wide_pieces},
        {"NO_TOTAL", &wire::DriverTraits::no_total},
        {"WIDE_IS_UTF32", &wire::DriverTraits::wide_is_utf32},
        {"CLOSES_OPEN_CURSOR", &wire::DriverTraits::closes_open_cursor},
        {"LACKS_BLOCK_FETCH", &wire::DriverTraits::lacks_block_fetch},
        {"LACKS_QUERY_TIMEOUT", &wire::DriverTraits::lacks_query_timeout},
        {"LACKS_CANCEL", &wire::DriverTraits::lacks_cancel}};
    for (const auto& [name, flag] : kFlags) {
        if (!words.accept(name)) continue;
        traits.*flag = words.truth();
        return;
    }
    words.unexpected();
}

} // namespace

std::string Commands::run(std::string_view line) {
    Words words(line);
    if (words.accept("FAULT")) {
        server_.faults().add(
            read_fault(words, [this](const std::string& then) { (void)run(then); }));
    } else if (words.accept("CLEAR FAULTS")) {
        server_.faults().clear();
    } else if (words.accept("CLEAR LOG")) {
        server_.log().clear();
    } else if (words.accept("LATENCY")) {
        const std::lock_guard lock(mutex_);
        read_latency(words, latency_);
        server_.set_latency(latency_);
    } else if (words.accept("CHUNK ROWS")) {
        const int64_t rows = words.integer();
        if (rows < 1) throw ShapeError("a chunk has at least one row");
        server_.set_chunk_rows(static_cast<size_t>(rows));
    } else if (words.accept("DRIVER")) {
        const std::lock_guard lock(mutex_);
        read_trait(words, traits_);
        server_.set_traits(traits_);
    } else if (words.accept("STATEMENTS")) {
        const std::string pattern = words.at_end() ? "*" : words.text();
        words.end();
        return statements(server_.log(), pattern);
    } else if (words.accept("LOGINS")) {
        words.end();
        return logins(server_.log());
    } else if (words.accept("STATE")) {
        words.end();
        return state(server_);
    } else {
        shape(account_, line);
        return {};
    }
    words.end();
    return {};
}

} // namespace fake_snowflake
