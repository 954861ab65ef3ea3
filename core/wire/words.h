// The words that several messages use: outcomes, classes, verdicts. The numbers cross the socket.
#pragma once

#include <cstdint>
#include <string>

namespace objsync::wire {

inline constexpr uint32_t kProtocol = 1;

enum class Outcome : uint8_t {
    complete = 1,
    unchanged,
    unchanged_below,
    partial,
    denied,
    failed,
    skipped
};
enum class ErrorClass : uint8_t { none = 0, auth, denied, throttled, unavailable, timeout, bug };
enum class Facet : uint8_t { columns = 1, tags, definition };
enum class Verdict : uint8_t { object = 1, gone, denied, unknown };
enum class Severity : uint8_t { ok = 1, warning, failed };
enum class Level : uint8_t { debug = 1, info, warning, error };
enum class Counter : uint8_t { statements = 1, requests, bytes };

struct ErrorInfo {
    ErrorClass error_class = ErrorClass::none;
    std::string native_code;
    std::string text;
    int64_t retry_after_ms = 0;
    bool operator==(const ErrorInfo&) const = default;
};

// What the plugin's function returned; the last frame of a child.
enum class Done : uint8_t { ok = 0, failed, cancelled };

} // namespace objsync::wire
