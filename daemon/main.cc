#include <sys/prctl.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>

#include "core/base/error.h"
#include "daemon/app/app.h"
#include "daemon/log/log.h"

namespace {

// Configuration with secrets passes through memory: no core file, and no other process of the same
// user may look into this one.
void keep_secrets_out_of_cores() {
    const rlimit none{0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int main(int argc, char** argv) {
    objsync::daemon::Arguments arguments;
    arguments.config = "/etc/objsync/objsyncd.toml";
    CLI::App cli{"Keeps a picture of every data object in your data platforms, and tells what changes."};
    cli.name("objsyncd");
    cli.set_version_flag("--version", OBJSYNC_VERSION);
    cli.add_option("--config", arguments.config, "The configuration file; conf.d/*.toml beside it is read too")
        ->capture_default_str();
    cli.add_flag("--check-config", arguments.check_config, "Check the configuration and its plugins, then exit: 0 good, 1 not");
    cli.add_flag("--once", arguments.once,
                 "Crawl every connection once, deliver, and exit: 0 complete, 3 incomplete, 1 failed");
    CLI11_PARSE(cli, argc, argv);
    keep_secrets_out_of_cores();
    try {
        return objsync::daemon::App(arguments).run();
    } catch (const objsync::Error& e) {
        objsync::log::error("app", e.what());
        return objsync::daemon::kFailed;
    }
}
