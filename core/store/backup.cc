#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/store/open.h"

namespace objsync::store {

namespace {

constexpr int64_t kCacheBytes = 1024 * 1024;
constexpr int kPagesPerStep = 256;

[[noreturn]] void fail(const std::string& what, const std::string& to, int error) {
    throw Error(error == ENOSPC ? ErrorKind::retry : ErrorKind::config,
                "backup to " + to + ": " + what + ": " + std::strerror(error));
}

void sync_path(const std::string& path, int flags, const std::string& to) {
    const int fd = open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) fail("cannot open " + path, to, errno);
    const int result = fsync(fd);
    const int error = errno;
    close(fd);
    if (result != 0) fail("cannot sync " + path, to, error);
}

// Gone when it is not kept: a failed backup leaves nothing behind.
class TempFile {
public:
    explicit TempFile(const std::string& to) : path_(to + ".XXXXXX") {
        const int fd = mkostemp(path_.data(), O_CLOEXEC); // mode 0600
        if (fd < 0) fail("cannot create a file beside it", to, errno);
        close(fd);
    }
    ~TempFile() { unlink(path_.c_str()); }
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

void copy_pages(Database& from, Database& to) {
    // An open snapshot: without it each commit of the writer would start the copy anew.
    from.exec("BEGIN");
    Statement snapshot(from, "SELECT count(*) FROM sqlite_schema");
    snapshot.step();
    snapshot.reset();
    sqlite3_backup* copy = sqlite3_backup_init(to.raw(), "main", from.raw(), "main");
    int code = copy != nullptr ? SQLITE_OK : sqlite3_errcode(to.raw());
    while (code == SQLITE_OK)
        code = sqlite3_backup_step(copy, kPagesPerStep);
    sqlite3_backup_finish(copy);
    from.exec("COMMIT");
    if (code == SQLITE_DONE) return;
    const ErrorKind kind = (code & 0xff) == SQLITE_CORRUPT ? ErrorKind::corrupt : ErrorKind::retry;
    throw Error(kind, "copying the store " + from.file() + " to " + to.file() + ": " +
                          sqlite3_errstr(code));
}

} // namespace

void backup_store(const std::string& file, const std::string& to) {
    std::error_code ignored;
    if (std::filesystem::exists(to, ignored)) {
        throw Error(ErrorKind::input,
                    "backup to " + to + ": the file exists; move it away or give another name");
    }
    const TempFile temp(to);
    {
        Database from(file, OpenMode::reader, kCacheBytes);
        Database copy(temp.path(), OpenMode::scratch, kCacheBytes);
        copy_pages(from, copy);
        // The copied header says WAL; a backup is one file.
        copy.exec("PRAGMA journal_mode=DELETE");
        copy.exec("INSERT OR REPLACE INTO meta (key, value) VALUES ('is_backup', 1)");
    }
    sync_path(temp.path(), O_RDONLY, to);
    // Unlike rename, link refuses a name that came to be in the meantime.
    if (link(temp.path().c_str(), to.c_str()) != 0) fail("cannot give it its name", to, errno);
    const std::filesystem::path directory = std::filesystem::path(to).parent_path();
    sync_path(directory.empty() ? "." : directory.string(), O_RDONLY | O_DIRECTORY, to);
}

} // namespace objsync::store
