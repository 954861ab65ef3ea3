// The text that drives the scripted plugin: a statement a line, words split at spaces, `%20` and
// the like for what a word cannot hold. README.md lists the statements.
#pragma once

#include <objsync/plugin.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace objsync::scripted {

struct Statement {
    int line = 0;
    std::string verb;
    std::vector<std::string> words;                         // without `=`, decoded
    std::vector<std::pair<std::string, std::string>> named; // key=value: the value still encoded

    // Throws std::runtime_error that names the line.
    [[nodiscard]] const std::string& word(size_t index) const;
    [[nodiscard]] std::optional<std::string> value(std::string_view key) const; // decoded
};

// Throws std::runtime_error: the file cannot be read, or a line makes no sense.
[[nodiscard]] std::vector<Statement> read_script(const std::string& file);
// A statement without its first words: of `once FILE hang`, with 1, `hang`.
[[nodiscard]] Statement rest_of(const Statement& s, size_t words);

[[nodiscard]] std::string decode(std::string_view text);

// "/" is the connection, "/db/schema/name;namespace" something below.
class Path {
public:
    explicit Path(std::string_view encoded);
    explicit Path(const objsync_path& path);
    Path(const Path& other) : Path(std::string_view(other.text_)) {}
    Path& operator=(const Path&) = delete;

    [[nodiscard]] const objsync_path* c() const { return &path_; }
    [[nodiscard]] const std::string& text() const { return text_; } // one text for one path
    [[nodiscard]] Path parent() const;
    [[nodiscard]] bool is_in(const Path& container) const; // or the container itself
    [[nodiscard]] bool is_root() const { return names_.empty(); }
    [[nodiscard]] const std::string& name() const { return names_.back().first; }
    [[nodiscard]] const std::string& name_space() const { return names_.back().second; }

private:
    void make();

    std::string text_;
    std::vector<std::pair<std::string, std::string>> names_; // name, namespace
    std::vector<objsync_segment> segments_;
    objsync_path path_{};
};

} // namespace objsync::scripted
