// One error type for all of core: a kind that the scheduler understands, and a text that says
// what is wrong, where, and what to do.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace objsync {

enum class ErrorKind {
    config,  // the operator must change something; trying again does not help
    retry,   // may pass when tried again later
    input,   // a caller or peer sent something that cannot be taken
    bug,     // an invariant is broken
    corrupt, // stored bytes cannot be what we wrote
};

class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

    // The same error with "context: " in front; where the context is known, it is added.
    [[nodiscard]] Error in(const std::string& context) const {
        return Error(kind_, context + ": " + what());
    }

private:
    ErrorKind kind_;
};

} // namespace objsync
