// The numbers that stand in the store's columns. They are on disk: never change or reuse one.
// Outcomes are those of core/wire/messages.h.
#pragma once

#include <cstdint>
#include <string_view>

namespace objsync::store {

enum class Presence : uint8_t {
    present = 0,
    held = 1,         // missing, not yet confirmed
    inaccessible = 2, // not visible, not proved gone
    removed = 3,      // a tombstone
};

enum class Own : uint8_t { inherit = 0, active = 1, inactive = 2 };
enum class Origin : uint8_t { discovery = 0, user = 1 };
enum class ActivateNew : uint8_t { inherit = 0, on = 1, off = 2 };

// object.flags: what the object's kind says.
inline constexpr int64_t kFlagContainer = 1; // may have children
inline constexpr int64_t kFlagSource = 2;    // can be a data source

enum class RunState : uint8_t { listing = 1, applying = 2, done = 3 };
enum class RunResult : uint8_t { complete = 1, incomplete = 2, failed = 3, cancelled = 4 };

// Why a name is missing or held.
enum class Cause : uint8_t {
    vanished = 1,
    dropped = 2,
    out_of_scope = 3,
    moved = 4,
    inaccessible = 5,
};

enum class JobState : uint8_t {
    created = 1,
    active = 2,
    completed = 3,
    cancelled = 4,
    replaced = 5, // the same object was set again before it was done
    failed = 6,
};
enum class JobAction : uint8_t { set = 1, give_back = 2 };

// Names as answers and tables show them; "unknown" for a number that is none of ours.
[[nodiscard]] constexpr std::string_view name_of(Presence value) {
    switch (value) {
        case Presence::present:
            return "present";
        case Presence::held:
            return "held";
        case Presence::inaccessible:
            return "inaccessible";
        case Presence::removed:
            return "removed";
    }
    return "unknown";
}

[[nodiscard]] constexpr std::string_view name_of(RunState value) {
    switch (value) {
        case RunState::listing:
            return "listing";
        case RunState::applying:
            return "applying";
        case RunState::done:
            return "done";
    }
    return "unknown";
}

[[nodiscard]] constexpr std::string_view name_of(RunResult value) {
    switch (value) {
        case RunResult::complete:
            return "complete";
        case RunResult::incomplete:
            return "incomplete";
        case RunResult::failed:
            return "failed";
        case RunResult::cancelled:
            return "cancelled";
    }
    return "unknown";
}

[[nodiscard]] constexpr std::string_view name_of(Cause value) {
    switch (value) {
        case Cause::vanished:
            return "vanished";
        case Cause::dropped:
            return "dropped";
        case Cause::out_of_scope:
            return "out_of_scope";
        case Cause::moved:
            return "moved";
        case Cause::inaccessible:
            return "inaccessible";
    }
    return "unknown";
}

} // namespace objsync::store
