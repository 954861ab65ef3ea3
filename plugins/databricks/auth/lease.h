// How long an access token is used. Pure: the time is an argument.
#pragma once

#include <algorithm>
#include <string>

#include "plugins/databricks/polite/pace.h"

namespace objsync::databricks {

class Lease {
public:
    Lease() = default;
    Lease(std::string token, Millis lifetime, Clock::time_point got)
        : token_(std::move(token)), renew_at_(got + lifetime - margin(lifetime)) {}

    // Renewed before it expires, so that no request carries one that expires on its way.
    [[nodiscard]] bool good(Clock::time_point now) const noexcept {
        return !token_.empty() && now < renew_at_;
    }
    [[nodiscard]] const std::string& token() const noexcept { return token_; }

private:
    // Five minutes, or a fifth of what lives shorter.
    static Millis margin(Millis lifetime) {
        return std::min(Millis(std::chrono::minutes(5)), lifetime / 5);
    }

    std::string token_;
    Clock::time_point renew_at_{};
};

} // namespace objsync::databricks
