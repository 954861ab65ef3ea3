// Text for people on standard output: tables that fit, colours and progress on a terminal only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace objsync::cli {

enum class Tint { none, good, bad, warn, dim, strong };

class Output {
public:
    Output(); // looks at standard output, NO_COLOR and TERM

    [[nodiscard]] bool terminal() const noexcept { return terminal_; }
    [[nodiscard]] size_t width() const noexcept { return width_; }

    void line(std::string_view text) const;
    // Replaces the line that is shown, on a terminal; elsewhere nothing.
    void progress(std::string_view text) const;
    void end_progress() const;

    [[nodiscard]] std::string tinted(std::string_view text, Tint tint) const;

private:
    bool terminal_ = false, colours_ = false;
    size_t width_ = 0; // 0: no limit
};

// Rows under headings. On a terminal the widest columns are cut until the table fits.
class Table {
public:
    explicit Table(std::vector<std::string> headings);

    struct Cell {
        Cell(std::string_view cell_text) : text(cell_text) {}
        Cell(const std::string& cell_text) : text(cell_text) {}
        Cell(const char* cell_text) : text(cell_text) {}
        Cell(std::string_view cell_text, Tint cell_tint) : text(cell_text), tint(cell_tint) {}
        std::string text;
        Tint tint = Tint::none;
    };
    void row(std::vector<Cell> cells);
    void print(const Output& out) const;
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }

private:
    [[nodiscard]] std::vector<size_t> widths(size_t limit) const;

    std::vector<std::string> headings_;
    std::vector<std::vector<Cell>> rows_;
};

// Control characters, which could take over a terminal, become "?"; line ends become spaces.
[[nodiscard]] std::string clean(std::string_view text);
[[nodiscard]] size_t columns_of(std::string_view text); // on a terminal
[[nodiscard]] std::string cut(std::string_view text, size_t columns);

[[nodiscard]] std::string count_text(int64_t number); // 1,234,567
[[nodiscard]] std::string bytes_text(int64_t bytes);  // 12.3 MiB
[[nodiscard]] std::string duration_text(int64_t ms);  // 3 min
// From RFC 3339; what is none stays as it is.
[[nodiscard]] std::string local_time(const std::string& time);    // 2026-01-31 14:05:00
[[nodiscard]] std::string relative_time(const std::string& time); // 3 min ago, in 5 h
// Milliseconds from now until then, from RFC 3339; below 0: it is past, or no time.
[[nodiscard]] int64_t until(const std::string& time);

// "1 object", "2 objects".
[[nodiscard]] std::string counted(int64_t number, std::string_view one);

} // namespace objsync::cli
