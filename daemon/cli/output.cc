#include "daemon/cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace objsync::cli {

namespace {

constexpr size_t kGap = 2; // between two columns of a table

size_t terminal_width() {
    if (const char* columns = std::getenv("COLUMNS")) {
        const long width = std::atol(columns);
        if (width > 0) return static_cast<size_t>(width);
    }
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

bool wants_colours() {
    const char* no_color = std::getenv("NO_COLOR");
    if (no_color != nullptr && *no_color != '\0') return false;
    const char* term = std::getenv("TERM");
    return term == nullptr || std::string_view(term) != "dumb";
}

const char* code_of(Tint tint) {
    switch (tint) {
        case Tint::good:
            return "\033[32m";
        case Tint::bad:
            return "\033[31m";
        case Tint::warn:
            return "\033[33m";
        case Tint::dim:
            return "\033[2m";
        case Tint::strong:
            return "\033[1m";
        case Tint::none:
            break;
    }
    return "";
}

void put(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

} // namespace

Output::Output() : terminal_(::isatty(STDOUT_FILENO) == 1) {
    colours_ = terminal_ && wants_colours();
    if (terminal_) width_ = terminal_width();
}

void Output::line(std::string_view text) const {
    put(text);
    put("\n");
}

void Output::progress(std::string_view text) const {
    if (!terminal_) return;
    put("\r\033[K");
    put(cut(text, width_ > 1 ? width_ - 1 : 1));
    std::fflush(stdout);
}

void Output::end_progress() const {
    if (terminal_) put("\r\033[K");
}

std::string Output::tinted(std::string_view text, Tint tint) const {
    if (!colours_ || tint == Tint::none || text.empty()) return std::string(text);
    return code_of(tint) + std::string(text) + "\033[0m";
}

Table::Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

void Table::row(std::vector<Cell> cells) {
    cells.resize(headings_.size(), Cell(""));
    for (Cell& cell : cells)
        cell.text = clean(cell.text);
    rows_.push_back(std::move(cells));
}

std::vector<size_t> Table::widths(size_t limit) const {
    std::vector<size_t> widths;
    for (const std::string& heading : headings_)
        widths.push_back(columns_of(heading));
    for (const auto& row : rows_) {
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(row[i].text));
    }
    if (limit == 0) return widths;
    constexpr size_t kLeast = 8;
    for (;;) {
        size_t total = kGap * (widths.size() - 1), widest = 0;
        for (size_t i = 0; i < widths.size(); ++i) {
            total += widths[i];
            if (widths[i] > widths[widest]) widest = i;
        }
        if (total <= limit) return widths;
        if (widths[widest] <= kLeast) break;
        widths[widest] -= std::min(total - limit, widths[widest] - kLeast);
    }
    // Too narrow for all: the last columns are cut, and those beyond the edge left out.
    size_t used = 0;
    for (size_t& width : widths) {
        const size_t left = limit - std::min(limit, used == 0 ? 0 : used + kGap);
        width = std::min(width, left);
        if (width > 0) used += width + (used == 0 ? 0 : kGap);
    }
    return widths;
}

void Table::print(const Output& out) const {
    const std::vector<size_t> width = widths(out.width());
    const auto print_row = [&](const auto& cells, auto text_of, auto tint_of) {
        std::string line;
        size_t blanks = 0; // owed before the next cell
        for (size_t i = 0; i < cells.size(); ++i) {
            const std::string text = cut(text_of(cells[i]), width[i]);
            if (!text.empty()) line.append(std::exchange(blanks, 0), ' ');
            line += out.tinted(text, tint_of(cells[i]));
            if (width[i] > 0) blanks += width[i] - columns_of(text) + kGap;
        }
        out.line(line);
    };
    print_row(
        headings_, [](const std::string& h) { return h; },
        [](const std::string&) { return Tint::dim; });
    for (const auto& row : rows_) {
        print_row(
            row, [](const Cell& c) { return c.text; }, [](const Cell& c) { return c.tint; });
    }
}

} // namespace objsync::cli
