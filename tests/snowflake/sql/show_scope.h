// Where SHOW and DESCRIBE look, as their IN says.
#pragma once

#include "tests/snowflake/sql/query.h"

namespace fake_snowflake::sql {

struct ShowScope {
    Path path;            // as deep as it goes; empty: the account
    bool guessed = false; // there was no IN
};

// Throws 002043 for what is not there or not seen, 003030 for a dead share.
[[nodiscard]] ShowScope scope(const Query& query, const Show& show, Level level,
                              const Access& access);

// The object of that name; throws 002003 (02000) for what is not there or not seen.
struct Found {
    const Database* database;
    const Schema* schema;
    ObjectPtr object;
};
[[nodiscard]] Found find_object(const Query& query, const Name& name, const Access& access,
                                const std::string& kind);

} // namespace fake_snowflake::sql
