// Opening the store with care: one daemon per store, versioned migrations with a backup before,
// a newer version refused, corruption found at start with a clear way back.
#pragma once

#include <memory>
#include <string>

#include "core/store/sqlite.h"

namespace objsync::store {

inline constexpr int kSchemaVersion = 1;

// Held for as long as the daemon lives. A second one throws Error{config} that names the pid of the
// first. The lock file is `<file>.lock`; it is released by the kernel when the process dies.
class StoreLock {
public:
    explicit StoreLock(const std::string& file);
    ~StoreLock();
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;

private:
    int fd_ = -1;
};

// Opens the one write connection: creates the schema (with a new random epoch), or checks and
// migrates. `now_ms` goes into the backup's name. Throws Error{config|corrupt}.
[[nodiscard]] std::unique_ptr<Database> open_store(const std::string& file, int64_t now_ms);

// A consistent copy while others write. The copy gets a mark that it is a backup: opened as a
// store it takes a new epoch, since events after it may have been delivered. Throws Error.
void backup_store(const std::string& file, const std::string& to);

[[nodiscard]] std::string read_epoch(Database& db);

}  // namespace objsync::store
