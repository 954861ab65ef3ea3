#include "plugins/snowflake/login/driver.h"

#include <array>
#include <charconv>

namespace objsync::snowflake {

namespace {

using Version = std::array<int, 3>;

constexpr Version kGood{3, 12, 0};
// Patch releases of older lines that have the same repair.
constexpr Version kPatched[] = {{3, 7, 1}, {3, 8, 1}, {3, 9, 1}, {3, 10, 1}, {3, 11, 1}};

// The numbers at the end of the text: "03.12.0000" is 3.12.0.
std::optional<Version> parse(std::string_view text) {
    const size_t space = text.rfind(' ');
    if (space != std::string_view::npos) text.remove_prefix(space + 1);
    Version out{};
    for (int& part : out) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
        if (error != std::errc()) return std::nullopt;
        text.remove_prefix(static_cast<size_t>(end - text.data()));
        if (text.empty()) break;
        if (text.front() != '.') return std::nullopt;
        text.remove_prefix(1);
    }
    return out;
}

bool is_patched(const Version& version) {
    for (const Version& patched : kPatched) {
        if (version[0] == patched[0] && version[1] == patched[1] && version[2] >= patched[2])
            return true;
    }
    return false;
}

} // namespace

std::optional<std::string> driver_warning(std::string_view version) {
    const auto parsed = parse(version);
    if (!parsed) {
        return "the driver's version '" + std::string(version) +
               "' cannot be read; Snowflake's ODBC driver should be 3.12.0 or newer";
    }
    if (*parsed >= kGood || is_patched(*parsed)) return std::nullopt;
    return "Snowflake's ODBC driver is " + std::string(version) +
           "; before 3.12.0 it fails with numeric conversion errors when rows are fetched in "
           "blocks: "
           "install 3.12.0 or newer";
}

} // namespace objsync::snowflake
