// What ALTER SESSION sets.
// https://docs.snowflake.com/en/sql-reference/parameters
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/snowflake/sql/ast.h"

namespace fake_snowflake::sql {

class SessionParameters {
public:
    // Throws SqlError for what Snowflake does not take; then nothing is set.
    void alter(const AlterSession& statement);
    [[nodiscard]] const std::string& text(const std::string& name) const; // or its default
    [[nodiscard]] bool boolean(const std::string& name) const { return text(name) == "true"; }

    [[nodiscard]] const std::map<std::string, std::string>& set() const { return set_; }

    struct Parameter {
        std::string name;
        std::string type; // BOOLEAN, NUMBER, STRING
        std::string initial;
    };
    [[nodiscard]] static const std::vector<Parameter>& all(); // by name

private:
    std::map<std::string, std::string> set_;
};

} // namespace fake_snowflake::sql
