#include "plugins/snowflake/login/key_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "plugins/sdk/error.hpp"

namespace objsync::snowflake {

namespace {

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

} // namespace

KeyFile::KeyFile(std::string_view pem) {
    if (pem.empty()) return;
    fd_ = memfd_create("objsync", MFD_CLOEXEC);
    if (fd_ < 0 || !write_all(fd_, pem)) {
        const std::string why = std::strerror(errno);
        if (fd_ >= 0) close(fd_);
        throw sdk::Error(sdk::ErrorClass::unavailable,
                         "cannot hand the private key to the driver: " + why);
    }
    path_ = "/proc/self/fd/" + std::to_string(fd_);
}

KeyFile::~KeyFile() {
    if (fd_ >= 0) close(fd_);
}

} // namespace objsync::snowflake
