// What a plugin throws. Error says what went wrong and becomes the outcome of a scope or of the
// whole call; Cancelled carries the host's wish to stop up to the entry point.
#pragma once

#include <objsync/plugin.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

enum class ErrorClass : uint32_t {
    auth = OBJSYNC_AUTH,            // the credential itself is refused
    denied = OBJSYNC_ACCESS_DENIED, // the credential is good, this is not allowed to it
    throttled = OBJSYNC_THROTTLED,
    unavailable = OBJSYNC_UNAVAILABLE,
    timeout = OBJSYNC_TIMEOUT,
    bug = OBJSYNC_BUG, // of the plugin or of a driver
};

class Error : public std::runtime_error {
public:
    // The text says what was tried, what the platform answered and what to do.
    Error(ErrorClass error_class, const std::string& text, std::string native_code = {},
          std::chrono::milliseconds retry_after = {})
        : std::runtime_error(text),
          class_(error_class),
          native_code_(std::move(native_code)),
          retry_after_(retry_after) {}

    [[nodiscard]] ErrorClass error_class() const noexcept { return class_; }
    [[nodiscard]] const std::string& native_code() const noexcept { return native_code_; }
    [[nodiscard]] std::chrono::milliseconds retry_after() const noexcept { return retry_after_; }

    // The same error with "context: " in front.
    [[nodiscard]] Error in(const std::string& context) const {
        return Error(class_, context + ": " + what(), native_code_, retry_after_);
    }

    // Points into this object.
    [[nodiscard]] objsync_error c() const noexcept {
        return {.size = sizeof(objsync_error),
                .error_class = static_cast<uint32_t>(class_),
                .native_code = native_code_.empty() ? kAbsent : str(native_code_),
                .text = str(what()),
                .retry_after_ms = retry_after_.count()};
    }

private:
    ErrorClass class_;
    std::string native_code_;
    std::chrono::milliseconds retry_after_;
};

// Not a std::exception: `catch (const std::exception&)` around one object must not swallow it.
class Cancelled {};

// Turns what a host function answered into an exception. `call` names it in the text.
inline void throw_unless_ok(int answer, const char* call) {
    if (answer == OBJSYNC_CANCELLED) throw Cancelled();
    if (answer != OBJSYNC_OK) {
        throw Error(ErrorClass::bug,
                    std::string("the host refused ") + call + "; its log says why");
    }
}

} // namespace objsync::sdk
