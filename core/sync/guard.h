// When a removal is too large to believe (design, section 5). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace objsync::sync {

enum class Confirm : uint8_t { next_crawl, manual };

struct GuardRule {
    double share = 0.2;    // of the present source objects of a container
    int64_t at_least = 50; // and never fewer than this many
    Confirm confirm = Confirm::next_crawl;
    int64_t confirm_after_ms = 600'000;
};

// The rule for a path text below the connection; the empty path is the connection.
using GuardRules = std::function<GuardRule(const std::string& path)>;

// Does losing `missing` of `total` present source objects trip? More than the share and at least
// `at_least`, or everything in a container that held more than one.
[[nodiscard]] constexpr bool trips(const GuardRule& rule, int64_t missing, int64_t total) {
    if (missing <= 0) return false;
    if (missing >= total && total > 1) return true;
    return missing >= rule.at_least &&
           static_cast<double>(missing) > rule.share * static_cast<double>(total);
}

// How many present ones must be counted before it is certain that `missing` does not trip: lets
// the caller stop counting a large container early.
[[nodiscard]] constexpr int64_t enough_to_pass(const GuardRule& rule, int64_t missing) {
    if (missing < rule.at_least || rule.share >= 1.0) return missing + 1;
    if (rule.share <= 0.0) return INT64_MAX;
    const double needed = static_cast<double>(missing) / rule.share;
    return needed >= 9e18 ? INT64_MAX : static_cast<int64_t>(needed) + 1;
}

} // namespace objsync::sync
