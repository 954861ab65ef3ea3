// Crawls a folder of CSV files: each file is a table, its first line names the columns.
// The smallest complete plugin; copy it with scripts/new-plugin.
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "plugins/sdk/objsync.hpp"

namespace {

using namespace objsync::sdk;
namespace fs = std::filesystem;

constexpr const char* kLevels[] = {"table"};
constexpr objsync_kind kKinds[] = {source("table")};
constexpr Option kOptions[] = {
    Option::text("folder", "Absolute path of the folder that holds the CSV files.").required(),
};
constexpr auto kDescription = describe("template", "0.1.0", kLevels, kKinds, kOptions);

// What a platform's error means is known here only; the SDK turns it into an outcome.
[[noreturn]] void fail(const fs::path& path, std::error_code code) {
    const bool denied = code == std::errc::permission_denied;
    throw Error(denied ? ErrorClass::denied : ErrorClass::unavailable,
                "cannot read " + path.string() + ": " + code.message() +
                    (denied ? "; let the user of objsync read it" : "; check option 'folder'"),
                std::to_string(code.value()));
}

fs::path folder_of(const Job& job) {
    const fs::path folder = job.options().need("folder");
    std::error_code code;
    const fs::path real = fs::canonical(folder, code);
    if (code) fail(folder, code);
    return real;
}

void read_columns(const fs::path& file, Object& table) {
    std::ifstream in(file);
    std::string line, name;
    if (!std::getline(in, line)) return; // cannot tell: the columns known so far stay
    for (char c : line + ",") {
        if (c == ',') {
            table.column(name).type("text");
            name.clear();
        } else if (c != '\r') {
            name += c;
        }
    }
}

void list_folder(Host& host, const fs::path& folder, Scope& scope) {
    Object table; // one builder for all: it keeps its memory
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    if (code) fail(folder, code);
    for (; entry != fs::directory_iterator(); entry.increment(code)) {
        if (entry->path().extension() == ".csv") {
            const std::string name = entry->path().stem();
            if (host.wanted({name}, false)) {
                table.reset(name, "table").native_type("csv");
                read_columns(entry->path(), table);
                scope.add(table);
            }
        }
    }
    if (code) fail(folder, code); // a listing that broke off proves nothing
    scope.complete();
}

struct Template {
    static const objsync_description& describe() { return kDescription; }

    static void check(Host& host, const Job& job) {
        const fs::path folder = folder_of(job);
        std::error_code code;
        fs::directory_iterator(folder, code);
        if (code) fail(folder, code);
        host.report(Severity::ok, "folder", folder.string() + " can be listed");
    }

    static void crawl(Host& host, const Job& job) {
        const fs::path folder = folder_of(job);
        host.begin({.identity = "folder:" + folder.string(), .levels = {"table"}});
        const Basis basis{.text = "directory listing", .filtered_by_permission = false};
        host.list({}, basis, [&](Scope& scope) { list_folder(host, folder, scope); });
    }
};

} // namespace

OBJSYNC_PLUGIN(Template)
