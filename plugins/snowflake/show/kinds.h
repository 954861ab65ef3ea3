// What SHOW TABLES and SHOW VIEWS say of the objects of a schema beyond what SHOW OBJECTS does. A
// few bytes an object.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/snowflake/list/stored.h"
#include "plugins/snowflake/login/session.h"
#include "plugins/snowflake/object/kind.h"
#include "plugins/snowflake/object/row.h"
#include "plugins/snowflake/show/rows.h"
#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

struct ShownKind {
    MaybeFlag dynamic, iceberg, event, external, hybrid, transient, temporary;
    MaybeFlag materialized, secure;
};

class ShownKinds {
public:
    // A SHOW that is refused leaves what it would tell unknown; the log says so. Throws sdk::Error
    // for the rest: a lost session, a timeout.
    void read(Session& session, const SchemaName& in);
    // The same, of the objects whose names begin like that one.
    void read_one(Session& session, const SchemaName& in, std::string_view object);

    [[nodiscard]] ShownKind of(std::string_view name) const;
    // Which of the two gave a name that is not in `seen`.
    [[nodiscard]] std::vector<Shown> with_more_than(const NameSet& seen) const;

private:
    struct Entry {
        uint64_t hash;
        ShownKind kind;
        Shown from;
    };
    using Page = std::function<std::string(Shown, std::string_view after)>;
    void read_both(Session& session, const Page& page);
    void read_tables(Session& session, const Page& page);
    void read_views(Session& session, const Page& page);

    std::vector<Entry> entries_; // by hash
};

// One object out of a row of SHOW OBJECTS, or of another SHOW with some of its columns.
[[nodiscard]] Row shown_row(const ShowRows& from, const ShownKind& told);
[[nodiscard]] ShowRows shown_objects(Session& session, const std::string& sql);

} // namespace objsync::snowflake
