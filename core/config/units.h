// Texts with units, as people write them in a configuration. Readers give nothing for a text that
// is not one, also where a number is too large; writers give the shortest text that reads back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace objsync::config {

inline constexpr int64_t kSecondMs = 1000;
inline constexpr int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;

// "30s", "15m", "24h", "90d", "1h30m", "500ms" -> milliseconds.
[[nodiscard]] std::optional<int64_t> read_duration(std::string_view text);
[[nodiscard]] std::string write_duration(int64_t ms);

// "512MiB", "64KiB", "2GiB", "100B" -> bytes.
[[nodiscard]] std::optional<int64_t> read_size(std::string_view text);
[[nodiscard]] std::string write_size(int64_t bytes);

// "20%" -> 20.
[[nodiscard]] std::optional<int64_t> read_percent(std::string_view text);

// "02:00" -> minutes since midnight.
[[nodiscard]] std::optional<int> read_time_of_day(std::string_view text);

// "0660" -> file mode bits.
[[nodiscard]] std::optional<int64_t> read_mode(std::string_view text);

} // namespace objsync::config
