#include "plugins/unixodbc/connection_string.h"

#include "plugins/sdk/error.hpp"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

[[noreturn]] void fail(const std::string& what) {
    throw sdk::Error(sdk::ErrorClass::bug, "option 'connection_string' cannot be read: " + what);
}

// Reads "{...}" with "}}" for "}" at the front of `rest`, and moves behind it.
std::string take_braced(std::string_view& rest) {
    std::string value;
    for (size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] != '}') {
            value += rest[i];
        } else if (i + 1 < rest.size() && rest[i + 1] == '}') {
            value += rest[i++];
        } else {
            rest.remove_prefix(i + 1);
            return value;
        }
    }
    fail("a value begins with '{' and has no closing '}'");
}

bool needs_braces(std::string_view value) {
    return value != trimmed(value) || value.find_first_of("[]{}(),;?*=!@") != std::string::npos;
}

} // namespace

ConnectionString::ConnectionString(std::string_view rest) {
    while (!trimmed(rest).empty()) {
        const size_t end = rest.find_first_of("=;");
        if (end == std::string_view::npos) fail("a keyword without '=' at its end");
        const std::string keyword(trimmed(rest.substr(0, end)));
        const char stop = rest[end];
        rest.remove_prefix(end + 1);
        if (stop == ';') {
            if (keyword.empty()) continue;
            fail("the keyword '" + keyword + "' has no '='");
        }
        if (keyword.empty()) fail("a '=' without keyword in front");
        while (!rest.empty() && rest.front() == ' ')
            rest.remove_prefix(1);
        std::string value;
        if (!rest.empty() && rest.front() == '{') {
            value = take_braced(rest);
            if (!trimmed(rest.substr(0, rest.find(';'))).empty()) {
                fail("text after the '}' of keyword '" + keyword + "'");
            }
        } else {
            value = trimmed(rest.substr(0, rest.find(';')));
        }
        const size_t next = rest.find(';');
        rest.remove_prefix(next == std::string_view::npos ? rest.size() : next + 1);
        pairs_.emplace_back(keyword, std::move(value));
    }
}

std::optional<std::string> ConnectionString::get(std::string_view keyword) const {
    for (const auto& [key, value] : pairs_) {
        if (same_ignoring_case(key, keyword)) return value;
    }
    return std::nullopt;
}

void ConnectionString::add(std::string_view keyword, std::string_view value) {
    if (has(keyword)) {
        fail("keyword '" + std::string(keyword) + "' is given there and by an option of its own");
    }
    if (value.find('\0') != std::string_view::npos) fail("a value with a NUL character");
    pairs_.emplace_back(keyword, value);
}

std::string ConnectionString::text() const {
    std::string out;
    for (const auto& [key, value] : pairs_) {
        out += key + '=';
        if (!needs_braces(value)) {
            out += value;
        } else {
            out += '{';
            for (const char c : value)
                out.append(c == '}' ? 2 : 1, c);
            out += '}';
        }
        out += ';';
    }
    return out;
}

} // namespace objsync::odbc
