#include "core/config/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"

namespace objsync::config {

namespace {

// Certificates and keys fit; a file that is larger is not a secret but a mistake.
constexpr size_t kMaxSecret = 1 << 20;

[[noreturn]] void fail(const SecretRef& ref, const std::string& why) {
    throw Error(ErrorKind::config, ref.at.text() + ": secret from " + ref.text() + ": " + why);
}

std::string file_of(const SecretRef& ref) {
    if (ref.from == SecretRef::From::file) return ref.where;
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr) {
        fail(ref, "CREDENTIALS_DIRECTORY is not set; add LoadCredential=" + ref.where +
                      ":FILE to the unit");
    }
    return std::string(directory) + "/" + ref.where;
}

// Without O_NONBLOCK the open of a named pipe would wait for a writer.
constexpr int kOpen = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

// Name by name from the folder down, none of them a symbolic link: what the path means cannot be
// changed between a check and the open. Like open().
int open_beneath(const std::string& folder, std::string_view below) {
    constexpr int kFolder = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int at = open(folder.c_str(), kFolder);
    while (at >= 0) {
        const size_t slash = below.find('/');
        const std::string name(below.substr(0, slash));
        const bool last = slash == std::string_view::npos;
        const int next = openat(at, name.c_str(), last ? kOpen | O_NOFOLLOW : kFolder);
        const int error = errno;
        close(at);
        errno = error;
        if (last) return next;
        at = next;
        below.remove_prefix(slash + 1);
    }
    return at;
}

int open_file(const SecretRef& ref) {
    if (ref.beneath.empty()) return open(file_of(ref).c_str(), kOpen);
    return open_beneath(ref.beneath, std::string_view(ref.where).substr(ref.beneath.size() + 1));
}

std::string read_file(const SecretRef& ref) {
    const int fd = open_file(ref);
    if (fd < 0) {
        fail(ref, std::string("cannot open it: ") + std::strerror(errno) +
                      (ref.beneath.empty() ? "" : " (no symbolic link is followed there)"));
    }
    std::string text;
    struct stat status {};
    int error = fstat(fd, &status) < 0 ? errno : 0;
    const bool regular = S_ISREG(status.st_mode);
    // Another name of it may be anywhere.
    const bool linked = !ref.beneath.empty() && status.st_nlink > 1;
    char buffer[4096];
    while (error == 0 && regular && !linked && text.size() <= kMaxSecret) {
        const ssize_t n = read(fd, buffer, sizeof buffer);
        if (n == 0) break;
        if (n > 0) text.append(buffer, static_cast<size_t>(n));
        if (n < 0 && errno != EINTR) error = errno;
    }
    close(fd);
    if (error != 0) fail(ref, std::string("cannot read it: ") + std::strerror(error));
    if (!regular) fail(ref, "it is not a regular file");
    if (linked) fail(ref, "it is a hard link of another file; write a copy there");
    if (text.size() > kMaxSecret) fail(ref, "it is longer than 1 MiB");
    return text;
}

} // namespace

std::string SecretRef::text() const {
    switch (from) {
        case From::file:
            return "file " + where;
        case From::credential:
            return "credential " + where;
        case From::env:
            return "environment variable " + where;
    }
    return where;
}

std::string read_secret(const SecretRef& ref) {
    std::string text;
    if (ref.from == SecretRef::From::env) {
        const char* value = std::getenv(ref.where.c_str());
        if (value == nullptr) fail(ref, "it is not set");
        text = value;
    } else {
        text = read_file(ref);
    }
    if (text.ends_with('\n')) {
        text.pop_back();
        if (text.ends_with('\r')) text.pop_back();
    }
    if (text.empty()) fail(ref, "it is empty");
    return text;
}

std::optional<std::string> unsafe_secret(const SecretRef& ref) {
    struct stat status {};
    if (ref.from != SecretRef::From::file || stat(ref.where.c_str(), &status) < 0 ||
        (status.st_mode & S_IROTH) == 0) {
        return std::nullopt;
    }
    return "secret from " + ref.text() + ": everyone can read it; chmod o-r " + ref.where;
}

} // namespace objsync::config
