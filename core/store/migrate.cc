#include "core/store/migrate.h"

#include <algorithm>
#include <ctime>

#include "core/base/error.h"
#include "core/store/open.h"

namespace objsync::store {

namespace {

std::string backup_name(const std::string& file, int version, int64_t now_ms) {
    const time_t seconds = now_ms / 1000;
    tm utc{};
    gmtime_r(&seconds, &utc);
    char stamp[32];
    (void)std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
    return file + ".v" + std::to_string(version) + "." + stamp + ".bak";
}

const Migration& step_from(int version, std::span<const Migration> steps, const std::string& file) {
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&](const Migration& m) { return m.from == version; });
    if (step == steps.end()) {
        throw Error(ErrorKind::config, "store " + file + ": no migration leads from version " +
                                           std::to_string(version) +
                                           "; start a release in between once");
    }
    return *step;
}

} // namespace

int schema_version(Database& db) {
    Statement version(db, "PRAGMA user_version");
    version.step();
    return static_cast<int>(version.integer(0));
}

void refuse_newer(Database& db, int known) {
    const int version = schema_version(db);
    if (version <= known) return;
    const std::string own = std::to_string(known);
    throw Error(ErrorKind::config, "store " + db.file() +
                                       ": it was written by a newer objsync (store version " +
                                       std::to_string(version) + "; this program knows up to " +
                                       own + "); start the newer program, or put the backup " +
                                       db.file() + ".v" + own + ".*.bak in its place");
}

void migrate(Database& db, int to, std::span<const Migration> steps, int64_t now_ms) {
    refuse_newer(db, to);
    const int from = schema_version(db);
    if (from == to) return;
    for (int version = from; version < to; version++)
        (void)step_from(version, steps, db.file());
    backup_store(db.file(), backup_name(db.file(), from, now_ms));
    Transaction transaction(db);
    for (int version = from; version < to; version++) {
        try {
            step_from(version, steps, db.file()).apply(db);
        } catch (const Error& e) {
            throw e.in("migrating the store from version " + std::to_string(version) + " to " +
                       std::to_string(version + 1));
        }
    }
    db.exec(("PRAGMA user_version=" + std::to_string(to)).c_str());
    transaction.commit();
}

} // namespace objsync::store
