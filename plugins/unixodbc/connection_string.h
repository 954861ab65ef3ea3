// ODBC connection strings: "Driver=SQLite3;Database=/srv/shop.db;PWD={a;b}}c}". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace objsync::odbc {

class ConnectionString {
public:
    ConnectionString() = default;
    // Throws sdk::Error that says what cannot be read, without quoting the string: it may hold a
    // password.
    explicit ConnectionString(std::string_view text);

    // Keywords are the same in any case; the first of a name counts.
    [[nodiscard]] std::optional<std::string> get(std::string_view keyword) const;
    [[nodiscard]] bool has(std::string_view keyword) const { return get(keyword).has_value(); }

    // Throws sdk::Error where the keyword is there already.
    void add(std::string_view keyword, std::string_view value);

    // Values are put in braces where they need it.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

} // namespace objsync::odbc
