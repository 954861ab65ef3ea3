#include "core/store/sqlite.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace objsync::store {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

// Pages that change in many commits are copied into the file once per checkpoint, so a long log
// saves writes; 128 MiB of it cost 256 KiB of index and some seconds of recovery at worst.
constexpr int64_t kLogPages = 32'768;
constexpr int64_t kLogBytesKept = 64 * 1024 * 1024;
constexpr size_t kMostPrepared = 256; // some kB each; queries of people have texts without end

struct Advice {
    ErrorKind kind;
    const char* text;
};

Advice advice_for(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return {ErrorKind::retry, "the disk is full: make room on its file system"};
        case SQLITE_READONLY:
            return {
                ErrorKind::config,
                "it is read-only: the daemon's user needs write permission for the file and its "
                "directory, on a file system that is mounted writable"};
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
        case SQLITE_AUTH:
            return {ErrorKind::config,
                    "the daemon's user needs permission to read and write the file and its "
                    "directory, also the files that end in -wal and -shm beside it"};
        case SQLITE_NOTADB:
            return {ErrorKind::corrupt,
                    "it is not an SQLite database: give another path, or move the file away and "
                    "put a backup in its place"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {ErrorKind::retry, "another process keeps it locked: stop that process"};
        case SQLITE_IOERR:
            return {ErrorKind::retry, "the file system failed: see the kernel log, check the disk"};
        case SQLITE_NOMEM:
            return {ErrorKind::retry, "memory ran out"};
        case SQLITE_TOOBIG:
            return {ErrorKind::input, "a value is larger than SQLite can store"};
        default:
            return {ErrorKind::bug, nullptr};
    }
}

// `what` says what was tried; for a mistake of ours it is the SQL text.
[[noreturn]] void fail(sqlite3* db, const std::string& file, int code, const std::string& what) {
    if ((code & 0xff) == SQLITE_CORRUPT) throw_damaged(file, sqlite3_errmsg(db));
    std::string text = "store " + file + ": ";
    text += db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    const int system = db != nullptr ? sqlite3_system_errno(db) : 0;
    const Advice advice = advice_for(code);
    // SQLite keeps the last errno even when a later error had none.
    const bool is_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
    if (is_system && system != 0) text += std::string(" (") + std::strerror(system) + ")";
    if (advice.text != nullptr) {
        text += std::string("; ") + advice.text;
    } else {
        text += ", in: " + what;
    }
    throw Error(advice.kind, text);
}

