// The commands that decide and change.
#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>

namespace objsync::cli {

void add_changing(CLI::App& app, Context& context, Arguments& a) {
    auto* check = app.add_subcommand("check", "Connect, and say what the credentials can see");
    check->add_option("CONNECTION", a.name)->required();
    check->callback([&] { check_connection(context, a.name); });

    auto* halt = app.add_subcommand("pause", "Start no scheduled crawls");
    halt->add_option("CONNECTION", a.name, "only of this one");
    add_dry_run(*halt, context);
    halt->callback([&] { pause(context, a.name); });
    auto* go_on = app.add_subcommand("resume", "Undo a pause");
    go_on->add_option("CONNECTION", a.name, "only of this one");
    add_dry_run(*go_on, context);
    go_on->callback([&] { resume(context, a.name); });

    auto* again = app.add_subcommand("reload", "Read the configuration again, without a crawl");
    add_dry_run(*again, context);
    again->callback([&] { reload(context); });

    auto* config = app.add_subcommand("config", "The configuration on disk");
    config->require_subcommand(1);
    config->add_subcommand("check", "its mistakes, and what its filters would put out of scope")
        ->callback([&] { check_config(context); });

    auto* copy = app.add_subcommand("backup", "Write a copy of the store while the daemon runs");
    copy->add_option("FILE", a.file, "must not exist yet")->required();
    add_dry_run(*copy, context);
    copy->callback([&] { backup(context, a.file); });
}

} // namespace objsync::cli
