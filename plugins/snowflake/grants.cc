#include "plugins/snowflake/grants.h"

#include "plugins/snowflake/sql/quote.h"

namespace objsync::snowflake {

Grants::Grants(std::string_view role)
    : to_(" TO ROLE " + (role.empty() ? std::string("<role>") : quoted(role))) {}

std::string Grants::on_warehouse(std::string_view name) const {
    const std::string which = name.empty() ? std::string("<warehouse>") : quoted(name);
    return "GRANT USAGE ON WAREHOUSE " + which + to_;
}

std::string Grants::on_database(std::string_view name) const {
    const std::string in = " IN DATABASE " + quoted(name) + to_;
    std::string out = "GRANT USAGE ON DATABASE " + quoted(name) + to_ +
                      "; GRANT USAGE ON ALL SCHEMAS" + in + "; GRANT USAGE ON FUTURE SCHEMAS" + in;
    for (const char* kind : {"TABLES", "EXTERNAL TABLES", "VIEWS"}) {
        for (const char* which : {"ALL ", "FUTURE "})
            out += std::string("; GRANT REFERENCES ON ") + which + kind + in;
    }
    return out + "; " + on_dynamic_tables(name);
}

std::string Grants::on_imported_database(std::string_view name) const {
    return "GRANT IMPORTED PRIVILEGES ON DATABASE " + quoted(name) + to_;
}

std::string Grants::on_dynamic_tables(std::string_view database) const {
    const std::string in = " DYNAMIC TABLES IN DATABASE " + quoted(database) + to_;
    return "GRANT MONITOR ON ALL" + in + "; GRANT MONITOR ON FUTURE" + in;
}

std::string Grants::of_database_role(std::string_view name) const {
    return "GRANT DATABASE ROLE SNOWFLAKE." + std::string(name) + to_ +
           ", or GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE" + to_;
}

} // namespace objsync::snowflake
