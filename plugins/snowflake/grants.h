// The statements that give a role what a crawl needs, ready to be run by whoever may grant. Pure.
// https://docs.snowflake.com/en/user-guide/security-access-control-privileges
#pragma once

#include <string>
#include <string_view>

namespace objsync::snowflake {

class Grants {
public:
    // "" where the role is not known.
    explicit Grants(std::string_view role);

    [[nodiscard]] std::string on_warehouse(std::string_view name) const; // "": any
    // What shows a database with all it holds, now and later, and lets nobody read its data.
    [[nodiscard]] std::string on_database(std::string_view name) const;
    [[nodiscard]] std::string on_imported_database(std::string_view name) const;
    [[nodiscard]] std::string on_dynamic_tables(std::string_view database) const;
    // One of the database roles of SNOWFLAKE.
    [[nodiscard]] std::string of_database_role(std::string_view name) const;

private:
    std::string to_; // " TO ROLE ..."
};

} // namespace objsync::snowflake
