// The little of SQL that the model of an account reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/snowflake/tests/scripted.h"

namespace objsync::snowflake::scripted {

[[nodiscard]] Reply error(const std::string& state, int native, const std::string& text);
[[nodiscard]] Reply not_there(); // 002043

// The text constant behind `before`; nullopt: there is none.
[[nodiscard]] std::optional<std::string> literal_after(const std::string& sql,
                                                       const std::string& before);
// "a"."b""c" at that place.
[[nodiscard]] std::vector<std::string> identifiers_after(const std::string& sql, size_t at);

// What a WHERE says of TABLE_NAME, and in which schema.
struct Predicates {
    explicit Predicates(const std::string& sql);
    [[nodiscard]] bool hold(const std::string& schema, const std::string& name) const;

    std::optional<std::string> schema, above, upto;
    std::optional<std::vector<std::string>> list;
};

} // namespace objsync::snowflake::scripted
