#include "daemon/worker/usage.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace objsync::daemon {

namespace {

// "VmRSS:\t    1234 kB"
uint64_t kilobytes(std::string_view status, std::string_view key) {
    const size_t at = status.find(key);
    if (at == std::string_view::npos) return 0;
    status.remove_prefix(at + key.size());
    const size_t digit = status.find_first_of("0123456789");
    if (digit == std::string_view::npos) return 0;
    uint64_t value = 0;
    std::from_chars(status.data() + digit, status.data() + status.size(), value);
    return value * 1024;
}

} // namespace

MemoryUse memory_use(pid_t pid) {
    const std::string file = "/proc/" + std::to_string(pid) + "/status";
    const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    std::array<char, 4096> bytes;
    const ssize_t n = read(fd, bytes.data(), bytes.size());
    close(fd);
    if (n <= 0) return {};
    const std::string_view status(bytes.data(), static_cast<size_t>(n));
    return {kilobytes(status, "\nVmRSS:"), kilobytes(status, "\nVmHWM:")};
}

} // namespace objsync::daemon
