// Times of day in the time zones of the system (tzdata).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace objsync {

[[nodiscard]] bool zone_exists(const std::string& zone);
[[nodiscard]] std::vector<std::string> zone_names();

// The first moment after `after_ms` (since the Unix epoch) at which a clock in `zone` shows the
// time of day. A time that the clock skips is the moment of the skip; of one that it shows twice
// only the first counts: so there is exactly one moment for each day. Throws Error{config} for an
// unknown zone.
[[nodiscard]] int64_t next_time_of_day(const std::string& zone, int64_t minutes, int64_t after_ms);

} // namespace objsync
