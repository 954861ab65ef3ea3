#include "plugins/snowflake/sql/quote.h"

#include <algorithm>

namespace objsync::snowflake {

namespace {

// What Snowflake stores of a name that was written without quotes.
bool is_plain(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '$'; };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), inner);
}

} // namespace

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name)
        out.append(c == '"' ? 2 : 1, c);
    return out += '"';
}

std::string quoted_path(const std::vector<std::string_view>& names) {
    std::string out;
    for (const auto name : names) {
        if (!out.empty()) out += '.';
        out += quoted(name);
    }
    return out;
}

std::string literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += c == '\'' ? '\'' : '\\';
        out += c;
    }
    return out += '\'';
}

std::string dotted(const std::vector<std::string_view>& names) {
    std::string out;
    for (const auto name : names) {
        if (!out.empty()) out += '.';
        out += is_plain(name) ? std::string(name) : quoted(name);
    }
    return out;
}

} // namespace objsync::snowflake
