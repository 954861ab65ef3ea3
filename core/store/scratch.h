// What a crawl of one connection reads and writes, copied into a private temporary file, so that a
// crawl can be tried: its changes and events are real, in a place that goes away.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/store/sqlite.h"

namespace objsync::store {

// One snapshot, taken while others write; nothing else waits for it. Without the outbox (its
// positions go on), tokens, the audit log and other connections. Runs that are still listing are
// left out: what they have committed so far is in, what they may conclude is not known yet.
//
// The file lies where SQLite puts temporary files ($SQLITE_TMPDIR, $TMPDIR, /var/tmp, /tmp), has no
// name, and needs about as much room as the connection's objects: some 0.5 GB for a million. The
// kernel frees it when the Database is closed, also by a kill. Blocks while it copies, some seconds
// for a million objects; it asks `stopped` all along. Throws Error: input when the connection is
// not in the store or that is true, and others as Database.
[[nodiscard]] std::unique_ptr<Database> scratch_copy(const std::string& file,
                                                     const std::string& connection,
                                                     const std::function<bool()>& stopped);

} // namespace objsync::store
