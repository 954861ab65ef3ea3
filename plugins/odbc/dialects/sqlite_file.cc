#include "plugins/odbc/dialects/sqlite_file.h"

#include <fcntl.h>
#include <odbcinst.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "plugins/sdk/error.hpp"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

using sdk::ErrorClass;

std::string from_odbc_ini(const std::string& dsn, const char* key) {
    std::array<char, 4096> value{};
    SQLGetPrivateProfileString(dsn.c_str(), key, "", value.data(), static_cast<int>(value.size()),
                               "odbc.ini");
    return value.data();
}

std::string keyword(const ConnectionString& connection, const char* name) {
    if (const auto value = connection.get(name)) return *value;
    const auto dsn = connection.get("DSN");
    return dsn ? from_odbc_ini(*dsn, name) : "";
}

[[noreturn]] void fail_by_errno(const std::string& path, int code) {
    const bool denied = code == EACCES || code == EPERM;
    throw sdk::Error(denied ? ErrorClass::denied : ErrorClass::unavailable,
                     "cannot read the SQLite database " + path + ": " + std::strerror(code) +
                         (denied ? "; let the user of objsync read the file and enter its folders"
                                 : "; check 'Database=' of the connection"),
                     std::to_string(code));
}

struct File {
    int fd;
    explicit File(const std::string& path)
        : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~File() {
        if (fd >= 0) close(fd);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
};

} // namespace

void guard_sqlite_file(ConnectionString& connection, std::chrono::milliseconds timeout) {
    if (lower(keyword(connection, "Driver")).find("sqlite") == std::string::npos) return;
    const std::string database = keyword(connection, "Database");
    if (database.empty() || database == ":memory:") {
        throw sdk::Error(ErrorClass::unavailable,
                         "the connection names no SQLite file; give 'Database=/path/of/file' (a "
                         "database in memory is empty for each connection)");
    }
    if (database.front() != '/') {
        throw sdk::Error(ErrorClass::unavailable,
                         "the SQLite file '" + database + "' must be an absolute path");
    }
    check_sqlite_file(database);
    if (!connection.has("NoCreat")) connection.add("NoCreat", "1");
    // Else the driver waits 100 s while it connects.
    if (!connection.has("Timeout")) connection.add("Timeout", std::to_string(timeout.count()));
}

std::string check_sqlite_file(const std::string& path) {
    const File file(path);
    if (file.fd < 0) fail_by_errno(path, errno);
    struct stat facts {};
    if (fstat(file.fd, &facts) != 0) fail_by_errno(path, errno);
    if (!S_ISREG(facts.st_mode)) {
        throw sdk::Error(ErrorClass::unavailable, path + " is no regular file");
    }
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    std::array<char, kMagic.size()> head{};
    if (facts.st_size == 0) {
        throw sdk::Error(ErrorClass::unavailable,
                         path + " has no content: it is no SQLite database yet, or no longer");
    }
    const ssize_t got = pread(file.fd, head.data(), head.size(), 0);
    if (got < 0) fail_by_errno(path, errno);
    if (std::string_view(head.data(), static_cast<size_t>(got)) != kMagic) {
        throw sdk::Error(ErrorClass::unavailable,
                         path + " is no SQLite 3 database: its first 16 bytes differ", "26");
    }
    return std::filesystem::canonical(path).string();
}

} // namespace objsync::odbc
