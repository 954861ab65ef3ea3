// Opening the store with care: one daemon per store, versioned migrations with a backup before,
// a newer version refused, corruption found at start with a clear way back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/store/sqlite.h"

namespace objsync::store {

inline constexpr int kSchemaVersion = 2;
inline constexpr int kApplicationId = 0x4f425359; // "OBSY", so that another program's file is seen

// Held for as long as the daemon lives. A second one throws Error{config} that names the pid of the
// first. The lock file is `<file>.lock`, beside the file that `file` leads to by any path; the
// kernel releases it when the process dies.
class StoreLock {
public:
    explicit StoreLock(const std::string& file);
    ~StoreLock();
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;

private:
    int fd_ = -1;
};

// Opens the one write connection: creates the schema (with a new random epoch, mode 0600), or
// checks and migrates. After anything but a clean shutdown all pages are read once, which takes
// seconds per GB. `now_ms` goes into a backup's name. Throws Error{config|corrupt|retry}.
[[nodiscard]] std::unique_ptr<Database> open_store(const std::string& file, int64_t now_ms,
                                                   int64_t cache_bytes = 32 * 1024 * 1024);

// The tables of this version, in an empty database.
void build_schema(Database& db);

// The last write before the connection is closed: the next open_store need not read all pages.
void mark_clean_shutdown(Database& db);

// A consistent copy while others write: complete at `to`, or not there at all. Never overwrites.
// The copy gets a mark that it is a backup: opened as a store it takes a new epoch, since events
// after it may have been delivered. Blocks while it copies; writers go on. Throws Error.
void backup_store(const std::string& file, const std::string& to);

[[nodiscard]] std::string read_epoch(Database& db);

} // namespace objsync::store
