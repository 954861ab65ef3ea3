#include "daemon/host/elf.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <optional>

#include "core/base/error.h"

namespace objsync::host {

namespace {

constexpr std::string_view kPrefix = "objsync_plugin_v";

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr unsigned char kOurData = ELFDATA2LSB;
#else
constexpr unsigned char kOurData = ELFDATA2MSB;
#endif
constexpr unsigned char kOurClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
#if defined(__x86_64__)
constexpr unsigned kOurMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kOurMachine = EM_AARCH64;
#elif defined(__i386__)
constexpr unsigned kOurMachine = EM_386;
#elif defined(__arm__)
constexpr unsigned kOurMachine = EM_ARM;
#elif defined(__riscv)
constexpr unsigned kOurMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr unsigned kOurMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr unsigned kOurMachine = EM_S390;
#endif

[[noreturn]] void fail(const std::string& file, const std::string& why) {
    throw Error(ErrorKind::config, "plugin " + file + " " + why);
}

// Copies, because nothing says that the file's offsets are aligned.
template <typename T>
std::optional<T> read_at(std::string_view bytes, size_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
    T out;
    std::memcpy(&out, bytes.data() + offset, sizeof out);
    return out;
}

std::string_view part(std::string_view bytes, size_t offset, size_t size) {
    if (offset > bytes.size()) return {};
    return bytes.substr(offset, size);
}

void check_machine(const ElfW(Ehdr) & header, const std::string& file) {
    if (header.e_ident[EI_CLASS] != kOurClass || header.e_ident[EI_DATA] != kOurData ||
        header.e_machine != kOurMachine) {
        fail(file, "is built for another machine (ELF machine " + std::to_string(header.e_machine) +
                       ", this is " + std::to_string(kOurMachine) +
                       "): install the plugin of this architecture");
    }
    if (header.e_type != ET_DYN) {
        fail(file, "is an ELF file but no shared object: link it with -shared");
    }
}

void collect(std::string_view symbols, std::string_view names, ElfFacts& facts) {
    for (size_t at = 0; auto symbol = read_at<ElfW(Sym)>(symbols, at); at += sizeof(ElfW(Sym))) {
        if (symbol->st_shndx == SHN_UNDEF || symbol->st_name >= names.size()) continue;
        std::string_view name = names.substr(symbol->st_name);
        name = name.substr(0, name.find('\0'));
        if (name.starts_with(kPrefix)) facts.plugin_symbols.emplace_back(name);
    }
}

} // namespace

ElfFacts read_elf(std::string_view bytes, const std::string& file) {
    const auto header = read_at<ElfW(Ehdr)>(bytes, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
        fail(file, "is not an ELF shared object: install the built plugin, a .so file");
    }
    check_machine(*header, file);
    ElfFacts facts;
    const auto section = [&](size_t i) {
        return read_at<ElfW(Shdr)>(bytes, header->e_shoff + i * sizeof(ElfW(Shdr)));
    };
    for (size_t i = 0; i < header->e_shnum; ++i) {
        const auto table = section(i);
        if (!table) fail(file, "is cut short: copy or build it again");
        if (table->sh_type != SHT_DYNSYM) continue;
        const auto names = section(table->sh_link);
        if (!names) fail(file, "is cut short: copy or build it again");
        collect(part(bytes, table->sh_offset, table->sh_size),
                part(bytes, names->sh_offset, names->sh_size), facts);
    }
    return facts;
}

} // namespace objsync::host
