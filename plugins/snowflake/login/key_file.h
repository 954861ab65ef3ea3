// A private key where the driver can read it as a file: in memory, never on a disk, and under a
// path that only this process can open. So the key stands neither in the connection string, which
// a driver manager may trace and a driver may quote, nor in a file that a crash would leave behind.
#pragma once

#include <string>
#include <string_view>

namespace objsync::snowflake {

class KeyFile {
public:
    // Empty: there is none. Throws sdk::Error.
    explicit KeyFile(std::string_view pem);
    ~KeyFile();
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;

    // "" where there is none. Valid as long as this object.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    int fd_ = -1;
    std::string path_;
};

} // namespace objsync::snowflake
