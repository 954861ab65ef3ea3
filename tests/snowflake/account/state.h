// All of an account at one moment, and how it changes.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/snowflake/account/containers.h"
#include "tests/snowflake/account/principals.h"

namespace fake_snowflake {

// Every change takes the time at which it happens and depends on nothing else, so that the same
// changes lead to the same state, later, too: ACCOUNT_USAGE is what they had led to a while ago.
// A change of what is not there throws std::invalid_argument: the test is wrong.
class State {
public:
    std::map<std::string, Cow<Database>> databases;
    std::vector<Cow<Database>> dropped_databases;
    std::map<std::string, Role> roles;
    std::map<std::string, User> users;
    std::map<std::string, Warehouse> warehouses;
    Cow<Schema> information_schema; // that a new database starts with
    int64_t next_id = 1025;

    [[nodiscard]] const Database& database(const Path& path) const;
    [[nodiscard]] const Schema& schema(const Path& path) const;
    [[nodiscard]] ObjectPtr object(const Path& path) const;
    [[nodiscard]] Database& edit_database(const Path& path);
    [[nodiscard]] Schema& edit_schema(const Path& path);

    // CREATE OR REPLACE, where there is one: what was there gets dropped just after the new one
    // came, as OpenMetadata's issue 28053 saw it.
    void create_database(Database database, Time now);
    void create_schema(const std::string& database, Schema schema, Time now);
    void create(const Path& path, Object object, Time now);
    void generate(const Path& schema, Formula formula, Time now);

    void drop(const Path& path, Time now);
    void undrop(const Path& path, Time now); // the latest that was dropped
    void rename(const Path& path, const Path& to, Time now);
    void swap(const Path& path, const Path& with, Time now); // their names
    // ALTER: LAST_DDL moves.
    void alter(const Path& path, const std::function<void(Object&)>& change, Time now);
    // DML or background work: only LAST_ALTERED moves.
    void touch(const Path& path, int64_t row_count, Time now);
    // An empty value takes the tag away. Tags move no stamp. An empty column: of the object itself.
    void tag(const Path& path, const std::string& column, const std::string& name,
             const std::string& value);
    // Changes without a trace in any stamp.
    void edit(const Path& path, const std::function<void(Object&)>& change);

private:
    void replace(const Path& path, Object object);
};

} // namespace fake_snowflake
