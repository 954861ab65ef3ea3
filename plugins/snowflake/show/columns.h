// Columns as SHOW COLUMNS gives them: without a warehouse, and never more than 10,000 in one
// answer, without pages. Types that hold others come from DESCRIBE, object by object.
// https://docs.snowflake.com/en/sql-reference/sql/show-columns
// https://docs.snowflake.com/en/sql-reference/sql/desc-table
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/sdk/object.hpp"
#include "plugins/snowflake/column/type.h"
#include "plugins/snowflake/login/session.h"
#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

class ShownColumns {
public:
    // Of all objects of the schema. False: there are too many. Throws sdk::Error for the rest.
    [[nodiscard]] bool read_all(Session& session, const SchemaName& in);
    // Of one object. Throws sdk::Error where there is none.
    void read_one(Session& session, const SchemaName& in, std::string_view object);

    // Whether some of its types are open: describe() tells them.
    [[nodiscard]] bool is_open(std::string_view object) const;
    void describe(Session& session, const SchemaName& in, std::string_view object);

    // Adds the columns to the object. False: they are not known, or not in full.
    [[nodiscard]] bool put(std::string_view object, sdk::Object& out) const;

private:
    struct Column {
        std::string name;
        ShownType type;
        std::string default_value, comment;
    };
    struct Columns {
        std::vector<Column> list;
        bool unreadable = false, open = false;
    };
    void read(Session& session, const std::string& sql);

    std::unordered_map<std::string, Columns> objects_;
};

} // namespace objsync::snowflake
