#include <getopt.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include "core/base/error.h"
#include "daemon/app/app.h"
#include "daemon/log/log.h"

namespace {

using objsync::daemon::Arguments;

constexpr int kUsage = 2;
constexpr const char* kHelp =
    "Usage: objsyncd [--config FILE] [--check-config] [--once]\n"
    "Keeps a picture of every data object in your data platforms, and tells what changes.\n\n"
    "  --config FILE    the configuration; conf.d/*.toml beside it is read too\n"
    "                   (default: /etc/objsync/objsyncd.toml)\n"
    "  --check-config   check the configuration and its plugins, then exit: 0 good, 1 not\n"
    "  --once           crawl every connection once, deliver, then exit:\n"
    "                   0 complete, 3 incomplete, 1 failed\n"
    "  --version        print the version\n"
    "  --help           print this\n\n"
    "Exit code 2: the command line is wrong.\n";

// Exits for --help, --version and what is wrong.
Arguments parse(int argc, char** argv) {
    Arguments arguments;
    arguments.config = "/etc/objsync/objsyncd.toml";
    const option options[] = {
        {"config", required_argument, nullptr, 'c'}, {"check-config", no_argument, nullptr, 'k'},
        {"once", no_argument, nullptr, 'o'},         {"version", no_argument, nullptr, 'v'},
        {"help", no_argument, nullptr, 'h'},         {nullptr, 0, nullptr, 0}};
    for (int c = 0; (c = getopt_long(argc, argv, "h", options, nullptr)) != -1;) {
        switch (c) {
            case 'c':
                arguments.config = optarg;
                break;
            case 'k':
                arguments.check_config = true;
                break;
            case 'o':
                arguments.once = true;
                break;
            case 'v':
                std::puts("objsyncd " OBJSYNC_VERSION);
                std::exit(0);
            case 'h':
                std::fputs(kHelp, stdout);
                std::exit(0);
            default:
                std::fputs(kHelp, stderr);
                std::exit(kUsage);
        }
    }
    if (optind != argc) {
        std::fprintf(stderr, "objsyncd: '%s' is not an option\n\n%s", argv[optind], kHelp);
        std::exit(kUsage);
    }
    return arguments;
}

// Configuration with secrets passes through memory: no core file, and no other process of the same
// user may look into this one.
void keep_secrets_out_of_cores() {
    const rlimit none{0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments = parse(argc, argv);
    keep_secrets_out_of_cores();
    try {
        return objsync::daemon::App(arguments).run();
    } catch (const objsync::Error& e) {
        objsync::log::error("app", e.what());
        return objsync::daemon::kFailed;
    }
}
