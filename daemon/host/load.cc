#include "daemon/host/load.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "daemon/host/abi.h"
#include "daemon/host/describe.h"
#include "daemon/host/elf.h"

namespace objsync::host {

namespace {

constexpr const char* kSymbol = "objsync_plugin_v1";

[[noreturn]] void fail(const std::string& file, const std::string& why) {
    throw Error(ErrorKind::config, "plugin " + file + " " + why);
}

// Who can write the code can be us; so only those who are root or us already.
void check_writers(const std::string& file, const std::string& path, const struct stat& st) {
    const std::string what = path == file ? "" : "lies in " + path + ", which ";
    if (st.st_uid != 0 && st.st_uid != geteuid()) {
        fail(file, what + "belongs to user id " + std::to_string(st.st_uid) +
                       ", neither to root nor to us: chown root " + path);
    }
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        fail(file, what + "can be written by its group or by others: chmod go-w " + path);
    }
}

// The file in memory, as long as this lives.
class Mapped {
public:
    Mapped(int fd, size_t size, const std::string& file)
        : size_(size), data_(mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0)) {
        if (data_ == MAP_FAILED) fail(file, std::string("cannot be read: ") + std::strerror(errno));
    }
    ~Mapped() { munmap(data_, size_); }
    Mapped(const Mapped&) = delete;
    Mapped& operator=(const Mapped&) = delete;
    [[nodiscard]] std::string_view bytes() const {
        return {static_cast<const char*>(data_), size_};
    }

private:
    size_t size_;
    void* data_;
};

class File {
public:
    explicit File(const std::string& file) : fd_(open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ < 0 && errno == ENOENT) fail(file, "does not exist: is it installed?");
        if (fd_ < 0) fail(file, std::string("cannot be opened: ") + std::strerror(errno));
    }
    ~File() { close(fd_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_;
};

void check_symbols(const ElfFacts& facts, const std::string& file) {
    const auto& symbols = facts.plugin_symbols;
    if (std::find(symbols.begin(), symbols.end(), kSymbol) != symbols.end()) return;
    if (symbols.empty()) {
        fail(file, std::string("exports no ") + kSymbol +
                       ": it is no objsync plugin, or its function is not marked OBJSYNC_EXPORT");
    }
    fail(file, "is built for ABI version " + symbols[0].substr(std::strlen("objsync_plugin_v")) +
                   ", this objsync takes version 1: install the plugin and objsync of one release");
}

std::string check_file(const std::string& file) {
    char resolved[PATH_MAX];
    const File opened(file);
    struct stat st {};
    if (fstat(opened.fd(), &st) != 0 || !S_ISREG(st.st_mode)) fail(file, "is not a regular file");
    check_writers(file, file, st);
    if (realpath(file.c_str(), resolved) == nullptr) {
        fail(file, std::string("cannot be found: ") + std::strerror(errno));
    }
    const std::string real = resolved;
    const std::string folder = real.substr(0, std::max<size_t>(real.rfind('/'), 1));
    struct stat folder_st {};
    if (stat(folder.c_str(), &folder_st) != 0) {
        fail(file, "lies in " + folder + ", which cannot be read: " + std::strerror(errno));
    }
    check_writers(file, folder, folder_st);
    if (st.st_size == 0) fail(file, "is empty: copy or build it again");
    const Mapped mapped(opened.fd(), static_cast<size_t>(st.st_size), file);
    check_symbols(read_elf(mapped.bytes(), file), file);
    return real;
}

void check_functions(const objsync_plugin* p, const std::string& file) {
    try {
        checked(p, "what objsync_plugin_v1() returned");
    } catch (const Refused& r) {
        fail(file, "is broken: " + r.why);
    }
    const char* unset = nullptr;
    if (p->crawl == nullptr) unset = "crawl";
    if (p->check == nullptr) unset = "check";
    if (p->describe == nullptr) unset = "describe";
    if (unset != nullptr) {
        fail(file, std::string("leaves ") + unset + " unset; only lookup may be NULL");
    }
}

} // namespace

Plugin load_plugin(const std::string& file) {
    const std::string real = check_file(file);
    void* library = dlopen(real.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        fail(file, std::string("cannot be loaded: ") + dlerror() + "; ldd shows what is missing");
    }
    using Entry = const objsync_plugin* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(library, kSymbol));
    if (entry == nullptr) fail(file, std::string("cannot be loaded: ") + dlerror());
    Plugin plugin;
    plugin.functions = entry();
    check_functions(plugin.functions, file);
    try {
        plugin.description = read_description(plugin.functions->describe());
    } catch (const Refused& r) {
        fail(file, "describes itself wrongly: " + r.why);
    }
    plugin.description.can_lookup = plugin.functions->lookup != nullptr;
    return plugin;
}

} // namespace objsync::host