void configure_once() {
    // Counting every allocation takes a process-wide lock, and nobody reads the counts.
    [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

} // namespace

void throw_damaged(const std::string& file, const std::string& how) {
    throw Error(ErrorKind::corrupt,
                "store " + file + ": it is damaged (" + how +
                    "). Stop the daemon, then either put a backup in its place and remove " + file +
                    "-wal and " + file +
                    "-shm: what changed since the backup is found and told again, under a new "
                    "epoch; or move all three files away: the daemon starts with an empty store, "
                    "tells every object as added, and settings and history are lost");
}

Database::Database(const std::string& file, OpenMode mode, int64_t cache_bytes) : file_(file) {
    configure_once();
    int access = mode == OpenMode::reader ? SQLITE_OPEN_READONLY
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (mode == OpenMode::scratch) access |= SQLITE_OPEN_URI; // to attach others for reading
    const int code = sqlite3_open_v2(file.c_str(), &db_, access | SQLITE_OPEN_NOMUTEX, nullptr);
    try {
        if (code != SQLITE_OK) fail(db_, file_, code, "open");
        sqlite3_extended_result_codes(db_, 1);
        sqlite3_busy_timeout(db_, kBusyTimeoutMs);
        exec(("PRAGMA cache_size=-" + std::to_string(cache_bytes / 1024)).c_str());
        exec("PRAGMA mmap_size=0"); // mapped pages would count as our memory
        exec("PRAGMA temp_store=FILE");
        if (mode == OpenMode::reader) {
            exec("PRAGMA query_only=ON");
            return;
        }
        if (mode == OpenMode::scratch) {
            exec("PRAGMA synchronous=OFF");
            return;
        }
        // Without permission SQLite quietly opens for reading.
        if (sqlite3_db_readonly(db_, "main") == 1) fail(nullptr, file_, SQLITE_READONLY, "open");
        exec("PRAGMA journal_mode=WAL");
        exec("PRAGMA synchronous=FULL");
        sqlite3_wal_hook(db_, committed, this); // in place of SQLite's own
        exec(("PRAGMA journal_size_limit=" + std::to_string(kLogBytesKept)).c_str());
        // Debian's default overwrites what is deleted; that doubles the cost of pruning.
        exec("PRAGMA secure_delete=OFF");
    } catch (...) {
        sqlite3_close(db_);
        throw;
    }
}

Database::~Database() {
    for (const auto& [sql, statement] : prepared_)
        sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
}

sqlite3_stmt* Database::take_prepared(const char* sql) {
    const auto kept = prepared_.find(std::string_view(sql));
    if (kept != prepared_.end() && kept->second != nullptr)
        return std::exchange(kept->second, nullptr);
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(db_, file_, code, sql);
    if (kept == prepared_.end() && prepared_.size() < kMostPrepared)
        prepared_.emplace(sql, nullptr);
    return statement;
}

void Database::give_back(sqlite3_stmt* statement) noexcept {
    const auto kept = prepared_.find(std::string_view(sqlite3_sql(statement)));
    if (kept == prepared_.end() || kept->second != nullptr) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    kept->second = statement;
}

void Database::exec(const char* sql) {
    const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(db_, file_, code, sql);
}

// The log grows until a checkpoint has copied all of it and nobody reads it any more.
int Database::committed(void* self, sqlite3* db, const char* name, int pages) {
    auto* database = static_cast<Database*>(self);
    database->log_pages_ = pages;
    if (pages < kLogPages) return SQLITE_OK;
    database->log_pages_ = 0;
    // Like SQLite's own: the commit is good, whatever becomes of this.
    (void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return SQLITE_OK;
}

void Database::checkpoint() {
    log_pages_ = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK) fail(db_, file_, code, "checkpoint");
}

int64_t Database::changes() const {
    return sqlite3_changes64(db_);
}

Statement::Statement(Database& db, const char* sql) : db_(db), stmt_(db.take_prepared(sql)) {}

Statement::~Statement() {
    db_.give_back(stmt_);
}

bool Statement::step() {
    const int code = sqlite3_step(stmt_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const char* sql = sqlite3_sql(stmt_);
    fail(db_.raw(), db_.file(), code, sql);
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() noexcept {
    sqlite3_reset(stmt_);
}

int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(stmt_, column);
}

std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(stmt_, column); // before the size, as SQLite asks
    if (data == nullptr) return {};
    return {static_cast<const char*>(data),
            static_cast<size_t>(sqlite3_column_bytes(stmt_, column))};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

std::optional<int64_t> Statement::maybe_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<std::string> Statement::maybe_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

void Statement::bind_one(int index, int64_t value) {
    const int code = sqlite3_bind_int64(stmt_, index, value);
    if (code != SQLITE_OK) fail(db_.raw(), db_.file(), code, sqlite3_sql(stmt_));
}

void Statement::bind_one(int index, std::string_view text) {
    // An empty view may have no address, which SQLite takes for NULL.
    const char* data = text.data() != nullptr ? text.data() : "";
    const int code =
        sqlite3_bind_text64(stmt_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) fail(db_.raw(), db_.file(), code, sqlite3_sql(stmt_));
}

void Statement::bind_one(int index, std::string&& text) {
    const int code =
        sqlite3_bind_text64(stmt_, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) fail(db_.raw(), db_.file(), code, sqlite3_sql(stmt_));
}

void Statement::bind_one(int index, Blob blob) {
    const char* data = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
    const int code = sqlite3_bind_blob64(stmt_, index, data, blob.bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) fail(db_.raw(), db_.file(), code, sqlite3_sql(stmt_));
}

void Statement::bind_one(int index, std::nullopt_t) {
    const int code = sqlite3_bind_null(stmt_, index);
    if (code != SQLITE_OK) fail(db_.raw(), db_.file(), code, sqlite3_sql(stmt_));
}

Transaction::Transaction(Database& db) : db_(db) {
    db_.exec("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // A full disk makes SQLite roll back by itself.
    if (open_ && sqlite3_get_autocommit(db_.raw()) == 0) {
        sqlite3_exec(db_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void Transaction::commit() {
    db_.exec("COMMIT");
    open_ = false;
}

} // namespace objsync::store
