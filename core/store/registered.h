// Connections that were registered through the API, as they are kept. Reading over any Database,
// writing on the write connection inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/store/sqlite.h"

namespace objsync::store {

struct RegisteredRow {
    std::string name;
    std::string definition; // JSON: the keys of a [[connection]]; secrets by reference only
    // The principals of the caller who wrote plugin and options; none: one with GOVERNANCE.
    std::vector<std::string> vouchers;
    int64_t created_at = 0, updated_at = 0;
    std::string created_by, updated_by;
    std::optional<int64_t> wrong_since; // since when it cannot be crawled as it is defined
};

[[nodiscard]] std::vector<RegisteredRow> read_registered(Database& db); // by name
void put_registered(Database& db, const RegisteredRow& row);            // new, or in its place
void erase_registered(Database& db, const std::string& name);

} // namespace objsync::store
