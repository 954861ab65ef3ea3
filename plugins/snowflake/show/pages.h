// SHOW in pages. Sound only where a name stands once in the whole listing, as in one schema: the
// cursor compares nothing but the name.
// https://docs.snowflake.com/en/sql-reference/sql/show-objects
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "plugins/snowflake/list/stored.h"
#include "plugins/snowflake/show/rows.h"

namespace objsync::snowflake {

class Pages {
public:
    // `page(after)` makes the statement of the page behind that name.
    Pages(Session& session, std::function<std::string(std::string_view)> page,
          std::vector<odbc::Bound> wanted, std::vector<std::string_view> names)
        : session_(session),
          page_(std::move(page)),
          wanted_(std::move(wanted)),
          names_(std::move(names)) {}

    // Calls take(rows) for each row until the pages end. Throws sdk::Error where a name comes
    // twice: then they did not fit together.
    void each(const std::function<void(const ShowRows&)>& take);

private:
    Session& session_;
    std::function<std::string(std::string_view)> page_;
    std::vector<odbc::Bound> wanted_;
    std::vector<std::string_view> names_;
};

} // namespace objsync::snowflake
