// Every setting has one row here: key, type, default, bounds, help and the member it fills.
// Reading, checking, suggestions and conf/objsyncd.toml all come from these rows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config/config.h"
#include "core/config/problems.h"

namespace objsync::config {

enum class Kind {
    text,
    name, // letters, digits, "-" and "_"
    path, // relative to the file that names it
    paths,
    boolean,
    integer,
    percent,
    duration,
    size,
    time_of_day,
    timezone,
    mode,
    glob,
    globs,
    names,
    tags, // local tags, as "name=value"
    choice,
};

struct Row {
    std::string_view key = {};
    Kind kind = Kind::text;
    std::string_view fallback = {}; // as it would be written, without quotes; empty: none
    std::string_view help = {};     // one or two sentences
    int64_t min = 0;                // of integers, milliseconds and bytes
    int64_t max = 0;
    std::vector<std::string> choices = {};
    bool required = false;
};

template <typename T>
struct Setting {
    // A choice is handed over as its place among the choices.
    using Member =
        std::variant<std::string T::*, std::vector<std::string> T::*, int64_t T::*,
                     std::optional<int64_t> T::*, std::optional<bool> T::*, void (*)(T&, size_t)>;
    Row row;
    Member member;
};

template <typename T>
using Settings = std::vector<Setting<T>>;

[[nodiscard]] const Settings<DaemonConfig>& daemon_settings();
[[nodiscard]] const Settings<ControlConfig>& control_settings();
[[nodiscard]] const Settings<RegistrationConfig>& registration_settings();
[[nodiscard]] const Settings<CallerConfig>& caller_settings();
[[nodiscard]] const Settings<ConnectionConfig>& connection_settings();
[[nodiscard]] const Settings<GuardConfig>& guard_settings();
[[nodiscard]] const Settings<GuardPath>& guard_path_settings();
[[nodiscard]] const Settings<DefaultTagsConfig>& default_tags_settings();
[[nodiscard]] const Settings<SinkConfig>& sink_settings();

// Sub-tables of a connection and of its guard, which are no settings themselves.
inline constexpr std::string_view kGuard = "guard";
inline constexpr std::string_view kGuardPath = "path";
inline constexpr std::string_view kDefaultTags = "default_tags";
inline constexpr std::string_view kOptions = "options";

inline constexpr size_t kMaxName = 64;

// A section with every default filled in.
template <typename T>
[[nodiscard]] T with_defaults(const Settings<T>& settings);

// Reads a table's members into `out` by the rows; wrong ones are reported and left alone.
// `section` is how messages call the table, `others` the keys that are read elsewhere.
template <typename T>
void read_section(const Node& table, std::string_view section, const Settings<T>& settings,
                  const std::vector<std::string_view>& others, T& out, Problems& problems);

} // namespace objsync::config
