// One object as a listing gives it, and as the host gets it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plugins/sdk/object.hpp"
#include "plugins/snowflake/list/stored.h"
#include "plugins/snowflake/object/kind.h"

namespace objsync::snowflake {

using MaybeString = std::optional<std::string>; // nullopt: cannot tell

// Every field is one that all methods give with the same bytes, or that is absent where a method
// cannot: INFORMATION_SCHEMA does not tell whether a view is secure, SHOW knows no LAST_DDL.
struct Row {
    std::string name;
    std::optional<Kind> kind;
    MaybeString owner, comment;
    MaybeFlag transient, temporary, hybrid, secure;
    std::optional<int64_t> rows, bytes, created_ms, modified_ms;

    std::optional<int64_t> id;  // TABLE_ID
    std::optional<Stamp> stamp; // nullopt: the stored one stays
};

// Starts the object; its columns are for the caller to add.
void fill(sdk::Object& out, const Row& row);

} // namespace objsync::snowflake
