// Timestamps as text, as Snowflake reads and writes them, in a session's time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fake_snowflake::sql {

[[nodiscard]] bool zone_is_known(const std::string& zone);
// What a clock in `zone` shows at a moment, as if it were UTC, and the other way round.
[[nodiscard]] int64_t to_wall(int64_t utc_ns, const std::string& zone);
[[nodiscard]] int64_t from_wall(int64_t wall_ns, const std::string& zone);

// By a format as YYYY-MM-DD"T"HH24:MI:SS.FF3 TZHTZM.
// https://docs.snowflake.com/en/sql-reference/date-time-input-output
[[nodiscard]] std::string format_time(int64_t wall_ns, int64_t offset_s, std::string_view format);

// YYYY-MM-DD, then perhaps a time after a blank or T, then perhaps an offset or Z.
struct ReadTime {
    int64_t wall_ns = 0;
    std::optional<int64_t> offset_s;
};
[[nodiscard]] std::optional<ReadTime> read_time(std::string_view text);

// DATE_PART: EPOCH_SECOND, EPOCH_MILLISECOND, YEAR ...; nullopt: no such part.
[[nodiscard]] std::optional<int64_t> time_part(std::string_view part, int64_t utc_ns,
                                               int64_t wall_ns);

} // namespace fake_snowflake::sql
