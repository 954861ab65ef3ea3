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

constexpr const char* kHelp =
    "usage: objsync-crawl --describe [--json] PLUGIN.so\n"
    "\n"
    "Prints what a plugin says of itself: levels, kinds and options.\n"
    "objsyncd starts this program with --worker to run a plugin in a process of its own;\n"
    "that cannot be done by hand. To crawl, use objsyncctl crawl.\n";

struct Arguments {
    bool describe = false;
    bool json = false;
    bool help = false;
    bool worker = false;
    std::string operand; // the plugin, or the process id of the parent
    bool wrong = false;
};

Arguments read_arguments(int argc, char** argv) {
    Arguments out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--describe") {
            out.describe = true;
        } else if (word == "--json") {
            out.json = true;
        } else if (word == "--help") {
            out.help = true;
        } else if (word == "--worker") {
            out.worker = true;
        } else if (out.operand.empty() && !word.starts_with("-")) {
            out.operand = word;
        } else {
            out.wrong = true;
        }
    }
    if (out.describe == out.worker || out.operand.empty()) out.wrong = true;
    return out;
}

bool has_frame_socket() {
    struct stat st {};
    return fstat(kFrameFd, &st) == 0 && S_ISSOCK(st.st_mode);
}

int describe(const Arguments& arguments) {
    const host::Plugin plugin = host::load_plugin(arguments.operand);
    const std::string text = arguments.json ? host::description_json(plugin.description) + "\n"
                                            : host::description_text(plugin.description);
    return std::fputs(text.c_str(), stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
    try {
        const Arguments arguments = read_arguments(argc, argv);
        if (arguments.help) return std::fputs(kHelp, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
        if (arguments.wrong || (arguments.worker && !has_frame_socket())) {
            std::fputs(kHelp, stderr);
            return kUsage;
        }
        if (arguments.describe) return describe(arguments);
        host::harden(kFrameFd, static_cast<pid_t>(std::atoi(arguments.operand.c_str())));
        host::run_worker(kFrameFd);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "objsync-crawl: %s\n", e.what());
    }
    return EXIT_FAILURE;
}
