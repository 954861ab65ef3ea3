// From an older schema version to a newer one, with the way back kept.
#pragma once

#include <cstdint>
#include <span>

#include "core/store/sqlite.h"

namespace objsync::store {

// Leads from version `from` to `from + 1`. Runs inside a transaction.
struct Migration {
    int from;
    void (*apply)(Database& db);
};

// Brings the store to version `to`: all steps in one transaction, after a backup named
// `<file>.v<N>.<timestamp>.bak`. When a step throws, the store is as it was. Does nothing when it
// is there already. Throws Error{config} when a step is not known.
void migrate(Database& db, int to, std::span<const Migration> steps, int64_t now_ms);

// Throws Error{config} that names both versions when the store's is above `known`.
void refuse_newer(Database& db, int known);

[[nodiscard]] int schema_version(Database& db);

} // namespace objsync::store
