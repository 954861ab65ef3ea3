// The log of a process: lines on standard error, with a priority prefix when the journal reads
// them and with the time otherwise. From any thread. Texts must hold no secrets: see masker.h.
//   log::warning("worker", "child was killed", {{"connection", name}, {"pid",
//   std::to_string(pid)}});
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace objsync::log {

enum class Level { debug, info, warning, error };

struct Field {
    std::string_view key;
    std::string value; // quoted where it is needed to read it back
};
using Fields = std::initializer_list<Field>;

// What is below is not written. Before the first call: info.
void set_level(Level lowest);

// Category: the folder whose code speaks. Control characters are written as escapes, so that one
// call is one line whatever the text holds.
void write(Level level, std::string_view category, std::string_view text, Fields fields = {});

inline void debug(std::string_view category, std::string_view text, Fields fields = {}) {
    write(Level::debug, category, text, fields);
}
inline void info(std::string_view category, std::string_view text, Fields fields = {}) {
    write(Level::info, category, text, fields);
}
inline void warning(std::string_view category, std::string_view text, Fields fields = {}) {
    write(Level::warning, category, text, fields);
}
inline void error(std::string_view category, std::string_view text, Fields fields = {}) {
    write(Level::error, category, text, fields);
}

// The line without time or priority, as write() puts it together.
[[nodiscard]] std::string format_line(std::string_view category, std::string_view text,
                                      Fields fields);

} // namespace objsync::log
