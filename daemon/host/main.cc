// objsync-crawl: runs one plugin for objsyncd, or describes it to a reader.
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

#include "daemon/host/describe.h"
#include "daemon/host/harden.h"
#include "daemon/host/load.h"
#include "daemon/host/run.h"

namespace {

using namespace objsync;

constexpr int kFrameFd = 3;
constexpr int kUsage = 2;

int usage() {
    std::fputs(
        "usage: objsync-crawl --describe PLUGIN.so [--json]\n"
        "\n"
        "Prints what a plugin says of itself: levels, kinds and options.\n"
        "objsyncd starts this program with --worker to run a plugin in a process of its own;\n"
        "that cannot be done by hand. To crawl, use objsyncctl crawl.\n",
        stderr);
    return kUsage;
}

bool has_frame_socket() {
    struct stat st {};
    return fstat(kFrameFd, &st) == 0 && S_ISSOCK(st.st_mode);
}

int describe(const char* file, bool as_json) {
    const host::Plugin plugin = host::load_plugin(file);
    const std::string text = as_json ? host::description_json(plugin.description) + "\n"
                                     : host::description_text(plugin.description);
    return std::fputs(text.c_str(), stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
    const auto is = [&](int i, std::string_view text) { return i < argc && argv[i] == text; };
    try {
        if (argc == 3 && is(1, "--describe")) return describe(argv[2], false);
        if (argc == 4 && is(1, "--describe") && is(3, "--json")) return describe(argv[2], true);
        if (argc == 4 && is(1, "--json") && is(2, "--describe")) return describe(argv[3], true);
        if (argc != 3 || !is(1, "--worker") || !has_frame_socket()) return usage();
        host::harden(kFrameFd, static_cast<pid_t>(std::atoi(argv[2])));
        host::run_worker(kFrameFd);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "objsync-crawl: %s\n", e.what());
    }
    return EXIT_FAILURE;
}
